import { googlePeople, googlePerson, inGoogle, inRaynet, isIn, labelId, named, addPerson } from './hands';
import { raynetAccounts } from '../../sandbox/raynet/accounts';
import { openTwoWay, type TwoWayWorld } from './twoWayWorld';

/** Raynet with Google Contacts, both ways, over HTTP. What checks a result reads the stand-ins, not the connectors. */
let world: TwoWayWorld;

jest.setTimeout(300_000);

afterEach(() => world.close());

const people = { recordTypes: ['person'] as const };
const tagged = { scope: { kind: 'tag', tag: 'Google' } as const, ...people };

interface RaynetPerson {
	id: number;
	lastName: string;
	notice?: string | null;
	tags?: string[];
}

/** By plain HTTP, as Raynet tells anybody. */
async function raynetPerson(id: number): Promise<RaynetPerson | undefined> {
	const { instance, userName, apiKey } = raynetAccounts.acme;
	const headers = { Authorization: `Basic ${Buffer.from(`${userName}:${apiKey}`).toString('base64')}`, 'X-Instance-Name': instance };
	const response = await fetch(`${world.sandbox.url('raynet')}/api/v2/person/${id}/`, { headers });
	return ((await response.json()) as { data?: RaynetPerson }).data;
}

function inLabel(lastName: string): Promise<boolean> {
	return Promise.all([googlePeople(world), labelId(world, 'RAYNET CRM')]).then(([all, label]) => named(all, lastName).some((one) => isIn(one, label)));
}

/** Calls of the last run, by stand-in. */
function calls(): Array<Record<string, number>> {
	return [world.ops('raynet'), world.ops('google')];
}

describe('a warm run', () => {
	const google = { 'groups.list': 1, 'connections.list': 1 };

	/** 40 people who are all pairs, and runs that found nothing. */
	async function atRest(): Promise<void> {
		world = await openTwoWay({ people: 40, ...people });
		await world.run('everything');
		for (let n = 0; n < 2; n++) {
			world.wait(3_600_000);
			world.sandbox.clearCalls();
			expect(await world.does()).toEqual([]);
		}
	}

	test('in which nothing changed costs three calls for one kind of records and writes nothing', async () => {
		await atRest();
		expect(calls()).toEqual([{ 'person.list': 1 }, google]);
	});

	describe('of contact persons and clients with a tag', () => {
		const scope = { kind: 'tag', tag: 'Google' } as const;
		const idOf = ({ externalIds }: { externalIds?: Array<{ value: string }> } = {}): number => Number(externalIds?.[0]?.value.split(':').pop());

		/** 30 people and 30 clients, who become pairs. */
		async function paired(): Promise<void> {
			world = await openTwoWay({ scope });
			for (let n = 1; n <= 30; n++) {
				addPerson(world, { firstName: 'Eva', lastName: `Osoba${n}`, email: `osoba${n}@acme.test`, tags: ['Google'] });
				inRaynet(world, 'company.create', { name: `Firma ${n}`, rating: 'A', state: 'B_ACTUAL', role: 'A_SUBSCRIBER', tags: ['Google'] });
			}
			world.wait(60_000);
			expect(await world.does('everything')).toHaveLength(60);
		}

		async function next(): Promise<string[]> {
			world.wait(3_600_000);
			world.sandbox.clearCalls();
			return await world.does();
		}

		test('tells each record its pair with one call, and the next run does not read everything again', async () => {
			await paired();
			expect(world.ops('raynet')).toEqual({ 'person.list': 1, 'company.list': 1, 'person.addExtId': 30, 'company.addExtId': 30 });
			expect(await next()).toEqual([]);
			expect(calls()).toEqual([{ 'person.list': 3, 'company.list': 3 }, google]);
		});

		test('in which nothing changed costs four calls, writes nothing, and then finds a tag, a label, a field and a deletion on either side', async () => {
			await paired();
			await next();
			expect(await next()).toEqual([]);
			expect(calls()).toEqual([{ 'person.list': 1, 'company.list': 1 }, google]);

			const people = await googlePeople(world);
			const [tagged, labelled, edited, phoned, deleted, deletedInGoogle, ...both] = people.filter((one) => one.names?.[0]?.familyName?.startsWith('Osoba'));
			const firm = people.find((one) => one.organizations?.[0]?.name === 'Firma 1' && !one.names);
			const found: unknown[] = [];
			const look = async (act: () => unknown): Promise<void> => {
				act();
				found.push([await next(), ...calls()]);
				expect(await next()).toEqual([]);
			};
			await look(() => inRaynet(world, 'person.untag', { id: idOf(tagged), tag: 'Google' }));
			await look(() => inGoogle(world, 'label.remove', { resourceName: labelled?.resourceName, label: 'RAYNET CRM' }));
			await look(() => inRaynet(world, 'person.update', { id: idOf(edited), notice: 'from the office' }));
			await look(() => inGoogle(world, 'person.update', { resourceName: phoned?.resourceName, person: { biographies: [{ value: 'from the phone' }] } }));
			await look(() => inRaynet(world, 'company.update', { id: idOf(firm), notice: 'from the office' }));
			await look(() => inRaynet(world, 'person.delete', { id: idOf(deleted) }));
			await look(() => inGoogle(world, 'person.delete', { resourceName: deletedInGoogle?.resourceName }));
			await look(() => both.slice(0, 3).forEach(({ resourceName }) => inGoogle(world, 'person.update', { resourceName, person: { biographies: [{ value: 'from the phone' }] } })));
			const calm = { 'person.list': 1, 'company.list': 1 };
			const written = { ...google, 'people.update': 1 };
			expect(found).toEqual([
				[['leave leftScope partner'], { 'person.list': 3, 'company.list': 2 }, { ...written, 'groups.update': 1 }],
				[['leave leftGroup crm'], { ...calm, 'person.detail': 2, 'person.removeTag': 1 }, written],
				[['update changed partner'], { 'person.list': 3, 'company.list': 2 }, written],
				// Read, which is the reading before the write, written, and read after it.
				[['update changed crm'], { ...calm, 'person.detail': 2, 'person.update': 1 }, written],
				[['update changed partner'], { 'person.list': 2, 'company.list': 3 }, written],
				[['leave deletedInCrm partner'], { 'person.list': 4, 'company.list': 3, 'person.detail': 1 }, written],
				[['leave deletedAtPartner crm'], { ...calm, 'person.detail': 2, 'person.removeTag': 1, 'person.removeExtId': 1 }, google],
				// Several are read with one call.
				[['update changed crm', 'update changed crm', 'update changed crm'], { ...calm, 'person.list': 2, 'person.detail': 6, 'person.update': 3 }, { ...google, 'people.update': 3 }],
			]);
		});
	});

	test('after a change of each kind finds it: a field on either side, a label, a new contact on either side, a deletion on either side', async () => {
		await atRest();
		const [edited, unlabelled, deleted, deletedInGoogle] = (await googlePeople(world)).filter((one) => one.names?.[0]?.familyName && one.externalIds);
		inGoogle(world, 'person.update', { resourceName: edited?.resourceName, person: { biographies: [{ value: 'from the phone' }] } });
		world.wait(60_000);
		expect(await world.does()).toEqual(['update changed crm']);
		world.wait(60_000);
		inGoogle(world, 'label.remove', { resourceName: unlabelled?.resourceName, label: 'RAYNET CRM' });
		// The scope is everybody: nothing in Raynet can follow, so it is settled and stays so.
		expect(await world.does()).toEqual(['skip removedByPerson']);
		world.wait(60_000);
		inRaynet(world, 'person.update', { id: Number(deleted?.externalIds?.[0]?.value.split(':').pop()), notice: 'from the office' });
		world.wait(60_000);
		expect(await world.does()).toEqual(['update changed partner']);
		addPerson(world, { firstName: 'Nová', lastName: 'Osoba', email: 'nova.osoba@acme.test' });
		expect(await world.does()).toEqual(['create new partner']);
		const petr = inGoogle(world, 'person.create', { person: { names: [{ givenName: 'Petr', familyName: 'Z telefonu' }] } });
		inGoogle(world, 'label.add', { ...petr, label: 'RAYNET CRM' });
		world.wait(60_000);
		expect(await world.does()).toEqual(['create new crm']);
		world.wait(60_000);
		inRaynet(world, 'person.delete', { id: Number(deleted?.externalIds?.[0]?.value.split(':').pop()) });
		world.wait(60_000);
		// Raynet's count fell, so everything was read: the contact that is off the label is told again.
		expect(await world.does()).toEqual(['skip removedByPerson', 'leave deletedInCrm partner']);
		world.wait(3_600_000);
		expect(await world.does()).toEqual([]);
		inGoogle(world, 'person.delete', { resourceName: deletedInGoogle?.resourceName });
		world.wait(60_000);
		expect(await world.does()).toEqual(['skip removedByPerson']);
		world.wait(3_600_000);
		expect(await world.does()).toEqual([]);
	});

	test('in another process finds a deletion in Google by the sync token that the last run has stored, with one call more', async () => {
		world = await openTwoWay(tagged);
		const ids = ['Malá', 'Nová', 'Bílá'].map((lastName) => addPerson(world, { firstName: 'Eva', lastName, email: `${lastName}@acme.test`, tags: ['Google'] }));
		await world.run('everything');
		world.wait(3_600_000);
		await world.run();
		inGoogle(world, 'person.delete', { resourceName: named(await googlePeople(world), 'Nová')[0]?.resourceName });
		world.wait(3_600_000);
		world.forget();
		world.sandbox.clearCalls();
		expect(await world.does()).toEqual(['leave deletedAtPartner crm']);
		expect(calls()).toEqual([{ 'person.list': 1, 'person.byExtId': 1, 'person.detail': 2, 'person.removeTag': 1, 'person.removeExtId': 1 }, { 'groups.list': 1, 'connections.list': 2 }]);
		expect((await raynetPerson(ids[1] ?? 0))?.tags ?? []).toEqual([]);
	});

	test.each(['the same process', 'another process'])('after more than a week without runs, in %s, finds a deletion in Google, too', async (where) => {
		world = await openTwoWay(tagged);
		for (const lastName of ['Malá', 'Nová', 'Bílá']) addPerson(world, { firstName: 'Eva', lastName, email: `${lastName}@acme.test`, tags: ['Google'] });
		await world.run('everything');
		inGoogle(world, 'person.delete', { resourceName: named(await googlePeople(world), 'Nová')[0]?.resourceName });
		// Longer than a sync token lives: the process still knows whom it has seen, another one compares everything.
		world.wait(8 * 24 * 3_600_000);
		if (where === 'another process') world.forget();
		const { report, extent } = await world.run();
		expect([extent, report.results.filter(({ action }) => action !== 'unchanged').map(({ reason }) => reason)]).toEqual([where === 'another process' ? 'scope' : 'changes', ['deletedAtPartner']]);
	});
});

describe('with a tag as scope', () => {
	test('tag and label follow each other, a conflict is settled by the later change, and a rerun writes nothing', async () => {
		world = await openTwoWay(tagged);
		addPerson(world, { firstName: 'Eva', lastName: 'Malá', email: 'eva@acme.test', tags: ['Google'] });
		addPerson(world, { firstName: 'Jan', lastName: 'Novák', email: 'jan@acme.test', tags: [] });
		expect(await world.does()).toEqual(['create new partner']);
		world.wait(3_600_000);
		const [eva] = named(await googlePeople(world), 'Malá');
		const id = Number(eva?.externalIds?.[0]?.value.split(':').pop());

		inRaynet(world, 'person.update', { id, notice: 'earlier' });
		world.wait(120_000);
		inGoogle(world, 'person.update', { resourceName: eva?.resourceName, person: { biographies: [{ value: 'later' }] } });
		world.wait(120_000);
		const { report } = await world.run();
		expect(report.results.map(({ conflicts }) => conflicts)).toEqual([[{ field: 'note', crm: 'earlier', partner: 'later', winner: 'partner' }]]);
		expect((await raynetPerson(id))?.notice).toBe('later');

		world.wait(120_000);
		inGoogle(world, 'label.remove', { resourceName: eva?.resourceName, label: 'RAYNET CRM' });
		expect(await world.does()).toEqual(['leave leftGroup crm']);
		expect((await raynetPerson(id))?.tags ?? []).toEqual([]);

		world.wait(120_000);
		inRaynet(world, 'person.tag', { id, tag: 'Google' });
		world.wait(120_000);
		expect(await world.does()).toEqual(['update rejoined partner']);
		expect(await inLabel('Malá')).toBe(true);

		world.wait(120_000);
		inGoogle(world, 'person.delete', { resourceName: eva?.resourceName });
		expect(await world.does('everything')).toEqual(['leave deletedAtPartner crm']);
		expect((await raynetPerson(id))?.tags ?? []).toEqual([]);
		world.wait(3_600_000);
		expect(await world.does('everything')).toEqual([]);
		expect((await googlePerson(world, eva?.resourceName ?? '')).names).toBeUndefined();
	});
});

test('25,000 people into an empty account cost 25 reads of Raynet, two reads, a label and 125 writes', async () => {
	world = await openTwoWay({ people: 25_000, ...people });
	const { report } = await world.run('everything', { toCrm: { linksPerRun: 0 } });
	expect(report.summary.counts).toMatchObject({ create: 25_000, failed: 0 });
	expect(world.ops('google')).toEqual({ 'groups.list': 1, 'connections.list': 1, 'groups.create': 1, 'people.batchCreate': 125 });
	expect(world.ops('raynet')).toEqual({ 'person.list': 25 });
});
