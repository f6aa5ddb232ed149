import type { ContactFields, RecordType } from '../../core/contact/contact';
import type { ChangesRequest, CrmCapabilities, CrmChanges, CrmRecord, CrmScope, CrmSide, CrmWrite, CrmWriteResult } from '../../core/ports/crm';
import { TransportError, type HttpClient, type HttpRequest, type HttpResponse } from '../../core/ports/http';
import { inScope } from '../../core/sync/scope';

/** What a CRM really holds of a record, read without its connector. */
export interface HeldRecord {
	firstName?: string;
	/** Of a company: its name. */
	lastName?: string;
	emails: string[];
	phones: string[];
	note?: string;
	inScope: boolean;
	links: string[];
	optOut: boolean;
	standing: 'active' | 'invalid' | 'untitled';
}

/** A person's hands in the CRM. They do not use the connector. */
export interface CrmWriteHands {
	/** A record with these values, in the world's scope or not. */
	create(draft: HandDraft): Promise<string>;
	rename(recordType: RecordType, recordId: string, lastName: string): Promise<void>;
	join(recordType: RecordType, recordId: string): Promise<void>;
	leave(recordType: RecordType, recordId: string): Promise<void>;
	invalidate(recordType: RecordType, recordId: string): Promise<void>;
	remove(recordType: RecordType, recordId: string): Promise<void>;
	/** Puts a link on the record; used where the CRM has a place for links. */
	link(recordType: RecordType, recordId: string, link: string): Promise<void>;
	optOut(recordType: RecordType, recordId: string): Promise<void>;
}

export interface HandDraft {
	recordType: RecordType;
	firstName?: string;
	/** Of a company: its name. */
	lastName: string;
	email?: string;
	phone?: string;
	note?: string;
	place: 'inScope' | 'outside';
}

/** A CRM that only this test uses, and its connector. */
export interface CrmWriteWorld {
	crm: CrmSide;
	/** A connector on the same CRM in a new process. */
	restarted(): CrmSide;
	/** A scope that records can be put into. */
	scope: CrmScope;
	hands: CrmWriteHands;
	held(recordType: RecordType, recordId: string): Promise<HeldRecord | undefined>;
	/** Ids of all records of the type, whatever their state. */
	ids(recordType: RecordType): Promise<string[]>;
	trouble: Trouble;
	now(): number;
	advance(ms: number): void;
	cancel(): void;
	close(): Promise<void>;
}

/** What can happen to the connector's next write request. Reading is left alone. */
export interface Trouble {
	/** Its answer is lost, before or after the server carried it out. */
	cutNext(when: 'before' | 'after'): void;
	/** The server refuses it because of its record. */
	refuseNext(): void;
	/** Someone else acts before it reaches the server, after the connector has read. */
	beforeNext(act: () => Promise<void>): void;
	/** Write requests that reached the server so far. */
	sent(): number;
}

export interface CrmWriteDriver {
	open(): Promise<CrmWriteWorld>;
	/** What the connector says of itself. */
	capabilities: CrmCapabilities;
	/**
	 * What becomes of a create whose answer is lost: it is looked up by its link, sent again as it cannot double, or
	 * unknown, as the link is not in the same request or has no place.
	 */
	lostCreates: 'lookedUp' | 'repeated' | 'blind';
	/** Whether the server stamps an entry into the scope and a leaving of it; if not, only a count finds them. */
	scopeMoves: 'stamped' | 'silent';
	/** Whether the server takes the opt-out. */
	optOut: 'taken' | 'ignored';
	/** Whether a write replaces the whole record, so that what someone else wrote right before it is lost. Default: it does not. */
	replaces?: 'whole records';
	/** quick: each act is tried after other changes only, not also after the first reading. elsewhere: another suite does. Default thorough. */
	changes?: 'thorough' | 'quick' | 'elsewhere';
}

/** An HttpClient that a test can get in the way of, for stand-ins over HTTP. `refusal` is how the server refuses a record. */
export function troubledHttp(http: HttpClient, refusal: HttpResponse, isWrite: (request: HttpRequest) => boolean = ({ method }) => method !== 'GET'): { http: HttpClient; trouble: Trouble } {
	const waiting: Array<(send: () => Promise<HttpResponse>) => Promise<HttpResponse>> = [];
	let sent = 0;
	const lost = (): never => {
		throw new TransportError('cut', 'maybe');
	};
	return {
		async http(request) {
			if (!isWrite(request)) return http(request);
			const send = (): Promise<HttpResponse> => {
				sent += 1;
				return http(request);
			};
			return (waiting.shift() ?? ((go) => go()))(send);
		},
		trouble: {
			cutNext: (when) => void waiting.push(async (send) => {
				if (when === 'after') await send();
				return lost();
			}),
			refuseNext: () => void waiting.push(async () => refusal),
			beforeNext: (act) => void waiting.push(async (send) => {
				await act();
				return send();
			}),
			sent: () => sent,
		},
	};
}

export const MINUTE = 60_000;
export const LINK = 'google:mark1:people/c12';

export const EVA: ContactFields = {
	firstName: 'Eva',
	lastName: 'Nova',
	emails: [{ value: 'eva@acme.test' }],
	phones: [{ value: '+420 777 000 111' }],
	note: 'Met at the fair',
};

/** All results of some writes, in the order in which they came. */
export async function resultsOf(crm: CrmSide, writes: readonly CrmWrite[]): Promise<CrmWriteResult[]> {
	const results: CrmWriteResult[] = [];
	for await (const some of crm.write(writes)) results.push(...some);
	return results;
}

/** The result of one write. */
export async function resultOf(crm: CrmSide, write: CrmWrite): Promise<CrmWriteResult> {
	const [result, ...others] = await resultsOf(crm, [write]);
	if (!result || others.length > 0) throw new Error(`${others.length + (result ? 1 : 0)} results for one write`);
	return result;
}

/** The record of a result that says "done". */
export function doneRecord(result: CrmWriteResult): CrmRecord {
	if (result.kind !== 'done' || !result.record) throw new Error(`Not done: ${JSON.stringify(result)}`);
	return result.record;
}

/** A reader that knows nothing but what changes tell it: who is in the scope. */
export interface Follower {
	members: Map<string, CrmRecord>;
	cursor?: string;
	/** The extent of each reading so far. */
	extents: Array<CrmChanges['extent']>;
}

export async function follow(crm: CrmSide, request: ChangesRequest, follower: Follower): Promise<void> {
	const steps: CrmChanges[] = [];
	do {
		const step = await crm.changes({ ...request, ...(follower.cursor === undefined ? {} : { cursor: follower.cursor }) });
		follower.cursor = step.cursor;
		steps.push(step);
	} while (steps.at(-1)?.more === 'yes');
	const isWhole = steps.some(({ extent }) => extent === 'everything');
	follower.extents.push(isWhole ? 'everything' : 'changes');
	if (isWhole) follower.members.clear();
	for (const { records, gone } of steps) {
		for (const record of records) {
			if (inScope(record, request.scope)) follower.members.set(record.contact.id, record);
			else follower.members.delete(record.contact.id);
		}
		for (const { recordType, recordId } of gone) follower.members.delete(`${crm.account.crm}:${crm.account.account}:${recordType}:${recordId}`);
	}
}
