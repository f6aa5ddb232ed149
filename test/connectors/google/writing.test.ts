import type { PartnerRecord, PartnerWrite } from '../../../core/ports/partner';
import { answeredTo, collect, noGroups, page, person, scriptedGoogle, type Scripted } from './scripted';
import { GROUPS, DELTA, SINGLE_CREATE, READ_BACK, create, creates, createdPeople, refusal, contactErrors, stale, knowing, note, noted, updateResult, kinds, living } from './writeKit';

describe('how writes are grouped', () => {
	test('up to five of a kind go singly, more in a batch', async () => {
		const google = scriptedGoogle();
		google.script(...creates(5).map((write): Scripted => ({ ok: answeredTo(write, `people/${write.key}`) })));
		expect(kinds(await collect(google.partner.write(creates(5))))).toEqual(['k1 done', 'k2 done', 'k3 done', 'k4 done', 'k5 done']);
		google.script(createdPeople(creates(6)));
		expect(await collect(google.partner.write(creates(6)))).toHaveLength(6);
		expect(google.log).toEqual([...Array<string>(5).fill(SINGLE_CREATE), 'POST people:batchCreateContacts contacts=6']);
	});

	test('updates are grouped by mask, in batches of 200; deletes in batches of 500, each after a look at its contacts', async () => {
		const google = scriptedGoogle();
		const records = await knowing(google, 907);
		const writes = records.map((record, index): PartnerWrite => {
			if (index < 201) return note(record);
			if (index < 204) return { op: 'update', key: record.id, record, patch: { firstName: 'A', note: 'b' } };
			if (index < 205) return { op: 'delete', key: record.id, record };
			return index < 206 ? note(record) : { op: 'delete', key: record.id, record };
		});
		const answers = [updateResult(records.slice(0, 200).map(({ id }) => id)), updateResult([records[200], records[205]].map((record) => record?.id ?? ''))];
		const deleted = writes.flatMap((write) => (write.op === 'delete' ? [write.record.id] : []));
		const looks = (ids: string[]): Scripted[] => Array.from({ length: Math.ceil(ids.length / 50) }, (_, n) => living(ids.slice(n * 50, n * 50 + 50)));
		google.script(...answers, ...records.slice(201, 204).map(({ id }): Scripted => ({ ok: noted(id, 2) })), ...looks(deleted.slice(0, 500)), { ok: {} }, ...looks(deleted.slice(500)), { ok: {} });
		expect(await collect(google.partner.write(writes))).toHaveLength(907);
		expect(google.log.map((one) => one.replace(/ resourceNames=.*/, ''))).toEqual([
			'POST people:batchUpdateContacts contacts=200 updateMask=biographies',
			'POST people:batchUpdateContacts contacts=2 updateMask=biographies',
			...['people/c202', 'people/c203', 'people/c204'].map((id) => `PATCH ${id}:updateContact updatePersonFields=biographies,names`),
			...Array<string>(10).fill('GET people:batchGet'),
			'POST people:batchDeleteContacts names=500',
			...Array<string>(5).fill('GET people:batchGet'),
			'POST people:batchDeleteContacts names=202',
		]);
	});

	test('two writes of the same contacts go in two requests', async () => {
		const google = scriptedGoogle();
		const records = await knowing(google, 6);
		const ids = records.map(({ id }) => id);
		const responses = ids.map((id) => ({ requestedResourceName: id, person: noted(id, 2), status: {} }));
		google.script(updateResult(ids), { ok: { responses } });
		const twice = [...records, ...records].map((record, index): PartnerWrite => ({ ...note(record), key: String(index) }));
		const results = await collect(google.partner.write(twice));
		expect(results.map(({ kind }) => kind)).toEqual([...Array<string>(6).fill('done'), ...Array<string>(6).fill('conflict')]);
		expect(google.log).toEqual(['POST people:batchUpdateContacts contacts=6 updateMask=biographies', `GET people:batchGet ${READ_BACK}`]);
	});

	test('a contact that is gone already costs one look, and one that goes in that moment one request more', async () => {
		const google = scriptedGoogle();
		const [record] = (await knowing(google, 1)) as [PartnerRecord];
		google.script({ status: 404, body: { error: { code: 404 } } });
		expect(await collect(google.partner.write([{ op: 'delete', key: 'k', record }]))).toEqual([{ kind: 'done', key: 'k' }]);
		expect(google.log).toEqual(['GET people/c1']);
		const other = scriptedGoogle();
		const [going] = (await knowing(other, 1)) as [PartnerRecord];
		other.script({ ok: person(going.id) }, { status: 404, body: { error: { code: 404 } } });
		expect(await collect(other.partner.write([{ op: 'delete', key: 'k', record: going }]))).toEqual([{ kind: 'done', key: 'k' }]);
		expect(other.log).toEqual(['GET people/c1', 'DELETE people/c1:deleteContact']);
	});

	test('where a batch delete stumbles over one that is gone, the living ones are sent again', async () => {
		const google = scriptedGoogle();
		const records = await knowing(google, 6);
		const responses = records.map(({ id }, index) => ({ requestedResourceName: id, ...(index === 0 ? { status: { code: 5 } } : { person: person(id), status: {} }) }));
		google.script(living(records.map(({ id }) => id)), { status: 404, body: { error: { code: 404 } } }, { ok: { responses } }, { ok: {} });
		expect(kinds(await collect(google.partner.write(records.map((record): PartnerWrite => ({ op: 'delete', key: record.id, record })))))).toEqual(records.map(({ id }) => `${id} done`));
		expect(google.log).toEqual([`GET people:batchGet ${READ_BACK}`, 'POST people:batchDeleteContacts names=6', `GET people:batchGet ${READ_BACK}`, 'POST people:batchDeleteContacts names=5']);
	});

	test('results come batch by batch, before the next request', async () => {
		const google = scriptedGoogle();
		const all = creates(400);
		google.script(createdPeople(all.slice(0, 200)), createdPeople(all.slice(200)));
		const seen: string[] = [];
		for await (const results of google.partner.write(all)) seen.push(`${results.length} after ${google.log.length}`);
		expect(seen).toEqual(['200 after 1', '200 after 2']);
	});

	test('a patch with nothing that Google holds sends nothing', async () => {
		const google = scriptedGoogle();
		const [record] = (await knowing(google, 1)) as [PartnerRecord];
		expect(await collect(google.partner.write([{ op: 'update', key: 'k', record, patch: { tags: ['a'] } }]))).toEqual([{ kind: 'done', key: 'k', record }]);
		expect(google.log).toEqual([]);
	});

	test('an update carries the etag, its mask\'s fields and nothing else, and asks for all we read', async () => {
		const google = scriptedGoogle();
		const [record] = (await knowing(google, 1)) as [PartnerRecord];
		google.script({ ok: noted('people/c1', 2) });
		await collect(google.partner.write([note(record)]));
		const [request] = google.requests;
		expect(request?.body).toEqual({ etag: '%people/c1-1', biographies: [{ value: 'ours', contentType: 'TEXT_PLAIN' }] });
		expect(request?.query).toMatchObject({ updatePersonFields: 'biographies', sources: 'READ_SOURCE_TYPE_CONTACT' });
	});
});

describe('refused contacts', () => {
	test('those that a batch create names are dropped, the rest is sent again', async () => {
		const google = scriptedGoogle();
		const all = creates(6);
		google.script(contactErrors({ 1: { code: 3, message: 'Field organizations is too long.' } }), createdPeople(all.filter(({ key }) => key !== 'k2')));
		const results = await collect(google.partner.write(all));
		expect(kinds(results)).toEqual(['k1 done', 'k2 failed', 'k3 done', 'k4 done', 'k5 done', 'k6 done']);
		expect(results.find(({ kind }) => kind === 'failed')).toMatchObject({ error: { reason: 'refusedByServer', message: expect.stringContaining('Field organizations is too long.') } });
		expect(google.log).toEqual(['POST people:batchCreateContacts contacts=6', 'POST people:batchCreateContacts contacts=5']);
	});

	test('where only the refused ones of a batch failed, the others are done', async () => {
		const google = scriptedGoogle();
		const all = creates(6);
		const people = all.map((write) => (write.key === 'k2' ? { status: { code: 3, message: 'bad' } } : { person: answeredTo(write, `people/${write.key}`), status: {} }));
		google.script({ ok: { createdPeople: people } });
		expect(kinds(await collect(google.partner.write(all)))).toEqual(['k1 done', 'k2 failed', 'k3 done', 'k4 done', 'k5 done', 'k6 done']);
		expect(google.log).toHaveLength(1);
	});

	test('where a batch names nobody, halves find the one to blame', async () => {
		const google = scriptedGoogle();
		const all = creates(8);
		const no = refusal({ message: 'no reason' });
		google.script(no, createdPeople(all.slice(0, 4)), no, no, no, { ok: answeredTo(create(6), 'people/k6') }, createdPeople(all.slice(6)));
		expect(kinds(await collect(google.partner.write(all)))).toEqual(['k1 done', 'k2 done', 'k3 done', 'k4 done', 'k5 failed', 'k6 done', 'k7 done', 'k8 done']);
		expect(google.log).toEqual([8, 4, 4, 2].map((size) => `POST people:batchCreateContacts contacts=${size}`).concat([SINGLE_CREATE, SINGLE_CREATE, 'POST people:batchCreateContacts contacts=2']));
	});

	test('a fault of all contacts is given up after some requests', async () => {
		const google = scriptedGoogle();
		google.script(...Array<Scripted>(17).fill(refusal({ message: 'no reason' })));
		const results = await collect(google.partner.write(creates(200)));
		expect(new Set(results.map(({ kind }) => kind))).toEqual(new Set(['failed']));
		expect([results.length, google.log.length]).toEqual([200, 17]);
	});

	test('in a full account no further create is sent, updates go on', async () => {
		const google = scriptedGoogle();
		const [record] = (await knowing(google, 1)) as [PartnerRecord];
		google.script({ status: 429, body: { error: { code: 429, message: 'MY_CONTACTS_OVERFLOW_COUNT' } } }, { ok: noted('people/c1', 2) });
		const results = await collect(google.partner.write([...creates(300), note(record)]));
		expect(results.filter((result) => result.kind === 'failed' && 'reason' in result.error && result.error.reason === 'accountFull')).toHaveLength(300);
		expect(google.log).toEqual(['POST people:batchCreateContacts contacts=200', 'PATCH people/c1:updateContact updatePersonFields=biographies']);
	});

	test('the account\'s day quota ends the run after what is known was told', async () => {
		const google = scriptedGoogle();
		const all = creates(400);
		google.script(createdPeople(all.slice(0, 200)), { status: 429, body: { error: { code: 429, details: [{ violations: [{ description: 'FBS quota limit exceeded' }] }] } } });
		const told: number[] = [];
		const run = async () => {
			for await (const results of google.partner.write(all)) told.push(results.length);
		};
		await expect(run()).rejects.toMatchObject({ recovery: 'guard', reason: 'dailyQuota' });
		expect(told).toEqual([200]);
	});

	test('a minute quota is waited for and the same request sent again', async () => {
		const google = scriptedGoogle();
		const busy: Scripted = { status: 429, body: { error: { code: 429, message: 'per minute' } } };
		google.script(busy, busy, { ok: answeredTo(create(1), 'people/k1') });
		expect(kinds(await collect(google.partner.write([create(1)])))).toEqual(['k1 done']);
		expect(google.log).toEqual([SINGLE_CREATE, SINGLE_CREATE, SINGLE_CREATE]);
		const [first = 0, second = 0] = google.time.sleeps;
		expect([first >= 5000, second >= 10_000]).toEqual([true, true]);
	});

	test('a batch costs six units of a minute quota: the sixth one waits', async () => {
		const google = scriptedGoogle();
		const all = creates(1200);
		google.script(...[0, 1, 2, 3, 4, 5].map((part) => createdPeople(all.slice(part * 200, part * 200 + 200))));
		const slept: string[] = [];
		for await (const { length } of google.partner.write(all)) slept.push(`${length} after ${google.time.sleeps.length}`);
		expect(slept).toEqual(['200 after 0', '200 after 0', '200 after 0', '200 after 0', '200 after 0', '200 after 1']);
	});
});

describe('conflicts', () => {
	test('a stale etag: the contact is read again and comes back', async () => {
		const google = scriptedGoogle();
		const [record] = (await knowing(google, 1)) as [PartnerRecord];
		google.script(refusal({ status: 'FAILED_PRECONDITION' }), { ok: person('people/c1', 2, { names: [{ givenName: 'Edited' }] }) });
		expect(await collect(google.partner.write([note(record)]))).toMatchObject([{ kind: 'conflict', current: { version: '%people/c1-2', fields: { firstName: 'Edited' } } }]);
		expect(google.log).toEqual(['PATCH people/c1:updateContact updatePersonFields=biographies', 'GET people/c1']);
	});

	test('gone: a conflict without a current state', async () => {
		const google = scriptedGoogle();
		const [record] = (await knowing(google, 1)) as [PartnerRecord];
		const gone: Scripted = { status: 404, body: { error: { code: 404, status: 'NOT_FOUND' } } };
		google.script(gone, gone);
		expect(await collect(google.partner.write([note(record)]))).toEqual([{ kind: 'conflict', key: 'people/c1' }]);
	});

	test('what we wrote a moment ago is not taken for gone because it cannot be read yet', async () => {
		const google = scriptedGoogle();
		google.script({ ok: answeredTo(create(1), 'people/c1') });
		const [done] = await collect(google.partner.write([create(1)]));
		const record = done?.kind === 'done' ? done.record : undefined;
		if (!record) throw new Error('not created');
		const unreadable: Scripted[] = [refusal({ status: 'FAILED_PRECONDITION' }), { status: 404, body: { error: { code: 404 } } }];
		google.script(...unreadable, ...unreadable);
		expect(await collect(google.partner.write([note(record)]))).toEqual([{ kind: 'conflict', key: 'people/c1', current: record }]);
	});

	test('an etag that is refused although the contact is unchanged is renewed once', async () => {
		const google = scriptedGoogle();
		const [record] = (await knowing(google, 1)) as [PartnerRecord];
		google.script(refusal({ status: 'FAILED_PRECONDITION' }), { ok: { ...person('people/c1', 1), etag: '%fresh' } }, { ok: noted('people/c1', 2) });
		expect(kinds(await collect(google.partner.write([note(record)])))).toEqual(['people/c1 done']);
		expect(google.requests.map(({ body }) => (body as { etag?: string } | undefined)?.etag)).toEqual(['%people/c1-1', undefined, '%fresh']);
	});

	test('the stale ones of a batch are read in one request, the rest is sent again', async () => {
		const google = scriptedGoogle();
		const records = await knowing(google, 7);
		const responses = [
			{ requestedResourceName: 'people/c1', person: person('people/c1', 2), status: {} },
			{ requestedResourceName: 'people/c2', status: { code: 5 } },
		];
		google.script(contactErrors({ 'people/c1': stale, 'people/c2': { code: 5, message: 'gone' } }), { ok: { responses } }, updateResult(records.slice(2).map(({ id }) => id)));
		expect(kinds(await collect(google.partner.write(records.map((record) => note(record)))))).toEqual(['people/c1 conflict', 'people/c2 conflict', ...['3', '4', '5', '6', '7'].map((n) => `people/c${n} done`)]);
		expect(google.log).toEqual([
			'POST people:batchUpdateContacts contacts=7 updateMask=biographies',
			'GET people:batchGet resourceNames=people/c1,people/c2',
			'POST people:batchUpdateContacts contacts=5 updateMask=biographies',
		]);
	});

	test('a record that is not the latest one known is read first', async () => {
		const google = scriptedGoogle();
		const [record] = (await knowing(google, 1)) as [PartnerRecord];
		google.script({ ok: person('people/c1', 3) });
		expect(await collect(google.partner.write([note({ ...record, version: '%older' })]))).toMatchObject([{ kind: 'conflict', current: { version: '%people/c1-3' } }]);
		expect(google.log).toEqual(['GET people/c1']);
	});

	test('in a new process a record of an earlier one is read once and written', async () => {
		const google = scriptedGoogle();
		const [record] = (await knowing(google, 1)) as [PartnerRecord];
		const next = scriptedGoogle();
		next.script({ ok: person('people/c1', 1) }, { ok: noted('people/c1', 2) });
		expect(kinds(await collect(next.partner.write([note(record)])))).toEqual(['people/c1 done']);
		expect(next.log).toEqual(['GET people/c1', 'PATCH people/c1:updateContact updatePersonFields=biographies']);
	});
});

describe('lost answers', () => {
	test('a create is not sent twice: what became of it is looked up among the changes', async () => {
		const google = scriptedGoogle();
		await knowing(google, 0);
		google.script({ cut: 'maybe' }, page([answeredTo(create(1), 'people/c9')]));
		expect(await collect(google.partner.write([create(1)]))).toMatchObject([{ kind: 'done', key: 'k1', record: { id: 'people/c9' } }]);
		expect(google.log).toEqual([SINGLE_CREATE, DELTA]);
	});

	test('a create that surely did not leave is sent again', async () => {
		const google = scriptedGoogle();
		google.script({ cut: 'no' }, { ok: answeredTo(create(1), 'people/c9') });
		expect(kinds(await collect(google.partner.write([create(1)])))).toEqual(['k1 done']);
		expect(google.log).toEqual([SINGLE_CREATE, SINGLE_CREATE]);
	});

	test('a contact of the same CRM id with another entry is not the one that was created', async () => {
		const google = scriptedGoogle();
		await knowing(google, 0);
		google.script({ cut: 'maybe' }, page([answeredTo(create(1, { entry: { ...create(1).entry, text: 'older' } }), 'people/c9')]));
		expect(kinds(await collect(google.partner.write([create(1)])))).toEqual(['k1 unknown']);
	});

	test('trouble told by the server is a lost answer too', async () => {
		const google = scriptedGoogle();
		await knowing(google, 0);
		google.script({ status: 503, body: { error: { code: 503 } } }, page([]));
		expect(await collect(google.partner.write([create(1)]))).toEqual([{ kind: 'unknown', key: 'k1', until: google.time.env.clock.now() + 600_000 }]);
		expect(google.log).toEqual([SINGLE_CREATE, DELTA]);
	});

	test('an answer without data is looked up', async () => {
		const google = scriptedGoogle();
		await knowing(google, 0);
		google.script({ ok: {} }, page(creates(6).map((write) => answeredTo(write, `people/${write.key}`))));
		expect(kinds(await collect(google.partner.write(creates(6))))).toEqual(['k1 done', 'k2 done', 'k3 done', 'k4 done', 'k5 done', 'k6 done']);
	});

	test('where the lookup is refused, the open creates are told before the run ends', async () => {
		const google = scriptedGoogle();
		await knowing(google, 0);
		google.script({ cut: 'maybe' }, { status: 401, body: { error: { code: 401 } } });
		const told: unknown[] = [];
		const run = async () => {
			for await (const results of google.partner.write([create(1)])) told.push(...results);
		};
		await expect(run()).rejects.toMatchObject({ recovery: 'fatal' });
		expect(told).toMatchObject([{ kind: 'unknown', key: 'k1' }]);
	});

	test('an update is sent again; found done by the first request, it is done', async () => {
		const google = scriptedGoogle();
		const [record] = (await knowing(google, 1)) as [PartnerRecord];
		google.script({ cut: 'maybe' }, refusal({ status: 'FAILED_PRECONDITION' }), { ok: noted('people/c1', 2) });
		expect(await collect(google.partner.write([note(record)]))).toMatchObject([{ kind: 'done', record: { version: '%people/c1-2' } }]);
		expect(google.log).toEqual([...Array<string>(2).fill('PATCH people/c1:updateContact updatePersonFields=biographies'), 'GET people/c1']);
	});

	test('a batch update that answers {} is read back', async () => {
		const google = scriptedGoogle();
		const records = await knowing(google, 6);
		const responses = records.map(({ id }) => ({ requestedResourceName: id, person: noted(id, 2), status: {} }));
		google.script({ ok: {} }, { ok: { responses } });
		const results = await collect(google.partner.write(records.map((record) => note(record))));
		expect(results.map((result) => result.kind === 'done' && result.record?.version)).toEqual(records.map(({ id }) => `%${id}-2`));
		expect(google.log).toEqual(['POST people:batchUpdateContacts contacts=6 updateMask=biographies', `GET people:batchGet ${READ_BACK}`]);
	});

	test('where reading back lags too, what was sent counts as written', async () => {
		const google = scriptedGoogle();
		const records = await knowing(google, 6);
		const responses = records.map(({ id }) => ({ requestedResourceName: id, person: person(id, 1), status: {} }));
		google.script({ ok: {} }, { ok: { responses } });
		const results = await collect(google.partner.write(records.map((record) => note(record))));
		expect(results.map((result) => result.kind === 'done' && result.record?.fields.note)).toEqual(Array(6).fill('ours'));
	});
});

describe('labels', () => {
	const label = (more: object = {}) => ({ resourceName: 'contactGroups/f00', etag: 'e1', groupType: 'USER_CONTACT_GROUP', name: 'RAYNET CRM', ...more });

	test('the flow entry is written beside other apps\' data, under the etag', async () => {
		const google = scriptedGoogle();
		google.script({ ok: { contactGroups: [label({ clientData: [{ key: 'other', value: 'x' }, { key: 'contact-sync', value: 'old' }] })] } });
		const [group] = await google.partner.groups();
		if (!group) throw new Error('no label');
		google.script(refusal({ status: 'FAILED_PRECONDITION' }), { ok: label({ etag: 'e2', clientData: [{ key: 'newer', value: 'y' }] }) }, { ok: label({ etag: 'e3', clientData: [{ key: 'contact-sync', value: 'new' }] }) });
		expect(await google.partner.writeFlowEntry(group, 'new')).toEqual({ ...group, flowEntry: 'new' });
		const sent = google.requests.filter(({ method }) => method === 'PUT').map(({ body }) => body);
		expect(sent).toMatchObject([
			{ contactGroup: { etag: 'e1', name: 'RAYNET CRM', clientData: [{ key: 'other', value: 'x' }, { key: 'contact-sync', value: 'new' }] }, updateGroupFields: 'clientData' },
			{ contactGroup: { etag: 'e2', name: 'RAYNET CRM', clientData: [{ key: 'newer', value: 'y' }, { key: 'contact-sync', value: 'new' }] } },
		]);
	});

	test('a label that was deleted is named in a text for the user', async () => {
		const google = scriptedGoogle();
		google.script({ status: 404, body: { error: { code: 404 } } });
		const group = { id: 'contactGroups/f00', name: 'RAYNET CRM', kind: 'user' } as const;
		await expect(google.partner.writeFlowEntry(group, 'new')).rejects.toMatchObject({ recovery: 'configuration', message: expect.stringContaining('"RAYNET CRM" was deleted') });
	});

	test('a name that no label may have', async () => {
		const google = scriptedGoogle();
		google.script({ status: 409, body: { error: { code: 409, status: 'ALREADY_EXISTS' } } }, { ok: { contactGroups: [{ resourceName: 'contactGroups/friends', groupType: 'SYSTEM_CONTACT_GROUP', name: 'friends' }] } });
		await expect(google.partner.createGroup('friends', 'flow')).rejects.toMatchObject({ recovery: 'configuration' });
	});

	test('a name that is taken by a label that lists do not show yet is for the next run', async () => {
		const google = scriptedGoogle();
		google.script({ status: 409, body: { error: { code: 409, status: 'ALREADY_EXISTS' } } }, noGroups);
		await expect(google.partner.createGroup('RAYNET CRM', 'flow')).rejects.toMatchObject({ recovery: 'retriable' });
	});

	test('a contact that a new label does not take yet is sent again after two seconds', async () => {
		const google = scriptedGoogle();
		google.script({ ok: label() });
		const { id } = await google.partner.createGroup('RAYNET CRM', 'flow');
		google.script(refusal({ message: `Contact group ${id} was not found.` }), { ok: answeredTo(create(1), 'people/c1') });
		expect(kinds(await collect(google.partner.write([create(1, { groups: [id] })])))).toEqual(['k1 done']);
		expect(google.time.sleeps).toEqual([2000]);
	});

	test('the label of a flow that was deleted meanwhile ends the run', async () => {
		const google = scriptedGoogle();
		google.script({ ok: { contactGroups: [label({ clientData: [{ key: 'contact-sync', value: 'flow' }] })] } });
		await google.partner.groups();
		google.script(refusal({ message: 'Contact group contactGroups/f00 was not found.' }), noGroups);
		await expect(collect(google.partner.write([create(1, { groups: ['contactGroups/f00'] })]))).rejects.toMatchObject({ recovery: 'configuration' });
		expect(google.log).toEqual([GROUPS, SINGLE_CREATE, GROUPS]);
	});
});
