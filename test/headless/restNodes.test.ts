import type { IDataObject } from 'n8n-workflow';
import { simpleCrmPreset } from '../../connectors/crm/rest';
import { startEngine, type Engine, type NodeSetting } from './engine';
import { openOtherPlace, restCredential, type OtherPlace } from './otherCrms';

let engine: Engine;
let place: OtherPlace;
let stored: { staticData: IDataObject };
beforeAll(async () => {
	engine = await startEngine();
});
beforeEach(async () => {
	place = await openOtherPlace();
	place.hand('google', 'label.create', { label: 'SimpleCRM' });
	stored = { staticData: {} };
});
afterEach(() => place.sandbox.close());

const TAG = { scope: 'tag', tag: { __rl: true, mode: 'name', value: 'Google' } };

function inSimpleCrm(lastName: string, values: IDataObject = {}): string {
	return String(place.hand('rest-reference', 'record.create', { personality: 'register', values: { firstName: 'Eva', lastName, email: `${lastName.toLowerCase()}@example.com`, ...values }, tags: ['Google'] }).id);
}

/** "Eva Malá malá@example.com [Google]" */
function simpleCrmLines(): string[] {
	const { register } = place.sandbox.service('rest-reference').dump() as { register: Array<{ document: { nom: string; prenom: string; email_prive: string; etiquettes: string[] } }> };
	return register.map(({ document: { nom, prenom, email_prive: email, etiquettes } }) => [prenom, nom, email, `[${etiquettes.join(', ')}]`].filter(Boolean).join(' ')).sort();
}

function setting(parameters: IDataObject = {}): NodeSetting {
	return { type: 'contactSync', parameters: { crm: 'simpleCrm', ...TAG, ...parameters }, credentials: { ...restCredential(place, 'register'), ...place.google }, stored };
}

async function run(parameters: IDataObject = {}): Promise<{ changes: string[]; conflicts: IDataObject[] }> {
	place.wait();
	place.sandbox.clearCalls();
	const [changes = [], conflicts = []] = await engine.run(setting(parameters), [{}]);
	return { changes: changes.map(({ json }) => [json.action, json.reason, ...((json.sides ?? []) as string[])].join(' ')).sort(), conflicts: conflicts.map(({ json }) => json) };
}

describe('Contact Sync with Simple CRM', () => {
	test('brings new contacts of both sides over in one run; a rerun writes nothing', async () => {
		inSimpleCrm('Malá');
		place.inGoogle('Novák', 'SimpleCRM');

		expect((await run()).changes).toEqual(['create new crm', 'create new google']);
		expect(simpleCrmLines()).toEqual(['Eva Malá malá@example.com [Google]', 'Jan Novák novák@example.com [Google]']);
		expect(await place.googleLines()).toEqual(['Eva Malá malá@example.com [SimpleCRM]', 'Jan Novák novák@example.com [SimpleCRM]']);

		await run();
		const before = place.held();
		expect((await run()).changes).toEqual([]);
		expect(place.writes()).toEqual([]);
		expect(place.held()).toEqual(before);
	});

	test('carries an edit of each side over, settles a conflict, and takes out who left on either side', async () => {
		const [edited, clashing, leaving] = [inSimpleCrm('Malá'), inSimpleCrm('Sporná'), inSimpleCrm('Odchozí')];
		for (const lastName of ['Novák', 'Bývalý']) place.inGoogle(lastName, 'SimpleCRM');
		await run();
		await run();

		const hand = (action: string, args: Record<string, unknown>): unknown => place.hand('rest-reference', action, { personality: 'register', ...args });
		hand('record.update', { id: edited, values: { lastName: 'Velká' } });
		place.hand('google', 'person.update', { resourceName: await place.googleId('Novák'), person: { names: [{ givenName: 'Jan', familyName: 'Starý' }] } });
		hand('record.update', { id: clashing, values: { lastName: 'Crmová' } });
		place.hand('google', 'person.update', { resourceName: await place.googleId('Sporná'), person: { names: [{ givenName: 'Eva', familyName: 'Googlová' }] } });
		hand('record.untag', { id: leaving, tag: 'Google' });
		place.hand('google', 'label.remove', { resourceName: await place.googleId('Bývalý'), label: 'SimpleCRM' });

		const { conflicts } = await run({ options: { conflict: 'crm' } });
		expect(conflicts).toEqual([expect.objectContaining({ kind: 'bothChanged', field: 'name', crm: 'Eva Crmová', google: 'Eva Googlová', winner: 'crm' })]);
		expect(simpleCrmLines()).toEqual(['Eva Crmová sporná@example.com [Google]', 'Eva Odchozí odchozí@example.com []', 'Eva Velká malá@example.com [Google]', 'Jan Bývalý bývalý@example.com []', 'Jan Starý novák@example.com [Google]']);
		expect(await place.googleLines()).toEqual(['Eva Crmová sporná@example.com [SimpleCRM]', 'Eva Odchozí odchozí@example.com []', 'Eva Velká malá@example.com [SimpleCRM]', 'Jan Bývalý bývalý@example.com []', 'Jan Starý novák@example.com [SimpleCRM]']);
	});

	test('links the record with the lowest id where several fit, as its profile says, or reports them when told so', async () => {
		const shared = { firstName: 'Jan', lastName: 'Novák', email: 'novák@example.com' };
		for (let n = 0; n < 2; n++) place.hand('rest-reference', 'record.create', { personality: 'register', values: shared });
		place.inGoogle('Novák', 'SimpleCRM');

		expect((await run({ operation: 'preview', options: { ambiguity: 'report' } })).changes).toEqual(['skip ambiguous']);
		const { conflicts } = await run();
		expect(conflicts).toEqual([expect.objectContaining({ kind: 'severalFit', text: '2 records of the CRM fit; the one with the lowest ID was linked. Give each contact an address of its own.' })]);
		expect(simpleCrmLines()).toEqual(['Jan Novák novák@example.com [Google]', 'Jan Novák novák@example.com []']);
	});

	test('syncs the first of several contacts with one e-mail address, and tells of the others', async () => {
		for (let n = 0; n < 2; n++) inSimpleCrm('Malá');
		expect((await run()).changes).toEqual(['create new google', 'skip notFirst']);
		expect(await place.googleLines()).toEqual(['Eva Malá malá@example.com [SimpleCRM]']);
		expect((await run({ read: 'everything' })).changes).toEqual(['skip notFirst']);
	});

	test('says before the first run how many contacts have no e-mail address to be recognised by', async () => {
		inSimpleCrm('Malá', { email: '' });
		inSimpleCrm('Nová');
		place.inGoogle('Novák', 'SimpleCRM');
		const told = async (operation: string): Promise<IDataObject> => {
			place.wait();
			const [, , summary = []] = await engine.run(setting({ operation }), [{}]);
			const { withoutMatchKey, matchKeyText } = summary[0]?.json ?? {};
			return { withoutMatchKey, matchKeyText } as IDataObject;
		};
		const matchKeyText = '1 new contact (1 in the CRM, 0 in Google) cannot be recognised on the other side: they have no e-mail address to be recognised by. Each is created there, even if it is there already.';
		expect(await told('preview')).toEqual({ withoutMatchKey: { crm: 1, google: 0 }, matchKeyText });
		expect(await told('sync')).toEqual({ withoutMatchKey: { crm: 1, google: 0 }, matchKeyText });
		expect(await told('sync')).toEqual({ withoutMatchKey: { crm: 0, google: 0 } });
	});

	test('names every slot that is empty, before anything is sent', async () => {
		const empty = restCredential(place, 'register').restCrmContactSyncApi ?? {};
		const credentials = { restCrmContactSyncApi: { ...empty, simpleCrmProfile: JSON.stringify(simpleCrmPreset, null, 2), baseUrl: '' }, ...place.google };
		await expect(engine.run({ ...setting(), credentials }, [{}])).rejects.toMatchObject({
			message: expect.stringMatching(/^The profile of Simple CRM is not ready\. Base URL in the credential is empty; .*paths\.list \(line \d+\) is empty.*fields\.lastName \(line \d+\) is empty/),
		});
		expect(place.sandbox.calls('rest-reference')).toEqual([]);
	});

	test('refuses a credential of another REST CRM', async () => {
		const credentials = { ...restCredential(place, 'ledger'), ...place.google };
		await expect(engine.run({ ...setting(), credentials }, [{}])).rejects.toMatchObject({ message: expect.stringMatching(/^This credential is for Custom REST CRM\./) });
	});
});

describe('A Custom REST CRM', () => {
	test.each(['ledger', 'cards', 'binder'] as const)('of the kind "%s" syncs both ways, and a rerun writes nothing', async (personality) => {
		place.hand('rest-reference', 'record.create', { personality, values: { lastName: 'Malá', firstName: 'Eva', email: 'malá@example.com' } });
		place.hand('google', 'label.create', { label: 'CRM' });
		place.inGoogle('Novák', 'CRM');
		const of: NodeSetting = { type: 'contactSync', parameters: { crm: 'customRest' }, credentials: { ...restCredential(place, personality), ...place.google }, stored };
		const actions = async (): Promise<string[]> => {
			place.wait();
			place.sandbox.clearCalls();
			return ((await engine.run(of, [{}]))[0] ?? []).map(({ json }) => `${String(json.action)} ${String(json.reason)}`);
		};
		expect(await actions()).toEqual(['create new', 'create new']);
		expect(await place.googleLines()).toEqual(['Eva Malá malá@example.com [CRM]', 'Jan Novák novák@example.com [CRM]']);
		await actions();
		expect(await actions()).toEqual([]);
		expect(place.writes()).toEqual([]);
	});

	test.each(['ledger', 'cards', 'binder'] as const)('of the kind "%s" is watched by CRM Trigger', async (personality) => {
		const hand = (action: string, args: Record<string, unknown>): string => String(place.hand('rest-reference', action, { personality, ...args }).id);
		const id = hand('record.create', { values: { lastName: 'Malá' } });
		place.wait();
		const trigger = engine.trigger({ type: 'crmTrigger', parameters: { crm: 'customRest' }, credentials: restCredential(place, personality) });
		const poll = async (): Promise<string[]> => {
			place.wait();
			return ((await trigger.poll()) ?? []).map(({ lastName }) => String(lastName));
		};
		expect(await poll()).toEqual([]);
		hand('record.update', { id, values: { lastName: 'Velká' } });
		expect(await poll()).toEqual(['Velká']);
		hand('record.create', { values: { lastName: 'Nová' } });
		expect(await poll()).toEqual(['Nová']);
		expect(await poll()).toEqual([]);
	});
});
