import { createGoogleContacts, createGoogleMemory, type GoogleContactsSettings } from '../../../connectors/google';
import { TransportError, type HttpRequest, type HttpResponse } from '../../../core/ports/http';
import type { PartnerSide, PartnerWrite, PartnerWriteResult } from '../../../core/ports/partner';
import { fakeEnvironment, type FakeEnvironment } from '../../support/environment';

/** An answer of the script: data of a 200, a whole answer, or none at all. */
export type Scripted = { ok: unknown } | { status: number; body: unknown } | { cut: 'no' | 'maybe' };

export interface ScriptedGoogle {
	partner: PartnerSide;
	time: FakeEnvironment;
	/** One line per request: method, path, and what tells it from others. */
	log: string[];
	requests: HttpRequest[];
	/** Answers to come, in order; a request without one is an error of the test. */
	script(...answers: Scripted[]): void;
}

export function scriptedGoogle(settings: Partial<GoogleContactsSettings> = {}): ScriptedGoogle {
	const answers: Scripted[] = [];
	const requests: HttpRequest[] = [];
	const log: string[] = [];
	const time = fakeEnvironment();
	const http = async (request: HttpRequest): Promise<HttpResponse> => {
		requests.push(request);
		log.push(line(request));
		const next = answers.shift();
		if (next === undefined) throw new Error(`No answer is scripted for ${line(request)}`);
		if ('cut' in next) throw new TransportError('ECONNRESET', next.cut);
		return 'ok' in next ? { status: 200, headers: {}, body: next.ok } : { headers: {}, ...next };
	};
	const partner = createGoogleContacts({ http, env: time.env, baseUrl: 'https://g.test', memory: createGoogleMemory(), ...settings });
	return { partner, time, log, requests, script: (...more) => void answers.push(...more) };
}

function line({ method, url, query, body }: HttpRequest): string {
	const path = url.replace('https://g.test/v1/', '');
	const told = ['syncToken', 'pageToken', 'updatePersonFields', 'resourceNames'].flatMap((name) => (query?.[name] === undefined ? [] : [`${name}=${String(query[name])}`]));
	return [method, path, ...told, ...bodyFacts(body)].join(' ');
}

function bodyFacts(body: unknown): string[] {
	const { contacts, updateMask, resourceNames } = (body ?? {}) as { contacts?: object; updateMask?: string; resourceNames?: string[] };
	return [
		...(contacts ? [`contacts=${Object.keys(contacts).length}`] : []),
		...(updateMask ? [`updateMask=${updateMask}`] : []),
		...(resourceNames ? [`names=${resourceNames.length}`] : []),
	];
}

/** A person as the server answers it. `state` is the number of its last change. */
export function person(id: string, state = 1, more: Record<string, unknown> = {}): Record<string, unknown> {
	return {
		resourceName: id,
		etag: `%${id}-${state}`,
		metadata: { sources: [{ type: 'CONTACT', id: 'f', etag: `#${id}-${state}`, updateTime: `2026-03-02T09:00:0${state}.000001Z` }], objectType: 'PERSON' },
		names: [{ givenName: id }],
		...more,
	};
}

export const noGroups: Scripted = { ok: {} };

export function page(people: unknown[], nextSyncToken: string | undefined = 'token', nextPageToken?: string): Scripted {
	return { ok: { connections: people, ...(nextPageToken ? { nextPageToken } : { nextSyncToken }) } };
}

export async function collect(results: AsyncIterable<PartnerWriteResult[]>): Promise<PartnerWriteResult[]> {
	const all: PartnerWriteResult[] = [];
	for await (const batch of results) all.push(...batch);
	return all;
}

/** A person as the server answers one that was created by `write`. */
export function answeredTo(write: Extract<PartnerWrite, { op: 'create' }>, id: string): Record<string, unknown> {
	return person(id, 1, {
		clientData: [{ key: 'contact-sync:raynet:acme', value: write.entry.text }],
		externalIds: [{ type: 'contact-sync', value: write.entry.contactId }],
	});
}
