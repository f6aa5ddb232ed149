import { createGoogleMemory } from '../../../connectors/google';
import { collect, noGroups, page, person, scriptedGoogle } from './scripted';

const DAY = 24 * 60 * 60_000;
const MINUTE = 60_000;
const LIST = 'GET people/me/connections';
const GROUPS = 'GET contactGroups';
const deleted = (id: string) => ({ resourceName: id, etag: '%gone', metadata: { sources: [{ type: 'CONTACT', id: 'f' }], deleted: true, objectType: 'PERSON' } });

const names = async (google: ReturnType<typeof scriptedGoogle>) => [...(await google.partner.snapshot()).records.keys()].sort();

test('the first snapshot reads labels and all pages, the next one only what changed', async () => {
	const google = scriptedGoogle();
	google.script(noGroups, page([person('people/c1')], undefined, 'second'), page([person('people/c2')]));
	expect(await names(google)).toEqual(['people/c1', 'people/c2']);
	google.script(noGroups, page([person('people/c3'), deleted('people/c1')], 'next'));
	expect(await names(google)).toEqual(['people/c2', 'people/c3']);
	google.script(noGroups, { ok: { nextSyncToken: 'last' } });
	expect(await names(google)).toEqual(['people/c2', 'people/c3']);
	expect(google.log).toEqual([GROUPS, LIST, `${LIST} pageToken=second`, GROUPS, `${LIST} syncToken=token`, GROUPS, `${LIST} syncToken=next`]);
});

test('a reading tells after each page how far it is, and an empty one nothing', async () => {
	const google = scriptedGoogle();
	google.script(noGroups, page([person('people/c1'), person('people/c2')], undefined, 'second'), page([person('people/c3')]), noGroups, page([]));
	await google.partner.snapshot();
	await google.partner.snapshot();
	expect(google.time.phases).toEqual([2, 3].map((read) => ({ kind: 'reading', side: 'partner', read })));
});

test('every read asks for the same fields, sources and page size, as tokens and etags are bound to them', async () => {
	const google = scriptedGoogle();
	google.script(noGroups, page([person('people/c1')]), noGroups, page([]));
	await google.partner.snapshot();
	await google.partner.snapshot();
	const lists = google.requests.filter(({ url }) => url.endsWith('connections')).map(({ query }) => ({ ...query, syncToken: undefined }));
	expect(lists).toEqual(Array(2).fill({
		personFields: 'addresses,biographies,birthdays,clientData,emailAddresses,externalIds,memberships,names,organizations,phoneNumbers,urls,metadata',
		sources: 'READ_SOURCE_TYPE_CONTACT',
		pageSize: 1000,
		requestSyncToken: true,
		syncToken: undefined,
	}));
});

test('labels come with their flow entry', async () => {
	const google = scriptedGoogle();
	const label = { resourceName: 'contactGroups/f00', etag: 'e', groupType: 'USER_CONTACT_GROUP', name: 'RAYNET CRM', clientData: [{ key: 'other', value: 'x' }, { key: 'contact-sync', value: 'flow' }] };
	const system = { resourceName: 'contactGroups/myContacts', groupType: 'SYSTEM_CONTACT_GROUP', name: 'myContacts', formattedName: 'Moje kontakty' };
	google.script({ ok: { contactGroups: [label], nextPageToken: 'more' } }, { ok: { contactGroups: [system] } }, page([]));
	expect((await google.partner.snapshot()).groups).toEqual([
		{ id: 'contactGroups/f00', name: 'RAYNET CRM', flowEntry: 'flow', kind: 'user' },
		{ id: 'contactGroups/myContacts', name: 'myContacts', kind: 'system' },
	]);
	expect(google.log).toEqual([GROUPS, `${GROUPS} pageToken=more`, LIST]);
});

test('an expired sync token leads to a full read, which finds what was deleted meanwhile', async () => {
	const google = scriptedGoogle();
	google.script(noGroups, page([person('people/c1'), person('people/c2')]));
	await google.partner.snapshot();
	google.script(noGroups, { status: 400, body: { error: { code: 400, details: [{ reason: 'EXPIRED_SYNC_TOKEN' }] } } }, page([person('people/c2')], 'fresh'), noGroups, page([]));
	expect(await names(google)).toEqual(['people/c2']);
	await google.partner.snapshot();
	expect(google.log.slice(2)).toEqual([GROUPS, `${LIST} syncToken=token`, LIST, GROUPS, `${LIST} syncToken=fresh`]);
});

test('six days after the full read it is read whole again, although syncs went on', async () => {
	const google = scriptedGoogle();
	google.script(noGroups, page([], 'a'), noGroups, page([], 'b'), noGroups, page([], 'c'), noGroups, page([], 'd'));
	await google.partner.snapshot();
	google.time.advance(5 * DAY);
	await google.partner.snapshot();
	google.time.advance(DAY);
	await google.partner.snapshot();
	await google.partner.snapshot();
	expect(google.log.filter((line) => line.startsWith(LIST))).toEqual([LIST, `${LIST} syncToken=a`, LIST, `${LIST} syncToken=c`]);
});

test('a read that fails on a later page changes nothing', async () => {
	const google = scriptedGoogle();
	google.script(noGroups, page([person('people/c1')]));
	await google.partner.snapshot();
	google.script(noGroups, page([deleted('people/c1')], undefined, 'second'), { status: 403, body: { error: { code: 403 } } });
	await expect(google.partner.snapshot()).rejects.toMatchObject({ recovery: 'configuration' });
	google.script(noGroups, page([]));
	expect(await names(google)).toEqual(['people/c1']);
	expect(google.log.at(-1)).toBe(`${LIST} syncToken=token`);
});

test('a contact that got another resource name is one contact', async () => {
	const google = scriptedGoogle();
	google.script(noGroups, page([person('people/c1')]));
	await google.partner.snapshot();
	const renamed = person('people/c9', 2);
	google.script(noGroups, page([{ ...renamed, metadata: { ...(renamed.metadata as object), previousResourceNames: ['people/c1'] } }]));
	expect(await names(google)).toEqual(['people/c9']);
});

test('an older state in a sync does not undo an own write, a newer one counts', async () => {
	const google = scriptedGoogle();
	const note = (value: string) => ({ biographies: [{ value }] });
	google.script(noGroups, page([person('people/c1')]));
	const { records } = await google.partner.snapshot();
	const record = records.get('people/c1');
	if (!record) throw new Error('not read');
	google.script({ ok: person('people/c1', 2, note('ours')) });
	await collect(google.partner.write([{ op: 'update', key: 'k', record, patch: { note: 'ours' } }]));
	const noteAfter = async (sync: unknown[]) => {
		google.script(noGroups, page(sync));
		return (await google.partner.snapshot()).records.get('people/c1')?.fields.note;
	};
	expect(await noteAfter([person('people/c1', 1)])).toBe('ours');
	expect(await noteAfter([person('people/c1', 3, note('theirs'))])).toBe('theirs');
});

test('an own deletion is not undone by an older state, a restored contact comes back', async () => {
	const google = scriptedGoogle();
	google.script(noGroups, page([person('people/c1')]));
	const record = (await google.partner.snapshot()).records.get('people/c1');
	if (!record) throw new Error('not read');
	google.script({ ok: person('people/c1') }, { ok: {} });
	await collect(google.partner.write([{ op: 'delete', key: 'k', record }]));
	google.script(noGroups, page([person('people/c1', 1)]));
	expect(await names(google)).toEqual([]);
	google.script(noGroups, page([person('people/c1', 2)]));
	expect(await names(google)).toEqual(['people/c1']);
});

test('a create that a full read does not show yet stays, and is looked up once it must be visible', async () => {
	const google = scriptedGoogle();
	const create = { op: 'create', key: 'k', fields: {}, groups: [], entry: { account: { crm: 'raynet', account: 'acme' }, contactId: 'raynet:acme:person:1', text: 't' } } as const;
	google.script({ ok: person('people/c1') }, noGroups, page([]));
	await collect(google.partner.write([create]));
	expect(await names(google)).toEqual(['people/c1']);
	google.time.advance(10 * MINUTE);
	google.script(noGroups, page([]), { status: 404, body: { error: { code: 404 } } });
	expect(await names(google)).toEqual([]);
	google.script(noGroups, page([]));
	expect(await names(google)).toEqual([]);
	expect(google.log).toEqual(['POST people:createContact', GROUPS, LIST, GROUPS, `${LIST} syncToken=token`, 'GET people/c1', GROUPS, `${LIST} syncToken=token`]);
});

test('a label whose number of members differs is looked into, once for the same numbers', async () => {
	const google = scriptedGoogle();
	const labels = (memberCount: number) => ({ ok: { contactGroups: [{ resourceName: 'contactGroups/f00', groupType: 'USER_CONTACT_GROUP', name: 'L', memberCount }] } });
	const member = (state: number) => person('people/c1', state, { memberships: [{ contactGroupMembership: { contactGroupResourceName: 'contactGroups/f00' } }] });
	google.script(labels(0), page([person('people/c1'), person('people/c2')]));
	await google.partner.snapshot();
	google.script(labels(1), page([]), { ok: { resourceName: 'contactGroups/f00', memberResourceNames: ['people/c1'] } }, { ok: member(2) });
	expect((await google.partner.snapshot()).records.get('people/c1')?.groups).toEqual(['contactGroups/f00']);
	google.script(labels(2), page([]), { ok: { resourceName: 'contactGroups/f00', memberResourceNames: ['people/c1'] } }, labels(2), page([]));
	await google.partner.snapshot();
	await google.partner.snapshot();
	const delta = [GROUPS, `${LIST} syncToken=token`];
	expect(google.log).toEqual([GROUPS, LIST, ...delta, 'GET contactGroups/f00', 'GET people/c1', ...delta, 'GET contactGroups/f00', ...delta]);
});

test('trouble while reading is waited out', async () => {
	const google = scriptedGoogle();
	google.script({ status: 503, body: { error: { code: 503 } } }, noGroups, { status: 500, body: '<html>' }, { cut: 'maybe' }, page([person('people/c1')]));
	expect(await names(google)).toEqual(['people/c1']);
	expect(google.log).toEqual([GROUPS, GROUPS, LIST, LIST, LIST]);
});

test('a list that a sync cuts again stays whole while the contact is unchanged', async () => {
	const google = scriptedGoogle();
	const emails = (count: number) => ({ emailAddresses: Array.from({ length: count }, (_none, index) => ({ value: `e${index}@acme.test` })) });
	google.script(noGroups, page([person('people/c1', 1, emails(100))]));
	const cut = (await google.partner.snapshot()).records.get('people/c1');
	if (!cut) throw new Error('not read');
	google.script({ ok: person('people/c1', 1, emails(120)) });
	await collect(google.partner.write([{ op: 'update', key: 'k', record: cut, patch: { note: 'x' } }]));
	const length = async (state: number) => {
		google.script(noGroups, page([person('people/c1', state, emails(100))]));
		const record = (await google.partner.snapshot()).records.get('people/c1');
		return [record?.truncated, record?.fields.emails?.length];
	};
	expect(await length(1)).toEqual([false, 120]);
	expect(await length(2)).toEqual([true, 100]);
});

test('a connector for one CRM account shows that account\'s link back', async () => {
	const memory = createGoogleMemory();
	const both = person('people/c1', 1, {
		externalIds: ['raynet:acme:person:1', 'creatio:beta:person:2'].map((value) => ({ type: 'contact-sync', value })),
		urls: [{ value: 'https://raynet.test/1', type: 'Raynet acme' }, { value: 'https://creatio.test/2', type: 'Creatio beta' }],
	});
	const urlFor = async (crm: string, account: string, connections: unknown[]) => {
		const google = scriptedGoogle({ memory, account: { crm, account } });
		google.script(noGroups, page(connections));
		return (await google.partner.snapshot()).records.get('people/c1')?.fields.url;
	};
	expect(await urlFor('creatio', 'beta', [both])).toBe('https://creatio.test/2');
	expect(await urlFor('raynet', 'acme', [])).toBe('https://raynet.test/1');
});

test('two connectors with one memory share what was read', async () => {
	const memory = createGoogleMemory();
	const first = scriptedGoogle({ memory });
	first.script(noGroups, page([person('people/c1')]));
	await first.partner.snapshot();
	const second = scriptedGoogle({ memory });
	second.script(noGroups, page([]));
	expect(await names(second)).toEqual(['people/c1']);
	expect(second.log).toEqual([GROUPS, `${LIST} syncToken=token`]);
});

test('a memory lets one run after another, also after one that failed', async () => {
	const memory = createGoogleMemory();
	const log: string[] = [];
	const run = (name: string, outcome: 'ends' | 'fails') =>
		memory.exclusive(async () => {
			log.push(`${name} begins`);
			await Promise.resolve();
			log.push(`${name} ${outcome}`);
			if (outcome === 'fails') throw new Error(name);
			return name;
		});
	const all = await Promise.allSettled([run('a', 'ends'), run('b', 'fails'), run('c', 'ends')]);
	expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
	expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b fails', 'c begins', 'c ends']);
});

test.each(['before', 'after'])('a contact that was merged into another one is not gone, although its tombstone comes %s that one', async (where) => {
	const google = scriptedGoogle();
	google.script(noGroups, page([person('people/c1'), person('people/c2'), person('people/c3')]));
	const { cursor } = await google.partner.snapshot();
	const tombstone = (id: string): Record<string, unknown> => ({ resourceName: id, metadata: { deleted: true, objectType: 'PERSON' } });
	const { metadata, ...rest } = person('people/c1', 2);
	const kept = { ...rest, metadata: { ...(metadata as object), previousResourceNames: ['people/c2'] } };
	google.script(noGroups, page(where === 'before' ? [tombstone('people/c2'), kept, tombstone('people/c3')] : [kept, tombstone('people/c2'), tombstone('people/c3')]));
	expect((await google.partner.snapshot(cursor)).gone?.map(({ id }) => id)).toEqual(['people/c3']);
});
