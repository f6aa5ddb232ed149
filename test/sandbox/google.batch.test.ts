import type { Sandbox } from '../../sandbox/kit';
import { apiOf, at, created, error, givenNames, listAt, person, startGoogle, type Api, type Body } from './googleSupport';

let sandbox: Sandbox;
let api: Api;

beforeEach(async () => {
	sandbox = await startGoogle();
	api = apiOf(sandbox);
});
afterEach(() => sandbox.close());

const people = (...bodies: Body[]): Body => ({ contacts: bodies.map((contactPerson) => ({ contactPerson })), readMask: 'names,metadata' });
const many = (count: number): Body[] => Array.from({ length: count }, (_one, n) => person(`Contact ${n}`));
const listed = async (): Promise<string[]> => givenNames(await api.get('people/me/connections', { personFields: 'names', pageSize: 1000 }));
const bad = person('Bad', { birthdays: [{ date: { month: 13 } }] });
const lastCall = (): unknown => {
	const call = sandbox.calls('google').at(-1);
	return { op: call?.op, units: call?.units, records: call?.records, committed: call?.committed };
};

describe('batchCreateContacts', () => {
	test('answers in the order of the request and costs 6, 6 and 200 whatever it holds', async () => {
		const reply = await api.post('people:batchCreateContacts', people(person('Anna'), person('Boris')));
		expect(listAt(reply.body, 'createdPeople').map((one) => [at(one, 'person', 'names', 0, 'givenName'), at(one, 'httpStatusCode'), at(one, 'status')])).toEqual([
			['Anna', 200, {}],
			['Boris', 200, {}],
		]);
		expect(lastCall()).toEqual({ op: 'people.batchCreate', units: { criticalReads: 6, criticalWrites: 6, daily: 200 }, records: 2, committed: true });
	});

	test('a switch reverses the answer', async () => {
		sandbox.setSwitch('google', 'createdPeopleOrder', 'reversed');
		const reply = await api.post('people:batchCreateContacts', people(person('Anna'), person('Boris')));
		expect(listAt(reply.body, 'createdPeople').map((one) => at(one, 'person', 'names', 0, 'givenName'))).toEqual(['Boris', 'Anna']);
	});

	test('an empty readMask gives no people back', async () => {
		const reply = await api.post('people:batchCreateContacts', { ...people(person('Anna')), readMask: '' });
		expect([reply.status, reply.body, await listed()]).toEqual([200, {}, ['Anna']]);
	});

	test('takes 200 contacts and not one more', async () => {
		expect((await api.post('people:batchCreateContacts', people(...many(201)))).status).toBe(400);
		expect((await api.post('people:batchCreateContacts', people(...many(200)))).status).toBe(200);
		expect((await api.post('people:batchCreateContacts', people())).status).toBe(400);
	});

	test('one bad contact fails the whole batch and is named by its index', async () => {
		const reply = await api.post('people:batchCreateContacts', people(person('Anna'), bad, person('Boris')));
		expect([reply.status, error(reply), at(reply.body, 'error', 'details')]).toEqual([
			400,
			{ status: 'INVALID_ARGUMENT', message: 'Invalid date.' },
			[{ '@type': 'type.googleapis.com/google.people.v1.BatchCreateContactsErrorDetails', contactErrors: { '1': { code: 3, message: 'Invalid date.' } } }],
		]);
		expect(await listed()).toEqual([]);
		expect(lastCall()).toMatchObject({ committed: false });
	});

	test('a switch lets the good ones through', async () => {
		sandbox.setSwitch('google', 'batchAtomicity', 'partial');
		const reply = await api.post('people:batchCreateContacts', people(person('Anna'), bad));
		expect(listAt(reply.body, 'createdPeople').map((one) => [at(one, 'httpStatusCode'), at(one, 'status', 'code')])).toEqual([
			[200, undefined],
			[400, 3],
		]);
		expect(await listed()).toEqual(['Anna']);
	});
});

describe('batchUpdateContacts', () => {
	const update = (contacts: Record<string, Body>, updateMask: string, readMask = 'names,emailAddresses') =>
		api.post('people:batchUpdateContacts', { contacts, updateMask, readMask });

	test('one mask holds for all: fields that a contact lacks are cleared', async () => {
		const anna = await created(api, person('Anna', { emailAddresses: [{ value: 'a@batch.example' }] }));
		const boris = await created(api, person('Boris', { emailAddresses: [{ value: 'b@batch.example' }] }));
		const reply = await update(
			{
				[String(anna.resourceName)]: { etag: anna.etag, ...person('Anna 2'), emailAddresses: [{ value: 'a2@batch.example' }] },
				[String(boris.resourceName)]: { etag: boris.etag, ...person('Boris 2') },
			},
			'names,emailAddresses',
		);
		const shown = (one: Body): unknown[] => {
			const result = at(reply.body, 'updateResult', String(one.resourceName), 'person');
			return [at(result, 'names', 0, 'givenName'), at(result, 'emailAddresses', 0, 'value')];
		};
		expect([shown(anna), shown(boris)]).toEqual([
			['Anna 2', 'a2@batch.example'],
			['Boris 2', undefined],
		]);
	});

	test('a stale and a missing contact are named, and nothing is written', async () => {
		const anna = await created(api, person('Anna'));
		const boris = await created(api, person('Boris'));
		sandbox.service('google').control('person.update', { resourceName: boris.resourceName, person: person('Boris by hand') });
		const reply = await update(
			{ [String(anna.resourceName)]: { etag: anna.etag, ...person('Anna 2') }, [String(boris.resourceName)]: { etag: boris.etag, ...person('Boris 2') }, 'people/c42': { etag: 'x' } },
			'names',
		);
		expect(at(reply.body, 'error', 'details', 0)).toEqual({
			'@type': 'type.googleapis.com/google.people.v1.BatchUpdateContactsErrorDetails',
			contactErrors: {
				[String(boris.resourceName)]: {
					code: 9,
					message: 'Request person.etag is different than the current person.etag. Clear local cache and get the latest person.',
				},
				'people/c42': { code: 5, message: 'Requested entity was not found.' },
			},
		});
		expect(await listed()).toEqual(['Anna', 'Boris by hand']);
	});

	test('with a switch the good ones are written', async () => {
		sandbox.setSwitch('google', 'batchAtomicity', 'partial');
		const anna = await created(api, person('Anna'));
		const reply = await update({ [String(anna.resourceName)]: { etag: anna.etag, ...person('Anna 2') }, 'people/c42': { etag: 'x' } }, 'names');
		expect([reply.status, at(reply.body, 'updateResult', 'people/c42', 'status', 'code'), await listed()]).toEqual([200, 5, ['Anna 2']]);
	});

	test('a batch needs an update mask and takes 200 contacts', async () => {
		const anna = await created(api, person('Anna'));
		expect((await update({ [String(anna.resourceName)]: { etag: anna.etag } }, '')).status).toBe(400);
		expect((await update(Object.fromEntries(many(201).map((one, n) => [`people/c${n}`, one])), 'names')).status).toBe(400);
	});

	test('a switch leaves the answer empty', async () => {
		sandbox.setSwitch('google', 'updateAnswersEmpty', 'yes');
		const anna = await created(api, person('Anna'));
		const reply = await update({ [String(anna.resourceName)]: { etag: anna.etag, ...person('Anna 2') } }, 'names');
		expect([reply.status, reply.body, await listed()]).toEqual([200, {}, ['Anna 2']]);
	});
});

describe('batchDeleteContacts', () => {
	test('deletes for ten write units', async () => {
		const names = [(await created(api, person('Anna'))).resourceName, (await created(api, person('Boris'))).resourceName];
		expect((await api.post('people:batchDeleteContacts', { resourceNames: names })).body).toEqual({});
		expect([await listed(), sandbox.calls('google').at(-2)?.units]).toEqual([[], { writes: 10 }]);
	});

	test('a missing name fails the call, or with a switch is skipped', async () => {
		const { resourceName } = await created(api, person('Anna'));
		const body = { resourceNames: [resourceName, 'people/c42'] };
		expect([(await api.post('people:batchDeleteContacts', body)).status, await listed()]).toEqual([404, ['Anna']]);
		sandbox.setSwitch('google', 'batchDeleteMissing', 'skip');
		expect([(await api.post('people:batchDeleteContacts', body)).status, await listed()]).toEqual([200, []]);
	});

	test('takes 500 names', async () => {
		sandbox.setSwitch('google', 'batchDeleteMissing', 'skip');
		const names = (count: number): string[] => Array.from({ length: count }, (_one, n) => `people/c${n}`);
		expect((await api.post('people:batchDeleteContacts', { resourceNames: names(500) })).status).toBe(200);
		expect((await api.post('people:batchDeleteContacts', { resourceNames: names(501) })).status).toBe(400);
	});
});
