import { accountKey } from '../../../core/contact/contact';
import { RetriableError, type SyncError } from '../../../core/errors';
import type { PartnerWriteResult } from '../../../core/ports/partner';
import { VISIBILITY_MS } from '../accountIndex';
import type { ItemAnswer } from '../client';
import { refused } from '../faults';
import { carriesEntry, newBodyOf, ownPart } from '../map';
import { refresh } from '../reader';
import { viewOf, type Row } from '../rows';
import { carryOut, errorOfContacts, isAccountFull, isLost, itemVerdict, verdictsWithout, type Doubt, type Manner, type Sent, type Settled, type Verdict, type WriteRun } from './carryOut';
import type { CreateWrite } from './plan';

/** Creates contacts in one request, or in as many as refused ones among them make necessary. */
export async function* createContacts(run: WriteRun, writes: readonly CreateWrite[]): AsyncGenerator<PartnerWriteResult[]> {
	const { pending } = run.account.state;
	const open = writes.filter(({ entry }) => pending.has(entry.contactId));
	yield open.map((write) => unknown(run, write));
	yield* carryOut(run, writes.filter((write) => !open.includes(write)), createManner(run));
}

function createManner(run: WriteRun): Manner<CreateWrite> {
	const { account } = run;
	return {
		send: (writes) => send(run, writes),
		written: (write, person) => done(run, write, account.state.index.wrote(person, account.clock.now())),
		settle: (doubtful) => lookUp(run, doubtful),
		groupsOf: ({ groups }) => groups,
		blocked: () => run.full,
	};
}

function done({ account }: WriteRun, { key }: CreateWrite, row: Row): PartnerWriteResult {
	return { kind: 'done', key, record: viewOf(row, account.crm) };
}

async function send(run: WriteRun, writes: readonly CreateWrite[]): Promise<Sent> {
	const { people } = run.account;
	const bodies = writes.map(({ fields, groups, entry }) => newBodyOf({ patch: fields, groups, entry }));
	const onError = (error: SyncError): Verdict => failed(run, error);
	try {
		const [body] = bodies;
		if (body && bodies.length === 1) return { kind: 'each', verdicts: [itemVerdict(await people.createPerson(body), onError)] };
		const answer = await people.createPeople(bodies);
		if (answer.kind === 'answered') return { kind: 'each', verdicts: matched(writes, answer.items, onError) };
		const verdicts = verdictsWithout(writes, (_write, index) => answer.errors.get(String(index)), onError);
		return verdicts ? { kind: 'each', verdicts } : { kind: 'refused', error: refused('', 'No contact of the batch is named.') };
	} catch (error) {
		return unanswered(run, writes, error);
	}
}

function unanswered(run: WriteRun, writes: readonly CreateWrite[], error: unknown): Sent {
	if (isLost(error)) return { kind: 'each', verdicts: writes.map(() => ({ kind: 'lost' })) };
	if (isAccountFull(error)) return { kind: 'each', verdicts: writes.map(() => failed(run, error)) };
	return { kind: 'refused', error: errorOfContacts(error) };
}

function failed(run: WriteRun, error: SyncError): Verdict {
	if (isAccountFull(error)) run.full = error;
	return { kind: 'failed', error };
}

/** Answers are known by our entry, as their order is not promised; errors, which carry none, by their place. */
function matched(writes: readonly CreateWrite[], items: readonly ItemAnswer[], onError: (error: SyncError) => Verdict): Verdict[] {
	const people = items.flatMap(({ person }) => (person ? [{ person, own: ownPart(person) }] : []));
	const errors = items.filter(({ error }) => error !== undefined);
	const byId = new Map(people.flatMap((one) => (one.own.externalIds ?? []).map(({ value }) => [value ?? '', one] as const)));
	return writes.map(({ entry }, index) => {
		const found = byId.get(entry.contactId);
		if (found && carriesEntry(found.own, entry)) return { kind: 'written', person: found.person };
		const inPlace = items[index];
		return itemVerdict(inPlace?.error ? inPlace : errors[0], onError);
	});
}

/**
 * A create whose answer does not tell is looked up by our entry. It is not repeated before it must have become visible:
 * until then it stays in the list of pending creates.
 */
async function lookUp(run: WriteRun, doubtful: ReadonlyArray<{ job: CreateWrite; doubt: Doubt }>): Promise<Settled<CreateWrite>> {
	const { account } = run;
	const writes = doubtful.map(({ job }) => job);
	const until = account.clock.now() + VISIBILITY_MS;
	for (const { entry } of writes) account.state.pending.set(entry.contactId, { entry, until });
	try {
		await refresh(account);
	} catch (error) {
		const stop = error instanceof RetriableError ? undefined : error;
		return { results: writes.map((write) => unknown(run, write)), again: [], stop };
	}
	const found = rowsOf(run, writes);
	return { results: writes.map((write) => foundOrUnknown(run, write, found.get(write.entry.contactId) ?? [])), again: [] };
}

function foundOrUnknown(run: WriteRun, write: CreateWrite, rows: readonly Row[]): PartnerWriteResult {
	const { entry } = write;
	const key = accountKey(entry.account);
	const row = rows.find(({ record }) => record.entries.some((stored) => stored.accountKey === key && stored.text === entry.text));
	if (!row) return unknown(run, write);
	run.account.state.pending.delete(entry.contactId);
	return done(run, write, row);
}

function rowsOf({ account }: WriteRun, writes: readonly CreateWrite[]): Map<string, Row[]> {
	const wanted = new Map(writes.map(({ entry }): [string, Row[]] => [entry.contactId, []]));
	for (const row of account.state.index.rows.values()) for (const id of row.record.externalIds) wanted.get(id)?.push(row);
	return wanted;
}

function unknown({ account }: WriteRun, { key, entry }: CreateWrite): PartnerWriteResult {
	const until = account.state.pending.get(entry.contactId)?.until ?? account.clock.now() + VISIBILITY_MS;
	return { kind: 'unknown', key, until };
}

