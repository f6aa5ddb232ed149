import { setTimeout as sleep } from 'node:timers/promises';
import { at, plainHttp, type PlainHttp } from '../http';
import { openRaynet, type RaynetDesk } from '../raynetToGoogle/raynet';
import type { Report, Scenario, Stage } from '../types';
import type { Watched } from '../watch';
import { ecomailCredential, raynetCredential } from '../../credentials';
import { publishWorkflow } from '../../setUp';
import { subscriberProblems, type Before } from './compare';
import { openEcomail, type EcomailDesk } from './ecomail';
import { crmTriggerType, effectsOf, emailTagType, listOf, mailWorkflow, playChapters, post, seededList, type MailChapter, type MailWorkflow } from './flow';
import { openOffice, type Office } from './office';

const template = 'raynet-to-ecomail.json';
const id = 'demoRaynetToEcomail';
const night = { pollTimes: { item: [{ mode: 'everyDay', hour: 3, minute: 0 }] } };

export const raynetToEcomail: Scenario = {
	title: 'Raynet to Ecomail in real time',
	credentials: (url) => [raynetCredential(url), ecomailCredential(url)],
	workflow: (root) => workflow(root, seededList),
	run,
};

/** The nightly poll stays at night: by day only the webhook brings anything. */
function workflow(root: string, list: number): MailWorkflow {
	return mailWorkflow(root, template, { id, parameters: { [crmTriggerType]: night, [emailTagType]: listOf(list) } });
}

interface Desk {
	stage: Stage;
	raynet: RaynetDesk;
	office: Office;
	ecomail: EcomailDesk;
	/** The hands of Raynet's own server. */
	postman: PlainHttp;
	list: number;
	watched: Watched;
	/** The account before the flow began. */
	before: Before;
	/** Keys of Raynet by the names of the story. */
	keys: Map<string, string>;
	/** Addresses that left the scope. */
	left: string[];
}

async function run(stage: Stage): Promise<Report> {
	const { baseUrl } = stage.sandbox;
	const ecomail = openEcomail(baseUrl);
	const list = await ecomail.newList('Klienti');
	await ecomail.put(list, 'stala@example.org', { name: 'Evička', surname: 'Stálá', company: 'Doma', tags: ['web'], source: 'form' });
	await ecomail.put(list, 'odhlasena@example.org', { name: 'Marie', tags: ['web'], status: 2, source: 'form' });
	await ecomail.put(list, 'cizi@example.org', { name: 'Cizí', tags: ['web'], source: 'form' });
	const desk: Desk = {
		...{ stage, ecomail, list, raynet: openRaynet(baseUrl), office: openOffice(baseUrl) },
		postman: plainHttp(`${baseUrl}/_control/control/raynet`, {}),
		watched: { workflow: workflow(stage.root, list), workers: ['Put into the List'] },
		before: { list: await ecomail.members(list), account: await ecomail.members(seededList) },
		keys: new Map(),
		left: [],
	};
	// As fast as Raynet sends when much waits; how long it pauses is no matter here.
	await desk.postman.send('POST', '/webhook.pace', { pauseMs: 500 });
	const own = { raynet: () => desk.raynet.requests() + desk.office.requests(), ecomail: ecomail.requests };
	const report = await playChapters(stage, [desk.watched], own, chapters(desk));
	return report.problems.length > 0 ? report : { ...report, problems: await repeated(desk) };
}

function chapters(desk: Desk): MailChapter[] {
	const { stage, watched } = desk;
	const problems = (): Promise<string[]> => wrongIn(desk);
	return [
		{ name: 'Everybody at first', act: () => publishWorkflow(stage.client, watched.workflow), problems },
		{ name: 'At once: newcomers', act: () => come(desk), problems },
		{ name: 'At once: opt-outs and leaving', act: () => leave(desk), problems },
		{ name: 'n8n was away', act: () => away(desk), problems },
	];
}

async function wrongIn({ office, ecomail, list, before, left }: Desk): Promise<string[]> {
	return subscriberProblems(await office.addressees(), await ecomail.members(list), before, left);
}

async function come({ raynet, keys }: Desk): Promise<void> {
	const person = (firstName: string, lastName: string, email: string, tags: string[], more: object = {}): Promise<string> =>
		raynet.create({ firstName, lastName, contactInfo: { email, tel1: '+420 601 555 010', tel1Type: 'mobil', ...more }, tags });
	keys.set('new', await person('Nora', 'Nováčková', 'nora@example.org', ['VIP', 'veletrh']));
	keys.set('existing', await person('Eva', 'Stálá', 'Stala@example.org', ['VIP']));
	keys.set('gone', await person('Marie', 'Odhlášená', 'odhlasena@example.org', ['VIP']));
	keys.set('optedOut', await person('Nikdo', 'Nechce', 'nechce@example.org', ['VIP'], { doNotSendMM: true }));
	keys.set('leaver', await person('Lev', 'Odcházející', 'lev@example.org', ['klub']));
	keys.set('noEmail', await raynet.create({ firstName: 'Bez', lastName: 'Adresy', tags: ['VIP'] }));
}

async function leave({ raynet, keys, left }: Desk): Promise<void> {
	await raynet.update(keys.get('new') ?? '', { contactInfo: { email: 'nora@example.org', tel1: '+420 601 555 010', tel1Type: 'mobil', doNotSendMM: true } });
	await raynet.invalidate(keys.get('leaver') ?? '');
	left.push('lev@example.org');
}

/** While nothing listens, Raynet has no webhook of ours; the poll that comes with publishing finds what was missed. */
async function away({ stage, raynet, watched, office }: Desk): Promise<void> {
	await stage.client.unpublish(watched.workflow.id);
	// n8n answers before it has taken its webhooks back.
	for (const limit = Date.now() + 20_000; (await office.webhooks()).length > 0; ) {
		if (Date.now() > limit) throw new Error('The webhook is still registered in Raynet after unpublishing.');
		await sleep(300, undefined, { signal: stage.signal });
	}
	// Raynet tells times by the minute, so that a poll leaves out the minute in which it comes.
	stage.sandbox.clock.advance(-65_000);
	await raynet.create({ firstName: 'Zuzana', lastName: 'Zmeškaná', contactInfo: { email: 'zuzana@example.org' }, tags: ['klub'] });
	stage.sandbox.clock.advance(65_000);
	await stage.client.publish(watched.workflow.id);
}

/** The same event again, under its own id and under another; and one from somebody who does not know the secret. */
async function repeated(desk: Desk): Promise<string[]> {
	const { stage, watched, raynet, keys, office, postman } = desk;
	stage.progress('the same webhook twice, and a foreign one');
	await effectsOf(stage, watched, 'ecomail', 1, () => raynet.tag(keys.get('existing') ?? '', 'podruhé'));
	const all = at(await postman.send('POST', '/webhook.deliveries', {}), 'result');
	const letter: unknown = Array.isArray(all) ? at(all[all.length - 1], 'event') : undefined;
	const [url = ''] = await office.webhooks();
	const send = (wanted: string, body: unknown, address = url) => async (): Promise<void> => {
		const status = await post(address, body);
		if (String(status) !== wanted) throw new Error(`n8n answered ${status} and not ${wanted} to a webhook.`);
	};
	const again = await effectsOf(stage, watched, 'ecomail', 0, send('200', letter));
	const renamed = await effectsOf(stage, watched, 'ecomail', 1, send('200', { ...(letter as object), eventId: 'f'.repeat(32) }));
	const foreign = await effectsOf(stage, watched, 'ecomail', 0, send('401', letter, `${url.split('?')[0]}?token=guessed`));
	return [
		...(again.executions === 0 && again.writes === 0 ? [] : [`The same event twice led to ${again.executions} executions and ${again.writes} writes.`]),
		...(renamed.executions === 1 && renamed.writes === 0 ? [] : [`The same change told anew led to ${renamed.executions} executions and ${renamed.writes} writes, not to one and none.`]),
		...(foreign.executions === 0 ? [] : ['A webhook with a wrong secret started an execution.']),
	];
}
