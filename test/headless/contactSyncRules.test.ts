import type { IDataObject } from 'n8n-workflow';
import { openBothSides, startNodes, VIP, type BothSides } from './bothSides';
import type { Engine, NodeSetting } from './engine';

/** Contact Sync with its rules as a user sets them: fields, policies, guards. */
let engine: Engine;
let place: BothSides;
let stored: { staticData: IDataObject };
beforeAll(async () => {
	engine = await startNodes();
});
beforeEach(async () => {
	place = await openBothSides();
	stored = { staticData: {} };
});
afterEach(() => place.sandbox.close());

const setting = (parameters: IDataObject): NodeSetting => ({ type: 'contactSync', parameters: { records: 'person', ...VIP, ...parameters }, credentials: { ...place.raynet, ...place.google }, stored });

/** "action reason sides" of each change. */
async function run(parameters: IDataObject = {}): Promise<string[]> {
	place.wait();
	place.sandbox.clearCalls();
	const [changes = []] = await engine.run(setting(parameters), [{}]);
	return changes.map(({ json: { action, reason, sides } }) => [action, reason, ...((sides ?? []) as string[])].join(' '));
}

interface Person {
	id: number;
	values: { lastName?: string; notice?: string | null };
}
interface Contact {
	names?: Array<{ familyName?: string }>;
	biographies?: Array<{ value: string }>;
}

/** What both sides have for a note, read without anything of ours. */
function notes(lastName: string): { crm: string; google: string } {
	const { instances } = place.sandbox.service('raynet').dump() as { instances: { acme: { people: Person[] } } };
	const person = instances.acme.people.find(({ values }) => values.lastName === lastName);
	const found = JSON.stringify(place.sandbox.service('google').dump());
	const google = contactsIn(JSON.parse(found)).find(({ names }) => names?.[0]?.familyName === lastName);
	return { crm: person?.values.notice ?? '', google: google?.biographies?.[0]?.value ?? '' };
}

/** Every contact anywhere in what the stand-in holds. */
function contactsIn(value: unknown): Contact[] {
	if (typeof value !== 'object' || value === null) return [];
	return 'names' in value && Array.isArray(value.names) ? [value as Contact] : Object.values(value).flatMap(contactsIn);
}

const inCrm = (id: number, notice: string): unknown => place.hand('raynet', 'person.update', { id, notice });
const inGoogle = async (lastName: string, note: string): Promise<unknown> => place.hand('google', 'person.update', { resourceName: await place.googleId(lastName), person: { biographies: note === '' ? [] : [{ value: note }] } });
const rule = (direction: string, mode = 'mirror'): IDataObject => ({ options: { fieldRules: { rules: [{ field: 'note', direction, mode }] } } });

/** Pairs that are settled, each with a note. */
async function pairs(names: readonly string[], parameters: IDataObject = {}): Promise<number[]> {
	const ids = names.map((name) => place.inRaynet(name, { notice: 'start' }));
	await run(parameters);
	await run(parameters);
	return ids;
}

describe('Fields to Sync', () => {
	test.each([
		['both', { crm: 'office', google: 'office' }, { crm: 'phone', google: 'phone' }],
		['toPartner', { crm: 'office', google: 'office' }, { crm: 'start', google: 'phone' }],
		['toCrm', { crm: 'office', google: '' }, { crm: 'phone', google: 'phone' }],
		['off', { crm: 'office', google: '' }, { crm: 'start', google: 'phone' }],
	])('a field whose direction is "%s" goes that way only', async (direction, fromOffice, fromPhone) => {
		const [office = 0] = await pairs(['Malá', 'Nová'], rule(direction));
		inCrm(office, 'office');
		await inGoogle('Nová', 'phone');
		await run(rule(direction));
		expect([notes('Malá'), notes('Nová')]).toEqual([fromOffice, fromPhone]);
		const held = place.held();
		await run(rule(direction));
		expect(place.held()).toEqual(held);
	});

	test.each([
		['mirror', '', { crm: '', google: '' }],
		['overwrite', '', { crm: 'start', google: '' }],
		['fillEmpty', '', { crm: 'start', google: '' }],
		['mirror', 'phone', { crm: 'phone', google: 'phone' }],
		['overwrite', 'phone', { crm: 'phone', google: 'phone' }],
		['fillEmpty', 'phone', { crm: 'start', google: 'phone' }],
	])('with the write mode "%s" a note that becomes "%s" in Google', async (mode, note, after) => {
		await pairs(['Malá'], rule('both', mode));
		await inGoogle('Malá', note);
		await run(rule('both', mode));
		expect(notes('Malá')).toEqual(after);
	});

	test('"Keep on the Other Side" never clears', async () => {
		const keeping = { options: { clearedFields: 'keep' } };
		const [id = 0] = await pairs(['Malá'], keeping);
		inCrm(id, '');
		await run(keeping);
		expect(notes('Malá')).toEqual({ crm: '', google: 'start' });
	});
});

describe('When a contact leaves', () => {
	const label = async (lastName: string): Promise<string> => (await place.googleLines()).find((line) => line.includes(lastName)) ?? 'gone';
	const record = (id: number): string => place.raynetLines().find((line) => line.startsWith(`${id} `)) ?? 'gone';

	test.each([
		['leave', ['leave leftGroup crm'], 'Eva Malá malá@example.com [] start'],
		['nothing', ['skip keptByPolicy'], 'Eva Malá malá@example.com [VIP] start'],
		['delete', ['delete leftGroup crm'], 'Eva Malá malá@example.com [VIP] start (invalid)'],
	])('the label, "%s" for the CRM', async (policy, told, after) => {
		const parameters = { options: { leavingLabel: policy, leavingScope: 'nothing' } };
		const [id = 0] = await pairs(['Malá'], parameters);
		place.hand('google', 'label.remove', { resourceName: await place.googleId('Malá'), label: 'RAYNET CRM' });
		expect(await run(parameters)).toEqual(told);
		expect(record(id)).toBe(`${id} ${after}`);
		expect(await run(parameters)).toEqual([]);
	});

	test.each([
		['leave', ['leave leftScope google'], 'Eva Malá malá@example.com []'],
		['nothing', ['skip keptByPolicy'], 'Eva Malá malá@example.com [RAYNET CRM]'],
		['delete', ['delete leftScope google'], 'gone'],
	])('the scope, "%s" for Google', async (policy, told, after) => {
		const parameters = { options: { leavingScope: policy, leavingLabel: 'nothing' } };
		const [id = 0] = await pairs(['Malá', 'Nová'], parameters);
		place.hand('raynet', 'person.untag', { id, tag: 'VIP' });
		expect(await run(parameters)).toEqual(told);
		expect(await label('Malá')).toBe(after);
		expect(await label('Nová')).toBe('Eva Nová nová@example.com [RAYNET CRM]');
	});

	test.each([
		['leave', ['leave deletedAtPartner crm'], '[]'],
		['nothing', ['skip keptByPolicy'], '[VIP]'],
		['delete', ['leave deletedAtPartner crm'], '[]'],
	])('by being deleted in Google, "%s" for the CRM: a warm run finds it', async (policy, told, tags) => {
		const parameters = { options: { leavingLabel: policy } };
		const [id = 0] = await pairs(['Malá', 'Nová'], parameters);
		place.hand('google', 'person.delete', { resourceName: await place.googleId('Malá') });
		expect(await run(parameters)).toEqual(told);
		expect(record(id)).toBe(`${id} Eva Malá malá@example.com ${tags} start`);
		expect(await run(parameters)).toEqual([]);
	});
});

describe('A guard stops the run, and one run may pass it', () => {
	const names = Array.from({ length: 22 }, (_, n) => `Osoba${n}`);
	const each = (ids: readonly number[], action: string, args: Record<string, unknown>): void => ids.forEach((id) => void place.hand('raynet', action, { id, ...args }));

	test.each<[string, string, (ids: number[]) => unknown]>([
		['massLeave', 'would leave or be deleted', (ids) => each(ids.slice(0, 6), 'person.untag', { tag: 'VIP' })],
		['massClear', 'would be cleared', (ids) => each(ids.slice(0, 6), 'person.update', { notice: '' })],
		['massChange', 'would change at once', (ids) => each(ids, 'person.update', { notice: 'new' })],
		['emptySide', 'lists no contact in the scope', (ids) => each(ids, 'person.untag', { tag: 'VIP' })],
	])('%s', async (guard, says, hands) => {
		const ids = await pairs(names);
		hands(ids);
		place.wait();
		const [before, state] = [place.held(), JSON.stringify(stored)];
		await expect(run({ read: 'everything' })).rejects.toMatchObject({ message: expect.stringContaining(says) });
		expect([place.held(), JSON.stringify(stored)]).toEqual([before, state]);
		const passing = { read: 'everything', options: { passGuards: [guard, ...(guard === 'emptySide' ? ['massLeave'] : [])] } };
		expect((await run(passing)).length).toBeGreaterThan(5);
		expect(await run({ read: 'everything' })).toEqual([]);
	});

	test('settingsChanged', async () => {
		await pairs(['Malá', 'Nová']);
		const other = { options: { fieldRules: { rules: [{ field: 'note', direction: 'off', mode: 'mirror' }] } } };
		const before = place.held();
		await expect(run(other)).rejects.toMatchObject({ message: expect.stringContaining('The fields of this flow differ from what filled the label') });
		expect(place.held()).toEqual(before);
		await run({ options: { ...other.options, passGuards: ['settingsChanged'] } });
		expect(await run(other)).toEqual([]);
	});

	test('accountFull', async () => {
		place.hand('google', 'account.fill', { count: 25_000 });
		place.inRaynet('Malá');
		await expect(run()).rejects.toMatchObject({ message: expect.stringContaining('The account holds 25000 contacts and 1 would be added') });
		place.hand('google', 'limits.set', { contacts: 25_001 });
		expect(await run({ options: { passGuards: ['accountFull'] } })).toEqual(['create new google']);
	});
});

describe('Nothing is written, not one byte of state, by', () => {
	const reads = ['person.list', 'person.detail', 'company.list', 'groups.list', 'connections.list'];

	test.each([['Preview', { operation: 'preview' }], ['Explain a Contact', { operation: 'explain', contact: 'Malá' }]])('%s, in a flow that has run and one that has not', async (_, operation) => {
		const before = structuredClone(stored);
		const fresh = place.held();
		await run(operation);
		expect([stored, place.held()]).toEqual([before, fresh]);

		const [id = 0] = await pairs(['Malá', 'Nová', 'Bílá']);
		inCrm(id, 'office');
		await inGoogle('Nová', 'phone');
		place.hand('google', 'person.delete', { resourceName: await place.googleId('Bílá') });
		place.inGoogle('Novák', 'in');
		place.wait();
		const [state, held] = [structuredClone(stored), place.held()];
		for (const read of ['changes', 'everything']) {
			await run({ ...operation, read });
			expect(stored).toEqual(state);
			expect(place.held()).toEqual(held);
			expect([...place.ops('raynet'), ...place.ops('google')].filter((op) => !reads.includes(op) && op !== 'person.byExtId' && op !== 'company.byExtId')).toEqual([]);
		}
		expect((await run()).sort()).toEqual(['create new crm', 'leave deletedAtPartner crm', 'update changed crm', 'update changed google']);
	});
});
