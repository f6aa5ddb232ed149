import type { IDataObject } from 'n8n-workflow';
import { googleAccounts } from '../../sandbox/google';
import { raynetAccounts } from '../../sandbox/raynet/accounts';
import type { CredentialStore } from './credentialStore';
import { startEngine, type Engine } from './engine';
import { googleCredential, openPlace, raynetCredential, type Place } from './place';

/** Several flows of Contact Sync that meet in one account. */
let engine: Engine;
let place: Place;
beforeAll(async () => {
	engine = await startEngine();
});
beforeEach(async () => {
	place = await openPlace({ realtime: false, startAt: Date.parse('2026-03-02T10:00:00Z') });
});
afterEach(() => place.sandbox.close());

interface Flow {
	run(): Promise<string[]>;
}

interface FlowSetting {
	crm?: keyof typeof raynetAccounts;
	google?: keyof typeof googleAccounts;
	label?: string;
	tag?: string;
}

/** One active workflow with a Contact Sync node. */
function flow({ crm = 'acme', google = 'owner', label = 'RAYNET CRM', tag = 'VIP' }: FlowSetting): Flow {
	const stored: { staticData: IDataObject } = { staticData: {} };
	const credentials: CredentialStore = {
		raynetContactSyncApi: raynetCredential(place.sandbox.url('raynet'), raynetAccounts[crm]),
		googleContactsSyncOAuth2Api: googleCredential(place.sandbox.url('google'), googleAccounts[google]),
	};
	const parameters = { records: 'person', scope: 'tag', tag: { __rl: true, mode: 'name', value: tag }, label: { __rl: true, mode: 'name', value: label } };
	return {
		async run() {
			place.sandbox.clock.advance(600_000);
			const [changes = []] = await engine.run({ type: 'contactSync', parameters, credentials, stored }, [{}]);
			return changes.map(({ json: { action, reason, sides } }) => [action, reason, ...((sides ?? []) as string[])].join(' '));
		},
	};
}

/** Three rounds of all flows; what each of them did. */
async function rounds(...flows: Flow[]): Promise<string[][]> {
	const told: string[][] = [];
	for (let round = 1; round <= 3; round += 1) {
		if (round === 3) place.sandbox.clearCalls();
		for (const one of flows) told.push(await one.run());
	}
	return told;
}

const READS = ['person.list', 'person.detail', 'groups.list', 'connections.list'];
const writes = (): string[] => [...place.ops('raynet'), ...place.ops('google')].filter((op) => !READS.includes(op));

const person = (lastName: string, tags: string[], instance = 'acme'): number => Number(place.hand('raynet', 'person.create', { instance, firstName: 'Eva', lastName, tags, contactInfo: { email: `${lastName.toLowerCase()}@example.com` } }).id);

/** "Eva Malá [label, label] note" of everybody in a Google account, by plain HTTP. */
async function lines(account: keyof typeof googleAccounts = 'owner'): Promise<string[]> {
	const headers = { authorization: `Bearer ${googleAccounts[account].accessToken}` };
	const get = async (path: string): Promise<IDataObject> => (await (await fetch(`${place.sandbox.url('google')}/v1/${path}`, { headers })).json()) as IDataObject;
	const groups = ((await get('contactGroups?pageSize=1000')).contactGroups ?? []) as Array<{ resourceName: string; name: string }>;
	const names = new Map(groups.map(({ resourceName, name }) => [resourceName, name]));
	const people = ((await get('people/me/connections?pageSize=1000&personFields=names,memberships,biographies')).connections ?? []) as Array<{
		resourceName: string;
		names?: Array<{ familyName?: string }>;
		biographies?: Array<{ value: string }>;
		memberships?: Array<{ contactGroupMembership: { contactGroupResourceName: string } }>;
	}>;
	ids = new Map(people.map((one) => [one.names?.[0]?.familyName ?? '', one.resourceName]));
	return people
		.map(({ names: own, biographies, memberships = [] }) => {
			const labels = memberships.map(({ contactGroupMembership: one }) => names.get(one.contactGroupResourceName) ?? '').filter((name) => name !== 'myContacts');
			return [own?.[0]?.familyName, `[${labels.sort().join(', ')}]`, biographies?.[0]?.value].filter(Boolean).join(' ');
		})
		.sort();
}

/** Resource names by family name, as the last call of `lines` saw them. */
let ids = new Map<string, string>();

test('two Google accounts on one scope: an edit in one reaches the other, leaving in one dissolves that pair only, and the last round writes nothing', async () => {
	const id = person('Malá', ['VIP']);
	person('Nová', ['VIP']);
	const [owner, colleague] = [flow({}), flow({ google: 'colleague' })];
	await rounds(owner, colleague);
	expect([writes(), await lines(), await lines('colleague')]).toEqual([[], ['Malá [RAYNET CRM]', 'Nová [RAYNET CRM]'], ['Malá [RAYNET CRM]', 'Nová [RAYNET CRM]']]);

	place.hand('google', 'person.update', { account: 'colleague', resourceName: ids.get('Malá'), person: { biographies: [{ value: 'from the phone' }] } });
	await rounds(colleague, owner);
	expect([writes(), (await lines())[0], (await lines('colleague'))[0]]).toEqual([[], 'Malá [RAYNET CRM] from the phone', 'Malá [RAYNET CRM] from the phone']);

	place.hand('google', 'label.remove', { account: 'colleague', resourceName: ids.get('Malá'), label: 'RAYNET CRM' });
	await rounds(colleague, owner);
	expect([writes(), (await lines())[0], (await lines('colleague'))[0]]).toEqual([[], 'Malá [RAYNET CRM] from the phone', 'Malá [] from the phone']);
	const { instances } = place.sandbox.service('raynet').dump() as { instances: { acme: { people: Array<{ id: number; tags: string[] }> } } };
	expect(instances.acme.people.find((one) => one.id === id)?.tags).toEqual(['VIP']);
});

test('two labels for two tags of one CRM: who has both is one contact with both labels, and leaving one stays in the other', async () => {
	const both = person('Malá', ['VIP', 'Press']);
	person('Nová', ['VIP']);
	person('Bílá', ['Press']);
	const [vip, press] = [flow({}), flow({ tag: 'Press', label: 'Press' })];
	await rounds(vip, press);
	expect([writes(), await lines()]).toEqual([[], ['Bílá [Press]', 'Malá [Press, RAYNET CRM]', 'Nová [RAYNET CRM]']]);

	place.hand('raynet', 'person.untag', { id: both, tag: 'Press' });
	place.hand('google', 'person.update', { resourceName: ids.get('Malá'), person: { biographies: [{ value: 'from the phone' }] } });
	await rounds(vip, press);
	expect([writes(), await lines()]).toEqual([[], ['Bílá [Press]', 'Malá [RAYNET CRM] from the phone', 'Nová [RAYNET CRM]']]);
});

test('two CRMs on one Google account: the person who is in both is one contact with an entry of each, and the last round writes nothing', async () => {
	person('Malá', ['VIP']);
	person('Malá', ['VIP'], 'beta');
	person('Nová', ['VIP'], 'beta');
	const [acme, beta] = [flow({}), flow({ crm: 'beta', label: 'Beta' })];
	const told = await rounds(acme, beta);
	expect(told.slice(0, 2)).toEqual([['create new google'], ['update linked google', 'create new google']]);
	expect([writes(), await lines()]).toEqual([[], ['Malá [Beta, RAYNET CRM]', 'Nová [Beta]']]);

	place.hand('google', 'person.update', { resourceName: ids.get('Malá'), person: { biographies: [{ value: 'from the phone' }] } });
	await rounds(beta, acme);
	expect(writes()).toEqual([]);
	const { instances } = place.sandbox.service('raynet').dump() as { instances: Record<string, { people: Array<{ values: { lastName: string; notice?: string } }> }> };
	const noteIn = (instance: string): unknown => instances[instance]?.people.find(({ values }) => values.lastName === 'Malá')?.values.notice;
	expect([noteIn('acme'), noteIn('beta')]).toEqual(['from the phone', 'from the phone']);

	await expect(flow({ crm: 'beta' }).run()).rejects.toMatchObject({ message: expect.stringContaining('another CRM account') });
});
