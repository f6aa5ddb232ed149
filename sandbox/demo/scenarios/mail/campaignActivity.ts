import { setTimeout as sleep } from 'node:timers/promises';
import { ecomailCredential, raynetCredential } from '../../credentials';
import { publishWorkflow } from '../../setUp';
import { at, listAt } from '../http';
import type { Report, Scenario, Stage } from '../types';
import type { Watched } from '../watch';
import { openEcomail, type EcomailDesk, type LogRow } from './ecomail';
import { mailWorkflow, playChapters, scheduleType, seededList, type MailChapter, type MailWorkflow } from './flow';
import { openOffice, type Addressee, type Office } from './office';
import { activityProblems } from './rows';

const template = 'campaign-activity-to-raynet.json';
const id = 'demoCampaignActivity';
const DAYS = 5;
const dayMs = 86_400_000;

export const campaignActivity: Scenario = {
	title: 'Daily campaign activity into Raynet',
	credentials: (url) => [raynetCredential(url), ecomailCredential(url)],
	workflow: (root) => mailWorkflow(root, template, { id }),
	prepare,
	run,
};

/** Some days with campaigns lie behind; execute the workflow by hand to see them in Raynet. */
async function prepare(sandboxUrl: string): Promise<void> {
	await openEcomail(sandboxUrl).hand('play', { days: DAYS, listId: seededList, from: Date.now() - DAYS * dayMs });
}

/** Morning comes every five seconds; each finds the days that were played before it. */
function quickWorkflow(root: string, own: string): MailWorkflow {
	return mailWorkflow(root, template, { id: own, name: 'Daily campaign activity into Raynet, every five seconds', parameters: { [scheduleType]: { rule: { interval: [{ field: 'seconds', secondsInterval: 5 }] } } } });
}

interface Desk {
	stage: Stage;
	office: Office;
	ecomail: EcomailDesk;
	list: number;
	pipeline: number;
	campaigns: number[];
	watched: Watched;
	addressees: Addressee[];
}

async function run(stage: Stage): Promise<Report> {
	const { baseUrl } = stage.sandbox;
	const [ecomail, office] = [openEcomail(baseUrl), openOffice(baseUrl)];
	const addressees = await office.addressees();
	const list = await ecomail.newList('Novinky');
	const known = [...new Set(addressees.filter(({ valid }) => valid).flatMap(({ emails }) => emails.slice(0, 1)))].slice(0, 120);
	for (const email of [...known, 'nikdo1@example.org', 'nikdo2@example.org', 'nikdo3@example.org']) await ecomail.put(list, email);
	const pipeline = Number(at(await ecomail.hand('pipeline.create', { name: 'Uvítání', actions: [{ type: 'mail', properties: { subject: 'Vítejte' } }] }), 'id'));
	const watched: Watched = { workflow: quickWorkflow(stage.root, id), workers: ['Write Activity to RAYNET'] };
	const desk: Desk = { stage, office, ecomail, list, pipeline, campaigns: [], watched, addressees };
	const report = await playChapters(stage, [watched], { ecomail: ecomail.requests, raynet: office.requests }, chapters(desk));
	return report.problems.length > 0 ? report : { ...report, problems: await again(desk) };
}

function chapters(desk: Desk): MailChapter[] {
	const problems = (): Promise<string[]> => wrongIn(desk);
	const days = Array.from({ length: DAYS }, (_, day): MailChapter => ({ name: `Day ${day + 1}`, problems, act: () => playDay(desk, day) }));
	return [...days, { name: 'A late day', problems, act: () => lateEvents(desk) }];
}

/** The days before today, one by one, each followed by a morning. */
async function playDay(desk: Desk, day: number): Promise<void> {
	const { stage, ecomail, list, pipeline, campaigns, watched } = desk;
	const from = Date.now() - (DAYS - day) * dayMs;
	const played = await ecomail.hand('play', { days: 1, listId: list, pipelineId: pipeline, from });
	campaigns.push(...listAt(played, 'campaigns').map(Number));
	if (day === 0) await publishWorkflow(stage.client, watched.workflow);
	await morning(desk);
}

/** Somebody opens the first campaign days later, one leaves by its link, and one complains. */
async function lateEvents(desk: Desk): Promise<void> {
	const { ecomail, campaigns } = desk;
	const [campaignId = 0] = campaigns;
	const log = await ecomail.log(campaignId);
	const silent = [...new Set(log.map(({ email }) => email))].filter((email) => log.every((row) => row.email !== email || row.event === 'send'));
	for (const [index, event] of (['open', 'unsub', 'spam'] as const).entries()) await ecomail.hand('event', { event, email: silent[index], campaignId, at: Date.now() });
	await morning(desk);
}

/** Until an execution has ended that was begun after now. */
async function morning({ stage, watched }: Desk): Promise<void> {
	const ids = async (): Promise<number[]> => (await stage.client.executions(watched.workflow.id)).filter(({ stoppedAt }) => stoppedAt !== undefined).map((one) => Number(one.id));
	const last = Math.max(0, ...(await ids())) + ((await stage.client.isRunning(watched.workflow.id)) ? 1 : 0);
	const limit = Date.now() + 60_000;
	while (Math.max(0, ...(await ids())) <= last) {
		if (Date.now() > limit) throw new Error('No execution came within a minute.');
		await sleep(500, undefined, { signal: stage.signal });
	}
}

async function wrongIn({ office, ecomail, campaigns, pipeline, addressees }: Desk): Promise<string[]> {
	const logs = new Map<string, LogRow[]>();
	for (const campaign of campaigns) logs.set(String(campaign), await ecomail.log(campaign));
	const mails = (await office.massEmails()).filter(({ externalId }) => logs.has(externalId) || externalId === `automation:${pipeline}`);
	return activityProblems({ logs, automation: `automation:${pipeline}`, mails, before: addressees, now: await office.addressees() });
}

/** Two more mornings, and then the same flow with nothing remembered, which has to read and compare everything anew. */
async function again(desk: Desk): Promise<string[]> {
	const { stage, office, watched } = desk;
	stage.progress('the last day once more, remembered and not remembered');
	const written = (): number => stage.sandbox.calls('raynet').filter(({ committed }) => committed).length;
	const rows = async (): Promise<string> => JSON.stringify(await office.massEmails());
	const before = { writes: written(), rows: await rows() };
	await morning(desk);
	await morning(desk);
	const after = written();
	await stage.client.unpublish(watched.workflow.id);
	const fresh: Desk = { ...desk, watched: { ...watched, workflow: quickWorkflow(stage.root, `${id}Anew`) } };
	await publishWorkflow(stage.client, fresh.watched.workflow);
	await morning(fresh);
	return [
		...(after === before.writes ? [] : [`The day once more led to ${after - before.writes} writes to Raynet.`]),
		...((await rows()) === before.rows ? [] : ['The day once more changed what is in Raynet.']),
		...(await wrongIn(desk)),
	];
}
