import { created, newCompany, newPerson, start, startRaynet, type RaynetWorld } from './raynetSupport';

let world: RaynetWorld;
beforeAll(async () => {
	world = await startRaynet();
});
beforeEach(() => world.sandbox.reset());
afterAll(() => world.sandbox.close());

const may = { title: 'May', source: 'ECOMAIL', externalId: '77' };

async function newMail(body: Record<string, unknown> = {}): Promise<number> {
	return created(await world.api.put('massEmail/', { ...may, ...body }));
}

const detail = async (id: number): Promise<Record<string, unknown>> => (await world.api.get(`massEmail/${id}/`)).data.data;
const ids = async (query: string): Promise<number[]> => (await world.api.get(`massEmail/?${query}`)).data.data.map(({ id }: { id: number }) => id);
const bulk = async (id: number, items: unknown) => await world.api.post(`massEmail/${id}/recipientBulkUpdate/`, items);
const recipients = async (id: number, query = ''): Promise<Array<Record<string, unknown>>> => (await world.api.get(`massEmail/${id}/recipient/?${query}`)).data.data;

describe('a mass e-mail', () => {
	test('holds what a mailing service tells; counts come back as texts', async () => {
		await newMail({
			completed: '2026-02-27 10:00',
			description: 'x',
			tags: ['news'],
			campaignName: 'May news',
			externalOverviewUrl: 'https://mail.example/77',
			stats: { sent: 3, opened: 2, clicked: 1, unsubscribed: 0 },
		});
		expect(await detail(1)).toEqual({
			id: 1,
			...may,
			completed: '2026-02-27 10:00',
			description: 'x',
			tags: ['news'],
			campaignName: 'May news',
			externalOverviewUrl: 'https://mail.example/77',
			externalThumbnailUrl: null,
			stats: { sent: '3', opened: '2', clicked: '1', unsubscribed: '0' },
			'rowInfo.createdAt': '2026-03-01 09:30',
			'rowInfo.createdBy': 'sync@acme.example',
			'rowInfo.updatedAt': null,
			'rowInfo.updatedBy': null,
			'rowInfo.rowAccess': null,
			'rowInfo.rowState': null,
			securityLevel: { id: 1, name: 'Sdílená' },
			_version: 1,
		});
	});

	test('needs title, a known source and an external id', async () => {
		for (const body of [{ title: null }, { source: 'OTHER' }, { externalId: '' }, { stats: { sent: 'x' } }, { stats: { bounced: 1 } }, { completed: 'soon' }, { bounced: 1 }]) {
			expect((await world.api.put('massEmail/', { ...may, ...body })).status).toBe(400);
		}
		world.turn('massEmailExternalId', 'optional');
		await newMail({ externalId: null });
	});

	test('is changed in part, and deleted', async () => {
		await newMail({ stats: { sent: 3, opened: 1 } });
		expect((await world.api.post('massEmail/1/', { stats: { opened: 2 }, completed: '2026-03-01T09:00:00.000+01:00' })).status).toBe(200);
		expect(await detail(1)).toMatchObject({ ...may, completed: '2026-03-01 09:00', stats: { sent: '3', opened: '2' }, _version: 2 });
		await world.api.delete('massEmail/1/');
		expect((await world.api.get('massEmail/1/')).status).toBe(404);
	});

	test('is found by what can be filtered, and externalId cannot', async () => {
		await newMail({ tags: ['news'], completed: '2026-02-01 10:00' });
		await newMail({ title: 'June', source: 'MAILCHIMP', completed: '2026-02-20 10:00' });
		expect(await ids('source=ECOMAIL')).toEqual([1]);
		expect(await ids('title[LIKE]=Ju%25')).toEqual([2]);
		expect(await ids('tags=news')).toEqual([1]);
		expect(await ids('completed[GE]=2026-02-20T10:00:00%2B01:00')).toEqual([2]);
		expect(await ids(`rowInfo.lastModifiedAt[GT]=${new Date(start).toISOString()}`)).toEqual([]);
		expect(await ids('sortColumn=title&sortDirection=DESC')).toEqual([1, 2]);
		expect((await world.api.get('massEmail/?externalId=77')).status).toBe(400);
	});

	test.each([
		['massEmailStats', 'numbers', { stats: { sent: 3 } }],
		['massEmailCompleted', 'day', { completed: '2026-02-27' }],
	])('tells by the switch %s %s', async (name, value, expected) => {
		world.turn(name, value);
		await newMail({ stats: { sent: 3 }, completed: '2026-02-27 10:00' });
		expect(await detail(1)).toMatchObject(expected);
	});

	test('with the same source and external id is a second one, or refused', async () => {
		await newMail();
		expect(await newMail()).toBe(2);
		world.turn('sameExternalId', 'refused');
		expect((await world.api.put('massEmail/', may)).status).toBe(400);
		expect(await newMail({ source: 'MAILCHIMP' })).toBe(3);
	});
});

describe('recipients in bulk', () => {
	beforeEach(async () => {
		await newPerson(world.api, { contactInfo: { email: 'eva@acme.example', email2: 'info@acme.example' } });
		await newCompany(world.api, { addresses: [{ address: { name: 'Head' }, contactInfo: { email: 'info@acme.example' } }] });
		await newMail();
	});

	test('are looked up in both addresses of clients and contact persons, and every match is added', async () => {
		const { data } = await bulk(1, [
			{ email: 'Info@acme.example', status: 'DELIVERED', opened: '2026-02-28' },
			{ email: 'eva@acme.example', status: 'SENT' },
			{ email: 'nobody@acme.example', status: 'SENT' },
		]);
		expect(data).toEqual({
			success: true,
			data: [
				{ email: 'Info@acme.example', massEmailRecipientId: [1, 2], success: true, message: 'inserted' },
				{ email: 'eva@acme.example', massEmailRecipientId: [3], success: true, message: 'inserted' },
				{ email: 'nobody@acme.example', massEmailRecipientId: [], success: false, message: 'email not found' },
			],
		});
		expect(await recipients(1, 'company=1')).toEqual([
			{
				id: 1,
				massEmail: { id: 1, title: 'May' },
				company: { id: 1, name: 'Vrána s.r.o.' },
				lead: null,
				person: null,
				email: 'Info@acme.example',
				opened: '2026-02-28',
				clicked: null,
				unsubscribed: null,
				status: 'DELIVERED',
			},
		]);
	});

	test('are changed when sent again, none is added twice', async () => {
		await bulk(1, [{ email: 'eva@acme.example', status: 'SENT', opened: '2026-02-27' }]);
		const { data } = await bulk(1, [{ email: 'EVA@acme.example', status: 'DELIVERED', clicked: '2026-02-28' }]);
		expect(data.data).toEqual([{ email: 'EVA@acme.example', massEmailRecipientId: [1], success: true, message: 'updated' }]);
		expect(await recipients(1)).toMatchObject([{ status: 'DELIVERED', opened: '2026-02-27', clicked: '2026-02-28' }]);
	});

	test.each([
		['absentDates', 'clear', [{ opened: null, clicked: '2026-02-28' }]],
		['emailLookup', 'sensitive', [{ opened: '2026-02-27', clicked: null }]],
	])('by the switch %s %s', async (name, value, expected) => {
		world.turn(name, value);
		await bulk(1, [{ email: 'eva@acme.example', status: 'SENT', opened: '2026-02-27' }]);
		await bulk(1, [{ email: 'EVA@acme.example', status: 'DELIVERED', clicked: '2026-02-28' }]);
		expect(await recipients(1)).toMatchObject(expected);
	});

	test('touch the contact or not, and opt it out or not, as switches say', async () => {
		const person = async (): Promise<unknown> => {
			const { data } = (await world.api.get('person/1/')).data;
			return [data._version, data.contactInfo.doNotSendMM];
		};
		await bulk(1, [{ email: 'eva@acme.example', status: 'SENT', unsubscribed: '2026-02-28' }]);
		expect(await person()).toEqual([1, false]);
		world.turn('recipientOptsOut', 'yes');
		world.turn('recipientSaves', 'bumps');
		await newMail({ externalId: '78' });
		await bulk(2, [{ email: 'eva@acme.example', status: 'SENT', unsubscribed: '2026-02-28' }]);
		expect(await person()).toEqual([2, true]);
	});

	test('more than 1,000, a wrong status or a date with a time refuse the whole call', async () => {
		const many = Array.from({ length: 1001 }, (_, n) => ({ email: `${n}@acme.example`, status: 'SENT' }));
		for (const items of [many, { email: 'eva@acme.example' }, [{ email: 'eva@acme.example' }], [{ status: 'SENT' }], [{ email: 'eva@acme.example', status: 'SENT', opened: '2026-02-27 10:00' }]]) {
			expect((await bulk(1, items)).status).toBe(400);
		}
		expect((await bulk(1, many.slice(1))).status).toBe(200);
		expect(await recipients(1)).toEqual([]);
	});

	test('are removed by address', async () => {
		await bulk(1, [{ email: 'info@acme.example', status: 'SENT' }, { email: 'eva@acme.example', status: 'SENT' }]);
		await world.api.post('massEmail/1/recipientBulkDelete/', ['INFO@acme.example']);
		expect((await recipients(1)).map(({ email }) => email)).toEqual(['eva@acme.example']);
	});
});

describe('one recipient', () => {
	test('is added by id, changed and removed', async () => {
		await newPerson(world.api);
		await newMail();
		const id = created(await world.api.put('massEmail/1/recipient/', { person: 1, status: 'SENT' }));
		expect((await world.api.put('massEmail/1/recipient/', { person: 9, status: 'SENT' })).status).toBe(400);
		await world.api.post(`massEmail/1/recipient/${id}/`, { status: 'REJECTED', opened: '2026-03-01' });
		expect(await recipients(1, 'status=REJECTED')).toMatchObject([{ id, person: { id: 1, fullName: 'Nová' }, email: '', opened: '2026-03-01' }]);
		await world.api.delete(`massEmail/1/recipient/${id}/`);
		expect((await world.api.delete(`massEmail/1/recipient/${id}/`)).status).toBe(404);
	});

	test('shows in the history of the contact, in the list by recipient, and in the rows for tests', async () => {
		await newPerson(world.api, { contactInfo: { email: 'eva@acme.example' } });
		await newMail({ completed: '2026-02-27 10:00' });
		await newMail({ externalId: '78' });
		await bulk(1, [{ email: 'eva@acme.example', status: 'DELIVERED', opened: '2026-02-28' }]);
		const dates = { opened: '2026-02-28', clicked: null, unsubscribed: null };
		expect(world.hand('person.history', { id: 1 })).toEqual([
			{ massEmailId: 1, title: 'May', source: 'ECOMAIL', completed: '2026-02-27T09:00:00.000Z', email: 'eva@acme.example', status: 'DELIVERED', ...dates },
		]);
		expect(await ids('person[CUSTOM]=1')).toEqual([1]);
		expect(await ids('person[CUSTOM]=2')).toEqual([]);
		const answer = await fetch(`${world.sandbox.baseUrl}/_control/control/raynet/massEmail.rows`, { method: 'POST' });
		const { result } = (await answer.json()) as { result: Array<Record<string, unknown>> };
		expect(result.map(({ id, externalId, recipients: rows }) => [id, externalId, rows])).toEqual([
			[1, '77', [{ id: 1, person: 1, company: null, email: 'eva@acme.example', status: 'DELIVERED', ...dates }]],
			[2, '78', []],
		]);
	});
});

test('a deleted record comes back from the bin with all that it had', async () => {
	await newPerson(world.api, { firstName: 'Eva', tags: ['VIP'], extId: 'google:x:people/c1' });
	await newPerson(world.api);
	world.hand('person.delete', { id: 1 });
	expect((await world.api.get('person/1/')).status).toBe(404);
	expect(world.hand('person.restore', { id: 1 })).toEqual({ id: 1, version: 2 });
	expect((await world.api.get('person/1/')).data.data).toMatchObject({ firstName: 'Eva', tags: ['VIP'], extIds: ['google:x:people/c1'], 'rowInfo.updatedBy': 'sales@acme.example' });
	expect((await world.api.get('person/')).data.data.map(({ id }: { id: number }) => id)).toEqual([1, 2]);
	expect(() => world.hand('person.restore', { id: 1 })).toThrow('Deleted record 1 not found');
});
