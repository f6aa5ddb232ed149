import { ids, newCompany, newPerson, startRaynet, type RaynetWorld } from './raynetSupport';

let world: RaynetWorld;

beforeAll(async () => {
	world = await startRaynet();
});
beforeEach(() => world.sandbox.reset());
afterAll(() => world.sandbox.close());

const detail = async (path = 'person/1/'): Promise<Record<string, never>> => (await world.api.get(path)).data.data;

describe('creating people', () => {
	test('a last name is enough; the answer is 201 with the new id', async () => {
		const { status, data } = await world.api.put('person/', { lastName: 'Nová' });
		expect([status, data]).toEqual([201, { success: true, data: { id: 1 } }]);
		expect(world.sandbox.calls()).toEqual([
			expect.objectContaining({ op: 'person.create', method: 'PUT', path: '/api/v2/person/', status: 201, committed: true, units: { requests: 1 }, records: 1 }),
		]);
	});

	test('what was written as ids and codes is read as objects and localised names', async () => {
		await newCompany(world.api, { name: 'Acme s.r.o.', addresses: [{ address: { name: 'Head' } }] });
		await newPerson(world.api, {
			firstName: 'Eva',
			category: 4,
			language: { id: 1 },
			privateAddress: { street: 'Nádražní 1', city: 'Ostrava', country: 'PL' },
			contactInfo: { email: 'eva@acme.example', tel1: '+420777000111', tel1Type: 'mobil', doNotSendMM: true },
			relationship: { company: 1, companyAddress: 1, type: 'nákupčí' },
			tags: ['VIP', 'raynet'],
			extId: 'google:abc:c1',
		});
		expect(await detail()).toMatchObject({
			id: 1,
			firstName: 'Eva',
			category: { id: 4, value: 'VIP' },
			language: { id: 1, value: 'čeština' },
			maritalStatus: null,
			privateAddress: { street: 'Nádražní 1', city: 'Ostrava', country: 'Polsko', countryCode: 'PL', province: null, zipCode: null },
			contactInfo: { email: 'eva@acme.example', email2: null, tel1Type: 'mobil', doNotSendMM: true },
			primaryRelationship: { id: 1, type: 'nákupčí', company: { id: 1, name: 'Acme s.r.o.' } },
			relationships: [{ id: 1, company: { id: 1, name: 'Acme s.r.o.' }, companyAddress: { id: 1, name: 'Head' }, notice: null, primary: true, type: 'nákupčí' }],
			tags: ['VIP', 'raynet'],
			extIds: ['google:abc:c1'],
			inlineGdpr: [],
			securityLevel: { id: 1, name: 'Sdílená' },
			_version: 1,
		});
	});

	test('lists say success true, details "true"; the switch makes them alike', async () => {
		await newPerson(world.api);
		const flags = async (): Promise<unknown[]> => [(await world.api.get('person/')).data.success, (await world.api.get('person/1/')).data.success];
		expect(await flags()).toEqual([true, 'true']);
		world.turn('successFlag', 'string');
		expect(await flags()).toEqual(['true', 'true']);
		world.turn('successFlag', 'boolean');
		expect(await flags()).toEqual([true, true]);
	});

	test.each([
		[{}, 'lastName is required'],
		[{ lastName: 'Nová', gender: 'OTHER' }, 'gender cannot be OTHER'],
		[{ lastName: 'Nová', category: 99 }, 'category cannot be 99'],
		[{ lastName: 'Nová', owner: 1 }, 'owner cannot be 1'],
		[{ lastName: 'Nová', birthday: '2026-02-30' }, 'birthday cannot be 2026-02-30'],
		[{ lastName: 'Nová', privateAddress: { country: 'Narnia' } }, 'address.country cannot be Narnia'],
		[{ lastName: 'Nová', relationship: { company: 7 } }, 'company is required and must exist'],
		[{ lastName: 'Nová', nickname: 'Nova' }, 'unknown attribute nickname'],
		[{ lastName: 'Nová', customFields: { Body_b2c3d: 1 } }, 'unknown attribute customFields'],
		[{ lastName: 'Nová', contactInfo: { phone: '1' } }, 'unknown attribute phone'],
		[{ lastName: 5 }, 'lastName is not a text'],
		['not JSON', 'the body is not a JSON object'],
	])('refuses %j: %s', async (body, reason) => {
		const { status, data } = await world.api.put('person/', body, { headers: { 'content-type': 'application/json' } });
		expect([status, data]).toEqual([400, { message: `IllegalArgumentException: ${reason}`, translatedMessage: `Neplatná hodnota: ${reason}` }]);
		expect(await ids(world.api, '')).toEqual([]);
	});

	test('such refusals may come as 500 with a translated text', async () => {
		world.turn('validationStatus', '500');
		expect((await world.api.put('person/', {})).status).toBe(500);
	});

	test('a malformed e-mail is stored, or refused where the switch says so', async () => {
		const body = { lastName: 'Nová', contactInfo: { email: 'eva@@acme' } };
		expect((await world.api.put('person/', body)).status).toBe(201);
		world.turn('emailValidation', 'refuse');
		expect((await world.api.put('person/', body)).status).toBe(400);
	});

	test('attributes outside the schema are passed over where the switch says so', async () => {
		world.turn('attributesOutsideSchema', 'ignored');
		await newPerson(world.api, { nickname: 'Nova' });
		expect(await detail()).not.toHaveProperty('nickname');
	});

	test('customFields and extId of a create are taken or not, as the switches say', async () => {
		world.turn('customFieldsInPersonCreate', 'taken');
		world.turn('extIdInPersonCreate', 'ignored');
		await newPerson(world.api, { customFields: { Body_b2c3d: 7 }, extId: 'google:a' });
		expect(await detail()).toMatchObject({ customFields: { Body_b2c3d: 7 }, extIds: null });
	});
});

describe('updating people', () => {
	beforeEach(() =>
		newPerson(world.api, { firstName: 'Eva', notice: 'old', contactInfo: { email: 'eva@acme.example', tel1: '1', doNotSendMM: true }, privateAddress: { city: 'Brno', country: 'CZ' } }),
	);

	test('only sent keys change; the version rises by one and updatedAt is set', async () => {
		world.sandbox.clock.advance(60_000);
		const { status, data } = await world.api.post('person/1/', { firstName: 'Ema', _version: 77 });
		expect([status, data]).toEqual([200, { success: 'true' }]);
		expect(await detail()).toMatchObject({
			firstName: 'Ema',
			lastName: 'Nová',
			notice: 'old',
			_version: 2,
			'rowInfo.updatedAt': '2026-03-01 09:31',
			'rowInfo.updatedBy': 'sync@acme.example',
		});
	});

	test('partly sent objects merge', async () => {
		await world.api.post('person/1/', { contactInfo: { tel1: '2' }, privateAddress: { city: 'Ostrava' } });
		expect(await detail()).toMatchObject({ contactInfo: { email: 'eva@acme.example', tel1: '2', doNotSendMM: true }, privateAddress: { city: 'Ostrava', countryCode: 'CZ' } });
	});

	test('or replace, doNotSendMM included, where the switch says so', async () => {
		world.turn('partialObjects', 'replace');
		await world.api.post('person/1/', { contactInfo: { tel1: '2' }, privateAddress: { city: 'Ostrava' } });
		expect(await detail()).toMatchObject({ contactInfo: { email: null, tel1: '2', doNotSendMM: false }, privateAddress: { city: 'Ostrava', countryCode: null } });
	});

	test.each([
		['both', null, ''],
		['nullOnly', null, 'empty'],
		['emptyOnly', 'old', ''],
	])('with switch clears=%s null gives %j and "" gives %j', async (value, afterNull, afterEmpty) => {
		world.turn('clears', value);
		await world.api.post('person/1/', { notice: null });
		expect((await detail()).notice).toBe(afterNull);
		await world.api.post('person/1/', { notice: '' });
		expect((await detail()).notice).toBe(afterEmpty === 'empty' ? '' : null);
	});

	test('the last name cannot be cleared, and tags and relationship are not in the schema', async () => {
		for (const body of [{ lastName: null }, { tags: ['a'] }, { relationship: { company: 1 } }]) {
			expect((await world.api.post('person/1/', body)).status).toBe(400);
		}
		expect((await detail())._version).toBe(1);
	});

	test('an update that changes nothing is a save all the same, or none', async () => {
		await world.api.post('person/1/', { firstName: 'Eva' });
		expect((await detail())._version).toBe(2);
		world.turn('unchangedSave', 'silent');
		await world.api.post('person/1/', { firstName: 'Eva' });
		expect((await detail())._version).toBe(2);
	});

	test('doNotSendMM is passed over where the switch says it is not writable', async () => {
		world.turn('doNotSendMMWritable', 'no');
		await world.api.post('person/1/', { contactInfo: { doNotSendMM: false, tel1: '3' } });
		expect(await detail()).toMatchObject({ contactInfo: { doNotSendMM: true, tel1: '3' } });
	});

	test('custom fields take values of their type, and empty ones are left out', async () => {
		const sent = { Body_b2c3d: '12.5', Clen_klubu_c3d4e: 'yes', Clenem_od_d4e5f: '2026-01-31', Uroven_e5f60: 'zlato', Prezdivka_a1b2c: 'Ev' };
		await world.api.post('person/1/', { customFields: sent });
		await world.api.post('person/1/', { customFields: { Prezdivka_a1b2c: '' } });
		expect((await detail()).customFields).toEqual({ Body_b2c3d: 12.5, Clen_klubu_c3d4e: true, Clenem_od_d4e5f: '2026-01-31', Uroven_e5f60: 'zlato' });
		for (const wrong of [{ Body_b2c3d: 'many' }, { Uroven_e5f60: 'platina' }, { Nothing_00000: 1 }, { Clenem_od_d4e5f: 'today' }]) {
			expect((await world.api.post('person/1/', { customFields: wrong })).status).toBe(400);
		}
	});

	test('an unknown person is a 404 with a message alone', async () => {
		const { status, data } = await world.api.post('person/9/', { notice: 'x' });
		expect([status, data]).toEqual([404, { message: 'Person 9 not found' }]);
	});
});

describe('tags', () => {
	beforeEach(() => newPerson(world.api, { tags: ['VIP'] }));

	test('are added by PUT with 201 and removed by DELETE with the same body', async () => {
		expect((await world.api.put('person/1/tag/', { tag: 'a, b' })).status).toBe(201);
		expect((await detail()).tags).toEqual(['VIP', 'a', 'b']);
		expect((await world.api.delete('person/1/tag', { data: { tag: 'VIP,a' } })).status).toBe(200);
		expect((await detail()).tags).toEqual(['b']);
		expect((await detail())._version).toBe(3);
	});

	test('adding one that is there and removing one that is not succeed and save nothing', async () => {
		expect((await world.api.put('person/1/tag/', { tag: 'VIP' })).status).toBe(201);
		expect((await world.api.delete('person/1/tag/', { data: { tag: 'gone' } })).status).toBe(200);
		expect(await detail()).toMatchObject({ tags: ['VIP'], _version: 1 });
	});

	test('a tag change leaves version and stamp alone where the switch says so', async () => {
		world.turn('tagChange', 'silent');
		world.sandbox.clock.advance(60_000);
		await world.api.put('person/1/tag/', { tag: 'new' });
		expect(await detail()).toMatchObject({ tags: ['VIP', 'new'], _version: 1, 'rowInfo.updatedAt': null });
		expect(await ids(world.api, 'rowInfo.lastModifiedAt[GE]=2026-03-01T08:31:00Z')).toEqual([]);
	});

	test('a body without tag is refused', async () => {
		expect((await world.api.put('person/1/tag/', {})).status).toBe(400);
	});
});

describe('external ids', () => {
	beforeEach(() => newPerson(world.api));

	test('are added, looked up URL-encoded, and removed', async () => {
		const { status, data } = await world.api.put('person/1/extId/', { extId: 'google:abc/1' });
		expect([status, data]).toEqual([200, { success: 'true' }]);
		expect((await world.api.get(`person/ext/${encodeURIComponent('google:abc/1')}/`)).data.data.id).toBe(1);
		expect((await world.api.delete(`person/1/extId/${encodeURIComponent('google:abc/1')}`)).status).toBe(200);
		expect((await world.api.get(`person/ext/${encodeURIComponent('google:abc/1')}/`)).status).toBe(404);
		expect((await detail()).extIds).toBeNull();
	});

	test('ten fit on a record, an eleventh does not', async () => {
		const add = async (n: number): Promise<number> => (await world.api.put('person/1/extId/', { extId: `x:${n}` })).status;
		for (let n = 1; n <= 10; n += 1) expect(await add(n)).toBe(200);
		expect(await add(11)).toBe(400);
		expect(await add(10)).toBe(200);
	});

	test('one that another person has is refused, one of a company is not', async () => {
		await newPerson(world.api, { extId: 'google:a' });
		expect((await world.api.put('person/1/extId/', { extId: 'google:a' })).status).toBe(400);
		await newCompany(world.api, { extId: 'google:b' });
		expect((await world.api.put('person/1/extId/', { extId: 'google:b' })).status).toBe(200);
	});
});

describe('standing, merging, deleting', () => {
	beforeEach(() => newPerson(world.api, { firstName: 'Eva', contactInfo: { email: 'eva@acme.example', doNotSendMM: true } }));

	test('invalid and valid change rowAccess and count as saves, unless the switch says otherwise', async () => {
		await world.api.post('person/1/invalid');
		expect(await detail()).toMatchObject({ 'rowInfo.rowAccess': 'INVALID', _version: 2 });
		world.turn('standingChange', 'silent');
		await world.api.post('person/1/valid/');
		expect(await detail()).toMatchObject({ 'rowInfo.rowAccess': null, _version: 2 });
	});

	test('a locked record refuses every write until it is unlocked', async () => {
		await world.api.post('person/1/lock');
		expect(await detail()).toMatchObject({ 'rowInfo.rowState': 'LOCK' });
		const writes = [
			() => world.api.post('person/1/', { notice: 'x' }),
			() => world.api.put('person/1/tag/', { tag: 'x' }),
			() => world.api.post('person/1/invalid'),
			() => world.api.delete('person/1/'),
		];
		for (const write of writes) expect((await write()).status).toBe(500);
		world.turn('lockedStatus', '403');
		expect((await world.api.post('person/1/', { notice: 'x' })).status).toBe(403);
		await world.api.post('person/1/unlock');
		expect((await world.api.post('person/1/', { notice: 'x' })).status).toBe(200);
	});

	test('anonymising empties the record and keeps it, opt-out included', async () => {
		await world.api.post('person/1/anonymize/');
		expect(await detail()).toMatchObject({
			firstName: null,
			lastName: '[Anonymizovaný záznam]',
			contactInfo: { email: null, doNotSendMM: true },
			_version: 2,
		});
	});

	test('merging deletes the source and gives the target what it lacks', async () => {
		await newPerson(world.api, { firstName: 'Ev', notice: 'from source', tags: ['b'], extId: 'google:a', contactInfo: { tel1: '1' } });
		expect((await world.api.post('person/1/merge/2/')).status).toBe(200);
		expect(await ids(world.api, '')).toEqual([1]);
		expect(await detail()).toMatchObject({ firstName: 'Eva', notice: 'from source', tags: ['b'], extIds: ['google:a'], contactInfo: { email: 'eva@acme.example', tel1: '1' } });
	});

	test('a deleted person is gone, and no list tells of it', async () => {
		expect((await world.api.delete('person/1/')).data).toEqual({ success: 'true' });
		expect((await world.api.get('person/1/')).status).toBe(404);
		expect((await world.api.get('person/')).data).toEqual({ success: true, totalCount: 0, data: [] });
	});

	test('a company with people is not deleted: 500 with both texts; or the references go too', async () => {
		await newCompany(world.api);
		await newPerson(world.api, { relationship: { company: 1, type: 'x' } });
		const { status, data } = await world.api.delete('company/1/');
		expect([status, data]).toEqual([
			500,
			{ message: 'TranslatedApplicationException: exception.stillReferenced', translatedMessage: expect.stringContaining('nelze smazat') },
		]);
		world.turn('referencedDelete', 'detach');
		expect((await world.api.delete('company/1/')).status).toBe(200);
		expect(await detail('person/2/')).toMatchObject({ primaryRelationship: null, relationships: [] });
	});

	test('an unknown path is a 404', async () => {
		expect((await world.api.post('person/1/validityRenew')).status).toBe(404);
	});
});

describe('faults', () => {
	test('a create that is cut after it was carried out leaves the person behind', async () => {
		world.sandbox.fault({ service: 'raynet', op: 'person.create', effect: { kind: 'cutAfter' } });
		await expect(world.api.put('person/', { lastName: 'Nová' })).rejects.toThrow(/socket hang up|ECONNRESET/);
		expect(await ids(world.api, '')).toEqual([1]);
		expect(world.sandbox.calls()[0]).toMatchObject({ op: 'person.create', status: 'cut', committed: true });
	});

	test('one that is cut before leaves nobody, and costs no request of the day', async () => {
		world.sandbox.fault({ service: 'raynet', op: 'person.create', effect: { kind: 'cutBefore' } });
		await expect(world.api.put('person/', { lastName: 'Nová' })).rejects.toThrow(/socket hang up|ECONNRESET/);
		expect(await ids(world.api, '')).toEqual([]);
		expect((await world.api.get('person/')).headers['x-ratelimit-remaining']).toBe('23998');
	});
});
