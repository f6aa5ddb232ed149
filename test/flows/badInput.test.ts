import { addPerson, googlePeople, googlePerson, inGoogle, inRaynet, isIn, labelId, named } from './hands';
import { openWorld, type World } from './world';

let world: World;

beforeEach(async () => {
	world = await openWorld();
});
afterEach(() => world.close());

const actions = (reports: Awaited<ReturnType<World['sync']>>) => reports.flatMap(({ results }) => results.map(({ action, reason }) => `${action} ${reason}`));

test('a person without an e-mail and one with nothing but a name arrive', async () => {
	addPerson(world, { firstName: 'Eva', lastName: 'Bezmailu', tel1: '+420603111222' });
	addPerson(world, { lastName: 'Jmeno' });
	expect(actions(await world.sync())).toEqual(['create new', 'create new']);
	const people = await googlePeople(world);
	expect(named(people, 'Bezmailu')[0]?.phoneNumbers?.map((one) => one.value)).toEqual(['+420603111222']);
	expect(named(people, 'Jmeno')).toHaveLength(1);
});

test('two people behind one info@ address become two contacts, also when one of them is in Google already', async () => {
	inGoogle(world, 'person.create', { person: { names: [{ givenName: 'Jana', familyName: 'Malá' }], emailAddresses: [{ value: 'info@acme.test' }] } });
	addPerson(world, { firstName: 'Jana', lastName: 'Malá', email: 'info@acme.test' });
	addPerson(world, { firstName: 'Petr', lastName: 'Velký', email: 'INFO@acme.test' });
	const reports = await world.sync();
	expect(actions(reports)).toEqual(['update linked', 'create new']);
	expect(reports[0]?.results[1]?.warnings).toEqual([]);
	const people = await googlePeople(world);
	expect([named(people, 'Malá').length, named(people, 'Velký').length]).toEqual([1, 1]);
});

test('a contact that could be two in Google is left alone and reported', async () => {
	for (const note of ['first', 'second']) {
		inGoogle(world, 'person.create', { person: { names: [{ givenName: 'Eva', familyName: 'Dvojí' }], emailAddresses: [{ value: 'eva@acme.test' }], biographies: [{ value: note }] } });
	}
	addPerson(world, { firstName: 'Eva', lastName: 'Dvojí', email: 'eva@acme.test' });
	expect(actions(await world.sync())).toEqual(['skip ambiguous']);
	expect(named(await googlePeople(world), 'Dvojí').map((one) => one.clientData)).toEqual([undefined, undefined]);
});

test('a company and a person of the same name stay two contacts', async () => {
	inRaynet(world, 'company.create', { name: 'Karel Novák', rating: 'A', state: 'A_POTENTIAL', role: 'A_SUBSCRIBER' });
	addPerson(world, { firstName: 'Karel', lastName: 'Novák' });
	expect(actions(await world.sync())).toEqual(['create new', 'create new']);
	const people = await googlePeople(world);
	expect(named(people, 'Novák')).toHaveLength(1);
	expect(people.filter((one) => !one.names && one.organizations?.[0]?.name === 'Karel Novák')).toHaveLength(1);
});

test('a company name of 1,025 characters is refused by Google and reported; all others go through', async () => {
	inRaynet(world, 'company.create', { name: 'x'.repeat(1025), rating: 'A', state: 'A_POTENTIAL', role: 'A_SUBSCRIBER' });
	for (let i = 0; i < 8; i++) inRaynet(world, 'company.create', { name: `Firma ${i}`, rating: 'A', state: 'A_POTENTIAL', role: 'A_SUBSCRIBER' });
	world.wait(60_000);
	const [report] = await world.sync();
	expect(report?.summary.counts).toMatchObject({ create: 8, failed: 1 });
	expect(report?.results.find((one) => one.action === 'failed')?.reason).toBe('refusedByServer');
	expect(await googlePeople(world)).toHaveLength(8);
});

test('a note of 20,000 characters arrives whole', async () => {
	const notice = 'Poznámka. '.repeat(2000).trim();
	addPerson(world, { lastName: 'Dlouhá', notice });
	await world.sync();
	expect(named(await googlePeople(world), 'Dlouhá')[0]?.biographies?.[0]?.value).toBe(notice);
});

test.each(['accepted', 'refused'])('a malformed e-mail is left out and named, whether Google would have it %s', async (value) => {
	world.sandbox.setSwitch('google', 'invalidEmails', value);
	addPerson(world, { lastName: 'Překlep', email: 'eva(at)acme' });
	const [report] = await world.sync();
	expect(report?.results.map((one) => [one.action, one.warnings])).toEqual([['create', [{ code: 'malformedEmail', count: 1 }]]]);
	expect(named(await googlePeople(world), 'Překlep')[0]?.emailAddresses).toBeUndefined();
});

test('a contact with 120 e-mails keeps them all when it is linked and updated', async () => {
	const emailAddresses = Array.from({ length: 120 }, (_, i) => ({ value: `eva${i}@acme.test` }));
	const { resourceName } = inGoogle(world, 'person.create', { person: { names: [{ givenName: 'Eva', familyName: 'Mnohá' }], emailAddresses } });
	const id = addPerson(world, { firstName: 'Eva', lastName: 'Mnohá', email: 'eva3@acme.test' });
	await world.sync();
	inRaynet(world, 'person.update', { id, contactInfo: { email: 'eva3@acme.test', email2: 'new@acme.test' } });
	world.wait(60_000);
	await world.sync();
	const values = (await googlePerson(world, resourceName)).emailAddresses?.map((one) => one.value);
	expect(values).toHaveLength(121);
	expect(values).toEqual(expect.arrayContaining(['eva0@acme.test', 'eva119@acme.test', 'new@acme.test']));
});

test("other apps' data, the user's own labels and values that Raynet does not know survive link and updates", async () => {
	const { resourceName } = inGoogle(world, 'person.create', {
		person: { names: [{ givenName: 'Eva', familyName: 'Nová' }], emailAddresses: [{ value: 'eva@acme.test' }], phoneNumbers: [{ value: '+420777123456', type: 'home' }], externalIds: [{ value: 'loyalty-7', type: 'account' }] },
	});
	inGoogle(world, 'clientData.plant', { resourceName, key: 'GCon', value: 'theirs' });
	const { resourceName: family } = inGoogle(world, 'label.create', { label: 'Rodina' });
	inGoogle(world, 'label.add', { label: family, resourceName });
	const id = addPerson(world, { firstName: 'Eva', lastName: 'Nová', email: 'eva@acme.test', tel1: '+420603111222' });
	await world.sync();
	inRaynet(world, 'person.update', { id, notice: 'changed' });
	world.wait(60_000);
	await world.sync();
	const person = await googlePerson(world, resourceName);
	expect(person.phoneNumbers?.map((one) => one.value)).toEqual(['+420777123456', '+420603111222']);
	expect(person.clientData).toEqual(expect.arrayContaining([expect.objectContaining({ key: 'GCon', value: 'theirs' })]));
	expect(person.externalIds).toEqual(expect.arrayContaining([expect.objectContaining({ value: 'loyalty-7' })]));
	expect([isIn(person, family), isIn(person, await labelId(world, 'RAYNET CRM'))]).toEqual([true, true]);
	expect(person.biographies?.[0]?.value).toBe('changed');
});

test("what the vendor's own sync has put under the label is linked, not doubled", async () => {
	world = await reopened(world, { people: 120, companies: 30 });
	const items = await world.poll();
	const people = items.map(({ contact }) => ({
		...(contact.lastName ? { names: [{ givenName: contact.firstName ?? '', familyName: contact.lastName }] } : {}),
		...(contact.emails ? { emailAddresses: contact.emails.map(({ value }) => ({ value })) } : {}),
		...(contact.phones ? { phoneNumbers: contact.phones.map(({ value }) => ({ value })) } : {}),
		...(contact.company?.name ? { organizations: [{ name: contact.company.name }] } : {}),
	}));
	inGoogle(world, 'vendorLabel.fill', { people });
	const before = (await googlePeople(world)).length;
	const report = await world.upsert(items);
	const { create, update, skip } = report.summary.counts;
	expect(create + update + skip).toBe(items.length);
	expect((await googlePeople(world)).length).toBe(before + create);
	expect({ create, skipped: report.results.filter((one) => one.action === 'skip').map((one) => one.reason) }).toMatchObject({ create: 0 });
});

async function reopened(old: World, size: { people: number; companies: number }): Promise<World> {
	await old.close();
	return await openWorld(size);
}
