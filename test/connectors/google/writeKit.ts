import type { PartnerRecord, PartnerWrite } from '../../../core/ports/partner';
import { answeredTo, noGroups, page, person, type Scripted, type ScriptedGoogle } from './scripted';

export type CreateWrite = Extract<PartnerWrite, { op: 'create' }>;

export const GROUPS = 'GET contactGroups';
export const DELTA = 'GET people/me/connections syncToken=token';
export const SINGLE_CREATE = 'POST people:createContact';
export const READ_BACK = 'resourceNames=people/c1,people/c2,people/c3,people/c4,people/c5,people/c6';

export const create = (n: number, more: Partial<CreateWrite> = {}): CreateWrite => ({
	op: 'create',
	key: `k${n}`,
	fields: { firstName: `Person ${n}` },
	groups: ['contactGroups/myContacts'],
	entry: { account: { crm: 'raynet', account: 'acme' }, contactId: `raynet:acme:person:${n}`, text: `entry ${n}` },
	...more,
});
export const creates = (count: number): CreateWrite[] => Array.from({ length: count }, (_none, index) => create(index + 1));
export const createdPeople = (writes: readonly CreateWrite[]): Scripted => ({ ok: { createdPeople: writes.map((write) => ({ person: answeredTo(write, `people/${write.key}`), status: {} })) } });
export const refusal = (error: Record<string, unknown>): Scripted => ({ status: 400, body: { error: { code: 400, ...error } } });
export const contactErrors = (errors: Record<string, unknown>): Scripted => refusal({ details: [{ contactErrors: errors }] });
export const stale = { code: 9, message: 'Request person.etag is different than the current person.etag.' };

export async function knowing(google: ScriptedGoogle, count: number): Promise<PartnerRecord[]> {
	google.script(noGroups, page(Array.from({ length: count }, (_none, index) => person(`people/c${index + 1}`))));
	const { records } = await google.partner.snapshot();
	google.log.length = 0;
	google.requests.length = 0;
	return [...records.values()];
}
export const note = (record: PartnerRecord, text = 'ours', more: object = {}): PartnerWrite => ({ op: 'update', key: record.id, record, patch: { note: text }, ...more });
export const noted = (id: string, state: number, text = 'ours') => person(id, state, { biographies: [{ value: text, contentType: 'TEXT_PLAIN' }] });
export const updateResult = (ids: readonly string[]): Scripted => ({ ok: { updateResult: Object.fromEntries(ids.map((id) => [id, { person: noted(id, 2), status: {} }])) } });
export const kinds = (results: ReadonlyArray<{ key: string; kind: string }>): string[] => results.map(({ key, kind }) => `${key} ${kind}`).sort();

/** Contacts as they were read before, asked for together. */
export const living = (ids: string[]): Scripted => ({ ok: { responses: ids.map((id) => ({ requestedResourceName: id, person: person(id), status: {} })) } });
