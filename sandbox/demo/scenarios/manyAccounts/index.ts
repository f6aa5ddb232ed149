import { defaultSeed } from '../../../kit';
import type { WorkflowFile } from '../../../n8n/launcher';
import { googleCredential, googleType, raynetCredential, references } from '../../credentials';
import { importWorkflow } from '../../setUp';
import { readTemplate } from '../../workflows';
import { openPhone, type Phone } from '../phone';
import { openRaynet, type RaynetDesk } from '../raynetToGoogle/raynet';
import { liftMinuteQuota, playStory, type Chapter } from '../story';
import type { Report, Scenario, Stage } from '../types';
import { pause, workersOf, type Watched } from '../watch';

const id = 'demoRaynetManyGoogle';
const label = 'RAYNET CRM';
const accounts = ['north', 'south'] as const;
type Account = (typeof accounts)[number];

/** The sandbox makes its last three people the users of Raynet; these two own contacts. */
const owners: Record<Account, number> = { north: defaultSeed.people - 2, south: defaultSeed.people - 1 };
const nodes: Record<Account, string> = { north: 'Contacts of Colleague 1', south: 'Contacts of Colleague 2' };

export const manyAccounts: Scenario = {
	title: 'Raynet with the Google accounts of two colleagues',
	credentials: (url) => [raynetCredential(url), ...accounts.map((account) => googleCredential(url, account))],
	workflow: (root) => oneForEach(root, 10),
	run,
};

/** The template, with a Google account and an owner for each of two colleagues. */
function oneForEach(root: string, secondsInterval: number): WorkflowFile & { id: string } {
	const credentials = references([raynetCredential(''), googleCredential('', 'north')]);
	const ownerOf = (account: Account) => ({ owner: { __rl: true, mode: 'id', value: String(owners[account]) } });
	const parameters = {
		'Every 15 Minutes': { rule: { interval: [{ field: 'seconds', secondsInterval }] } },
		[nodes.north]: ownerOf('north'),
		[nodes.south]: ownerOf('south'),
	};
	const workflow = readTemplate(root, 'raynet-and-many-google-accounts.json', { id, credentials, parameters });
	const south = references([googleCredential('', 'south')])[googleType];
	return { ...workflow, id, nodes: workflow.nodes.map((node) => (node.name === nodes.south && south ? { ...node, credentials: { ...node.credentials, [googleType]: south } } : node)) };
}

interface Desk {
	stage: Stage;
	raynet: RaynetDesk;
	phones: Record<Account, Phone>;
	watched: Watched;
	/** Raynet's keys by family name. */
	keys: Map<string, string>;
}

async function run(stage: Stage): Promise<Report> {
	liftMinuteQuota(stage);
	const { baseUrl } = stage.sandbox;
	const workflow = oneForEach(stage.root, 5);
	const phones = { north: openPhone(baseUrl, 'north'), south: openPhone(baseUrl, 'south') };
	const desk: Desk = { stage, raynet: openRaynet(baseUrl), phones, watched: { workflow, workers: workersOf(workflow) }, keys: new Map() };
	await comeIn(desk, 'Stálá', 'north');
	await comeIn(desk, 'Předaná', 'north');
	const google = (): number => phones.north.requests() + phones.south.requests();
	const report = await playStory(stage, desk.watched, { raynet: desk.raynet.requests, google }, chapters(desk));
	if (report.problems.length > 0) return report;
	return { steps: report.steps, problems: await oneFails(desk) };
}

async function comeIn({ raynet, keys }: Desk, lastName: string, account: Account): Promise<void> {
	keys.set(lastName, await raynet.create({ firstName: 'Eva', lastName, owner: owners[account], contactInfo: { tel1: `+420 609 000 10${keys.size}`, tel1Type: 'mobil' } }));
}

function chapters(desk: Desk): Chapter[] {
	return [
		{ name: 'Two colleagues: first sync, on demand', act: () => firstSync(desk), problems: () => sidesDiffer(desk) },
		{ name: 'Two colleagues: another owner, and a newcomer on a phone', act: () => handOver(desk), problems: () => handOverMissing(desk) },
	];
}

async function firstSync({ stage, watched: { workflow } }: Desk): Promise<void> {
	await importWorkflow(stage.client, workflow);
	await stage.client.runByHand(workflow.id, 'On Demand');
}

/** Each colleague has those of their own, and nobody else's. */
async function sidesDiffer({ raynet, phones }: Desk): Promise<string[]> {
	const people = [...(await raynet.sources()).values()].filter(({ key }) => key.startsWith('person:'));
	const problems = accounts.map(async (account) => {
		const own = people.filter(({ owner }) => owner === String(owners[account])).map(({ card }) => `${card.given} ${card.family}`.trim());
		const inside = (await phones[account].everybodyIn(label)).map(({ given, family }) => `${given} ${family}`.trim());
		return own.sort().join() === inside.sort().join() ? [] : [`${account} has ${inside.length} contacts in the label, and owns ${own.length} in Raynet, or not the same ones.`];
	});
	return (await Promise.all(problems)).flat();
}

async function handOver({ stage, watched, raynet, phones, keys }: Desk): Promise<void> {
	await stage.client.publish(watched.workflow.id);
	await raynet.update(keys.get('Předaná') ?? '', { owner: owners.south });
	const kept = (await phones.north.inLabel(label)).get('Stálá');
	await phones.north.edit(kept?.resourceName ?? '', { biographies: [{ value: 'Noted up north.' }] });
	await phones.south.create({ names: [{ givenName: 'Jan', familyName: 'Jižní' }], phoneNumbers: [{ value: '+420 606 000 555', type: 'mobile' }] }, label);
}

async function handOverMissing(desk: Desk): Promise<string[]> {
	const { raynet, phones, keys } = desk;
	const [north, south, sources] = [await phones.north.inLabel(label), await phones.south.inLabel(label), await raynet.sources()];
	const created = [...sources.values()].filter(({ card }) => card.family === 'Jižní');
	return [
		...(north.has('Předaná') ? ['The contact with another owner is still on the phone of the first colleague.'] : []),
		...(south.has('Předaná') ? [] : ['The contact with another owner is not on the phone of the second colleague.']),
		...(sources.get(keys.get('Stálá') ?? '')?.card.note === 'Noted up north.' ? [] : ['The note from the phone is not in Raynet.']),
		...(created.length === 1 && created[0]?.owner === String(owners.south) ? [] : ['The newcomer on the phone is not in Raynet once, as the colleague\'s own.']),
		...(await sidesDiffer(desk)),
	];
}

/** Google refuses the first account; the second one is synced all the same, and the execution says what failed. */
async function oneFails(desk: Desk): Promise<string[]> {
	const { stage, phones, watched } = desk;
	stage.progress('Two colleagues: one of them is refused, the other one is synced all the same');
	await pause(stage, watched);
	await comeIn(desk, 'Pozdní', 'south');
	const body = { error: { code: 403, message: 'The caller does not have permission', status: 'PERMISSION_DENIED' } };
	stage.sandbox.fault({ service: 'google', op: '*', times: 1, effect: { kind: 'answer', status: 403, body } });
	const { status, error } = await stage.client.runByHand(watched.workflow.id, 'On Demand');
	stage.sandbox.clearFaults();
	return [
		...(status === 'error' && error?.startsWith('1 of the colleagues\' syncs failed') ? [] : [`The execution ended with "${status}" and said "${error ?? ''}".`]),
		...((await phones.south.inLabel(label)).has('Pozdní') ? [] : ['The other colleague was not synced.']),
	];
}
