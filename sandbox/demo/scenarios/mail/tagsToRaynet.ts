import { ecomailCredential, raynetCredential } from '../../credentials';
import { publishWorkflow } from '../../setUp';
import { at } from '../http';
import { openRaynet, type RaynetDesk } from '../raynetToGoogle/raynet';
import type { Report, Scenario, Stage } from '../types';
import type { Watched } from '../watch';
import { deliveriesOf, openEcomail, type EcomailDesk } from './ecomail';
import { effectsOf, emailTagType, emailTriggerType, listOf, mailWorkflow, playChapters, post, secret, seededList, webhookUrl, type MailChapter, type MailWorkflow } from './flow';
import { openOffice, type Office } from './office';

const template = 'ecomail-tags-to-raynet.json';
const id = 'demoEcomailTags';

export const tagsToRaynet: Scenario = {
	title: 'Ecomail tags to Raynet',
	credentials: (url) => [raynetCredential(url), ecomailCredential(url)],
	workflow: (root) => workflow(root, seededList),
	prepare: async (sandboxUrl, n8nUrl) => void (await automations(openEcomail(sandboxUrl), n8nUrl)),
	run,
};

function workflow(root: string, list: number): MailWorkflow {
	return mailWorkflow(root, template, { id, parameters: { [emailTriggerType]: { secret }, [emailTagType]: listOf(list) } });
}

interface Desk {
	stage: Stage;
	raynet: RaynetDesk;
	office: Office;
	ecomail: EcomailDesk;
	list: number;
	watched: Watched;
	/** Automations of Ecomail by what they do. */
	pipelines: ReadonlyMap<string, number>;
	/** Tags that the records of the story have to have, by key in Raynet. */
	wanted: Map<string, string[]>;
	keys: string[];
	/** Everybody else's tags before the flow began. */
	others: Map<string, string>;
}

async function run(stage: Stage): Promise<Report> {
	const { baseUrl } = stage.sandbox;
	const ecomail = openEcomail(baseUrl);
	const [raynet, office] = [openRaynet(baseUrl), openOffice(baseUrl)];
	const list = await ecomail.newList('Štítky');
	const others = new Map((await office.addressees()).map(({ key, tags }) => [key, tags.join()]));
	const watched: Watched = { workflow: workflow(stage.root, list), workers: ['Add the Tag', 'Take the Tag Off'] };
	const desk: Desk = { stage, raynet, office, ecomail, list, watched, pipelines: await automations(ecomail, stage.server.baseUrl), wanted: new Map(), keys: [], others };
	await people(desk);
	const own = { raynet: () => raynet.requests() + office.requests(), ecomail: ecomail.requests };
	const report = await playChapters(stage, [watched], own, chapters(desk));
	return report.problems.length > 0 ? report : { ...report, problems: await repeated(desk) };
}

/** Three in both systems, of whom two share an address in Raynet, and one whom Raynet does not know. */
async function people({ raynet, ecomail, list, keys }: Desk): Promise<void> {
	const person = async (lastName: string, contactInfo: object, tags: string[]): Promise<void> => void keys.push(await raynet.create({ firstName: 'Jana', lastName, contactInfo, tags }));
	await person('Štítková', { email: 'stitkova@example.org' }, ['klub']);
	await person('Společná', { email: 'spolecna@example.org' }, ['VIP', 'klub']);
	await person('Společná', { email: 'jiny@example.org', email2: 'Spolecna@example.org' }, []);
	for (const email of ['stitkova@example.org', 'spolecna@example.org', 'neznama@example.org']) await ecomail.put(list, email);
}

/** In Ecomail a step that tags, and beside it the step that tells. Two of them tell an address where nobody is. */
async function automations(ecomail: EcomailDesk, n8nUrl: string): Promise<Desk['pipelines']> {
	const url = `${webhookUrl(n8nUrl, id, 'Tag Step in Ecomail')}?token=${secret}`;
	const create = async (name: string, type: 'tag' | 'untag', tag: string, told: string): Promise<number> =>
		Number(at(await ecomail.hand('pipeline.create', { name, actions: [{ type, properties: { tag } }, { type: 'webhook', properties: { url: told } }] }), 'id'));
	return new Map([
		['add', await create('Z nás je VIP', 'tag', 'VIP', `${url}&tag=VIP&do=add`)],
		['remove', await create('Už není VIP', 'untag', 'VIP', `${url}&tag=VIP&do=remove`)],
		['unsentAdd', await create('Zájemci', 'tag', 'zájemce', `${n8nUrl}/webhook/nobody-is-here`)],
		['unsentRemove', await create('VIP skončilo', 'untag', 'VIP', `${n8nUrl}/webhook/nobody-is-here`)],
	]);
}

function chapters(desk: Desk): MailChapter[] {
	const { stage, raynet, watched, wanted, keys } = desk;
	const [single = '', first = '', second = ''] = keys;
	const problems = (): Promise<string[]> => wrongIn(desk);
	return [
		{
			name: 'Tag steps',
			problems,
			async act() {
				await publishWorkflow(stage.client, watched.workflow);
				await enter(desk, 'add', ['stitkova@example.org', 'neznama@example.org']);
				await enter(desk, 'remove', ['spolecna@example.org']);
				for (const [key, tags] of [[single, ['VIP', 'klub']], [first, ['klub']], [second, []]] as const) wanted.set(key, [...tags]);
			},
		},
		{
			name: 'In the morning',
			problems,
			async act() {
				// These steps were told to nobody; only Ecomail knows of them.
				await enter(desk, 'unsentAdd', ['spolecna@example.org']);
				await enter(desk, 'unsentRemove', ['stitkova@example.org']);
				await stage.client.runByHand(watched.workflow.id, 'Every Morning');
				wanted.set(single, ['klub']).set(first, ['klub', 'zájemce']).set(second, ['zájemce']);
			},
		},
		{
			name: 'People in Raynet',
			problems,
			async act() {
				// What they give and take themselves is theirs, whatever Ecomail has.
				await raynet.untag(first, 'zájemce');
				await raynet.tag(single, 'VIP');
				await stage.client.runByHand(watched.workflow.id, 'Every Morning');
				wanted.set(single, ['VIP', 'klub']).set(first, ['klub']);
			},
		},
	];
}

async function enter({ ecomail, pipelines }: Desk, pipeline: 'add' | 'remove' | 'unsentAdd' | 'unsentRemove', emails: readonly string[]): Promise<void> {
	for (const email of emails) await ecomail.hand('pipeline.enter', { id: pipelines.get(pipeline), email });
	await ecomail.hand('deliveries.settled', {});
}

async function wrongIn({ office, wanted, others }: Desk): Promise<string[]> {
	const all = await office.addressees();
	const changed = all.flatMap(({ key, tags }) => (others.has(key) && others.get(key) !== tags.join() ? [`${key}, who is not of the story, has other tags than before.`] : []));
	const story = [...wanted].flatMap(([key, tags]) => {
		const has = [...(all.find((one) => one.key === key)?.tags ?? [])].sort().join(', ');
		const should = [...tags].sort().join(', ');
		return has === should ? [] : [`${key} has the tags ${has || 'none'}, not ${should || 'none'}.`];
	});
	const known = new Set([...others.keys(), ...wanted.keys()]);
	return [...changed, ...story, ...all.filter(({ key }) => !known.has(key)).map(({ key }) => `${key} was created.`)];
}

/** The same step again, the mirror again, and a call without the secret. */
async function repeated(desk: Desk): Promise<string[]> {
	const { stage, watched, ecomail } = desk;
	stage.progress('the same step again, the morning again, and a call without the secret');
	const again = await effectsOf(stage, watched, 'raynet', 1, () => enter(desk, 'add', ['stitkova@example.org']));
	const mirror = await effectsOf(stage, watched, 'raynet', 1, async () => void (await stage.client.runByHand(watched.workflow.id, 'Every Morning')));
	const url = webhookUrl(stage.server.baseUrl, watched.workflow.id, 'Tag Step in Ecomail');
	const statuses = (await deliveriesOf(ecomail)).filter((one) => one.url.startsWith(url)).map(({ status }) => status);
	const foreign = await post(`${url}?token=guessed&tag=VIP&do=add`, { pipeline: 1, email: 'stitkova@example.org' });
	return [
		...(again.executions === 1 && again.writes === 0 ? [] : [`The same step again led to ${again.executions} executions and ${again.writes} writes.`]),
		...(mirror.writes === 0 ? [] : ['The morning after, which had nothing to do, wrote to Raynet.']),
		...(statuses.every((status) => status === 200) ? [] : [`n8n answered steps with ${statuses.join(', ')}.`]),
		...(foreign === 401 ? [] : [`A call without the secret was answered with ${foreign}.`]),
		...(await wrongIn(desk)),
	];
}
