import type { IDataObject } from 'n8n-workflow';
import { startEngine, type Engine, type NodeSetting } from './engine';
import { creatioCredentials, openOtherPlace, type OtherPlace } from './otherCrms';

let engine: Engine;
let place: OtherPlace;
let folderId: string;
let stored: { staticData: IDataObject };
beforeAll(async () => {
	engine = await startEngine();
});
beforeEach(async () => {
	place = await openOtherPlace();
	place.hand('google', 'label.create', { label: 'Creatio' });
	folderId = String(place.hand('creatio', 'folder.create', { name: 'Phone book' }).id);
	stored = { staticData: {} };
});
afterEach(() => place.sandbox.close());

const ofGroup = (): IDataObject => ({ crm: 'creatio', scope: 'group', group: { __rl: true, mode: 'id', value: folderId } });

/** A contact in the folder; answers the id. */
function inCreatio(lastName: string): string {
	const id = String(place.hand('creatio', 'row.create', { Surname: lastName, GivenName: 'Eva', Name: `${lastName} Eva`, Email: `${lastName.toLowerCase()}@example.com` }).id);
	place.hand('creatio', 'folder.put', { folderId, id });
	return id;
}

interface Dump {
	Contact: Array<{ Id: string; GivenName?: string; Surname?: string; Email?: string }>;
	ContactInFolder: Array<{ ContactId: string; FolderId: string }>;
}

/** "Eva Malá malá@example.com", with "(in)" for who is in the folder. */
function creatioLines(): string[] {
	const { Contact, ContactInFolder } = place.sandbox.service('creatio').dump() as Dump;
	const members = new Set(ContactInFolder.filter(({ FolderId }) => FolderId === folderId).map(({ ContactId }) => ContactId));
	const lines = Contact.filter(({ Email }) => Email?.endsWith('@example.com')).map(({ Id, GivenName, Surname, Email }) => [GivenName, Surname, Email, members.has(Id) ? '(in)' : ''].filter(Boolean).join(' '));
	return lines.sort();
}

async function run(parameters: IDataObject = {}, login: 'password' | 'oAuth2' = 'password'): Promise<{ changes: string[]; conflicts: IDataObject[] }> {
	place.wait();
	place.sandbox.clearCalls();
	const setting: NodeSetting = { type: 'contactSync', parameters: { ...ofGroup(), authentication: login, ...parameters }, credentials: { ...creatioCredentials(place)[login], ...place.google }, stored };
	const [changes = [], conflicts = []] = await engine.run(setting, [{}]);
	return { changes: changes.map(({ json }) => [json.action, json.reason, ...((json.sides ?? []) as string[])].join(' ')).sort(), conflicts: conflicts.map(({ json }) => json) };
}

describe('Contact Sync with Creatio', () => {
	test.each(['password', 'oAuth2'] as const)('brings new contacts of both sides over with the login "%s"; a rerun writes nothing', async (login) => {
		inCreatio('Malá');
		place.inGoogle('Novák', 'Creatio');

		expect((await run({}, login)).changes).toEqual(['create new crm', 'create new google']);
		expect(creatioLines()).toEqual(['Eva Malá malá@example.com (in)', 'Jan Novák novák@example.com (in)']);
		expect(await place.googleLines()).toEqual(['Eva Malá malá@example.com [Creatio]', 'Jan Novák novák@example.com [Creatio]']);

		await run({}, login);
		const before = place.held();
		expect((await run({}, login)).changes).toEqual([]);
		expect(place.writes().filter((op) => !/login|token|batch/i.test(op))).toEqual([]);
		expect(place.held()).toEqual(before);
	});

	test('carries an edit of each side over, settles a conflict, and takes out who left on either side', async () => {
		const [edited, clashing, leaving] = [inCreatio('Malá'), inCreatio('Sporná'), inCreatio('Odchozí')];
		for (const lastName of ['Novák', 'Bývalý']) place.inGoogle(lastName, 'Creatio');
		await run();
		await run();

		place.hand('creatio', 'row.update', { id: edited, Surname: 'Velká' });
		place.hand('google', 'person.update', { resourceName: await place.googleId('Novák'), person: { names: [{ givenName: 'Jan', familyName: 'Starý' }] } });
		place.hand('creatio', 'row.update', { id: clashing, Surname: 'Crmová' });
		place.hand('google', 'person.update', { resourceName: await place.googleId('Sporná'), person: { names: [{ givenName: 'Eva', familyName: 'Googlová' }] } });
		place.hand('creatio', 'folder.take', { folderId, id: leaving });
		place.hand('google', 'label.remove', { resourceName: await place.googleId('Bývalý'), label: 'Creatio' });

		const { conflicts } = await run({ options: { conflict: 'crm' } });
		expect(conflicts).toEqual([expect.objectContaining({ kind: 'bothChanged', field: 'name', crm: 'Eva Crmová', google: 'Eva Googlová', winner: 'crm' })]);
		expect(creatioLines()).toEqual(['Eva Crmová sporná@example.com (in)', 'Eva Odchozí odchozí@example.com', 'Eva Velká malá@example.com (in)', 'Jan Bývalý bývalý@example.com', 'Jan Starý novák@example.com (in)']);
		expect(await place.googleLines()).toEqual(['Eva Crmová sporná@example.com [Creatio]', 'Eva Odchozí odchozí@example.com []', 'Eva Velká malá@example.com [Creatio]', 'Jan Bývalý bývalý@example.com []', 'Jan Starý novák@example.com [Creatio]']);
	});

	test('lists the static folders to choose from', async () => {
		const setting: NodeSetting = { type: 'contactSync', parameters: { crm: 'creatio', scope: 'group' }, credentials: { ...creatioCredentials(place).password, ...place.google } };
		const { results } = await engine.search(setting, 'searchGroups', 'phone');
		expect(results).toEqual([{ name: 'Phone book', value: folderId }]);
	});
});

describe('CRM Trigger with Creatio', () => {
	test('reports what is new, changed and out of the group from its start on, each once', async () => {
		const id = inCreatio('Malá');
		place.wait();
		const trigger = engine.trigger({ type: 'crmTrigger', parameters: { ...ofGroup(), reportLeaving: true }, credentials: creatioCredentials(place).password });
		const poll = async (): Promise<string[]> => {
			place.wait();
			return ((await trigger.poll()) ?? []).map(({ event, lastName }) => `${String(event)} ${String(lastName)}`);
		};
		expect(await poll()).toEqual([]);

		inCreatio('Nová');
		expect(await poll()).toEqual(['created Nová']);
		place.hand('creatio', 'row.update', { id, Surname: 'Velká' });
		expect(await poll()).toEqual(['updated Velká']);
		expect(await poll()).toEqual([]);
		trigger.restart(trigger.saved());
		place.hand('creatio', 'folder.take', { folderId, id });
		expect(await poll()).toEqual(['left Velká']);
		expect(await poll()).toEqual([]);
	});

	test('reports what exists once, when asked to', async () => {
		inCreatio('Malá');
		place.wait();
		const trigger = engine.trigger({ type: 'crmTrigger', parameters: { ...ofGroup(), includeExisting: true }, credentials: creatioCredentials(place).password });
		expect((await trigger.poll())?.map(({ event, lastName }) => [event, lastName])).toEqual([['created', 'Malá']]);
		expect(await trigger.poll()).toBeNull();
	});
});

test('CRM Contact puts a contact of Creatio into a group, and the second time there is nothing to do', async () => {
	const id = String(place.hand('creatio', 'row.create', { Surname: 'Malá', GivenName: 'Eva', Name: 'Malá Eva', Email: 'malá@example.com' }).id);
	place.wait();
	const setting: NodeSetting = { type: 'crmContact', parameters: { resource: 'group', operation: 'add', crm: 'creatio', group: { __rl: true, mode: 'id', value: folderId }, contactId: `person:${id}` }, credentials: creatioCredentials(place).password };
	const texts = async (): Promise<unknown[]> => ((await engine.run(setting, [{}]))[0] ?? []).map(({ json }) => json.text);

	expect(await texts()).toEqual(['Was put into the group.']);
	expect(creatioLines()).toEqual(['Eva Malá malá@example.com (in)']);
	expect(await texts()).toEqual(['Is in the group already.']);
});
