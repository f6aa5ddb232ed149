import { isObject } from '../../../kit/json';
import type { CredentialReference, Execution, WorkflowFile, WorkflowNode } from '../../../n8n/launcher';
import { googleCredential, raynetCredential, references } from '../../credentials';
import { importWorkflow } from '../../setUp';
import { readTemplate } from '../../workflows';
import { openPhone, type Phone } from '../phone';
import { openRaynet, type RaynetDesk } from '../raynetToGoogle/raynet';
import { liftMinuteQuota } from '../story';
import type { Report, Scenario, Stage, Step } from '../types';
import { createMeter, workersOf, type Meter } from '../watch';
import { openChat, type Chat } from './chat';
import { openMailbox, type Mailbox } from './mailbox';

const id = 'demoNightlyCheck';
/** A tag and an account that no other scenario has. */
const tag = 'Nightly';
const label = 'RAYNET CRM';

export const nightlyCheck: Scenario = {
	title: 'Nightly check with a report',
	credentials: (url) => [raynetCredential(url), googleCredential(url, 'night')],
	workflow: (root) => filledIn(root, {}),
	needs: 'the address of your chat in its node "Settings"',
	run,
};

/** The template on a Google account of its own, with the values of its node "Settings". */
function filledIn(root: string, settings: Record<string, string>): WorkflowFile & { id: string } {
	const credentials = references([raynetCredential(''), googleCredential('', 'night')]);
	const parameters = { 'Compare and Heal': { tag: { __rl: true, mode: 'name', value: tag } } };
	const workflow = readTemplate(root, 'nightly-check-with-report.json', { id, credentials, parameters });
	return { ...workflow, id, nodes: workflow.nodes.map((node) => (node.name === 'Settings' ? withSettings(node, settings) : node)) };
}

function withSettings(node: WorkflowNode, settings: Record<string, string>): WorkflowNode {
	const { assignments } = node.parameters;
	const list: unknown[] = isObject(assignments) && Array.isArray(assignments['assignments']) ? assignments['assignments'] : [];
	const filled = list.map((one) => (isObject(one) && settings[String(one['name'])] !== undefined ? { ...one, value: settings[String(one['name'])] } : one));
	return { ...node, parameters: { ...node.parameters, assignments: { assignments: filled } } };
}

/** As a user would who wants mails too: the node is switched on, with a login of a mail server. */
function withMail(workflow: WorkflowFile & { id: string }, smtp: CredentialReference): WorkflowFile & { id: string } {
	return { ...workflow, nodes: workflow.nodes.map((node) => (node.name === 'Send by E-Mail' ? { ...node, disabled: false, credentials: { smtp } } : node)) };
}

interface Desk {
	stage: Stage;
	raynet: RaynetDesk;
	phone: Phone;
	chat: Chat;
	mailbox: Mailbox;
	keys: string[];
}

const PEOPLE = 12;

async function run(stage: Stage): Promise<Report> {
	const [chat, mailbox] = await Promise.all([openChat(), openMailbox()]);
	try {
		return await nights(stage, chat, mailbox);
	} finally {
		await Promise.all([chat.close(), mailbox.close()]);
	}
}

/** Where it says so to n8n, the mail server takes no login and no encryption. */
async function workflowFor({ client, root }: Stage, chat: Chat, { port }: Mailbox): Promise<WorkflowFile & { id: string }> {
	const smtp = await client.createCredential('Mail (sandbox)', 'smtp', { user: '', password: '', host: '127.0.0.1', port, secure: false, disableStartTls: true });
	return withMail(filledIn(root, { chatWebhookUrl: chat.url, mailFrom: 'n8n@report.example', mailTo: 'team@report.example' }), smtp);
}

async function nights(stage: Stage, chat: Chat, mailbox: Mailbox): Promise<Report> {
	liftMinuteQuota(stage);
	const { baseUrl } = stage.sandbox;
	const workflow = await workflowFor(stage, chat, mailbox);
	const desk: Desk = { stage, raynet: openRaynet(baseUrl), phone: openPhone(baseUrl, 'night'), chat, mailbox, keys: [] };
	for (let n = 1; n <= PEOPLE; n += 1) desk.keys.push(await desk.raynet.create({ firstName: 'Eva', lastName: `Noční${n}`, contactInfo: { tel1: `+420 603 000 1${n + 10}`, tel1Type: 'mobil' }, tags: [tag] }));
	await importWorkflow(stage.client, workflow);
	const meter = createMeter(stage, [{ workflow, workers: workersOf(workflow) }], { raynet: desk.raynet.requests, google: desk.phone.requests });
	const steps: Step[] = [];
	const problems: string[] = [];
	for (const night of NIGHTS) problems.push(...(await play(desk, night, meter, steps)).map((problem) => `${night.name}: ${problem}`));
	return { steps, problems };
}

/** What happened in the day before, and what the chat has to be told. */
interface Night {
	name: string;
	day(desk: Desk): Promise<void>;
	/** Undefined: nothing is to be told. */
	told?: RegExp;
	arrived(desk: Desk): Promise<boolean>;
}

const NIGHTS: readonly Night[] = [
	{
		name: 'Night 1: everything is new',
		day: async () => undefined,
		told: new RegExp(`^Contacts compared: ${PEOPLE} created.*\\nExecution \\d+ of "Nightly contact check with a report"\\.$`),
		arrived: async ({ phone }) => (await phone.everybodyIn(label)).length === PEOPLE,
	},
	{ name: 'Night 2: nothing happened', day: async () => undefined, arrived: async () => true },
	{
		name: 'Night 3: changes that nobody brought over, one of them on both sides',
		day: missedChanges,
		told: /^Contacts compared: .*updated.*\n1 changed on both sides; the later change stayed\.\nExecution/,
		arrived: healed,
	},
	{
		name: 'Night 4: everybody lost the tag',
		day: async ({ raynet, keys }) => {
			for (const key of keys) await raynet.untag(key, tag);
		},
		told: /^The nightly contact check ended with an error: .+\nExecution/s,
		arrived: async ({ phone }) => (await phone.everybodyIn(label)).length === PEOPLE,
	},
];

/** Raynet's stamps tell minutes, and in the same minute the CRM wins: so the office comes second. */
async function missedChanges({ raynet, phone, keys }: Desk): Promise<void> {
	const inside = await phone.inLabel(label);
	const [first = '', , third = ''] = keys;
	await raynet.update(first, { notice: 'Missed by day.' });
	await phone.edit(inside.get('Noční2')?.resourceName ?? '', { biographies: [{ value: 'Missed on the phone.' }] });
	await phone.edit(inside.get('Noční3')?.resourceName ?? '', { biographies: [{ value: 'Earlier, on the phone.' }] });
	await raynet.update(third, { notice: 'Later, in the office.' });
}

async function healed({ raynet, phone, keys }: Desk): Promise<boolean> {
	const [inside, sources] = [await phone.inLabel(label), await raynet.sources()];
	const notes = ['Noční1', 'Noční2', 'Noční3'].map((family, at) => [inside.get(family)?.note, sources.get(keys[at] ?? '')?.card.note]);
	return notes.flat().join() === ['Missed by day.', 'Missed by day.', 'Missed on the phone.', 'Missed on the phone.', 'Later, in the office.', 'Later, in the office.'].join();
}

async function play(desk: Desk, { name, day, told, arrived }: Night, meter: Meter, steps: Step[]): Promise<string[]> {
	const { stage, chat, mailbox } = desk;
	await day(desk);
	stage.progress(name);
	const before = { chat: chat.messages().length, mail: mailbox.mails().length };
	const execution = await stage.client.runByHand(id, 'On Demand');
	const isThere = await arrived(desk);
	steps.push(await meter.step(name));
	return [...failure(execution), ...wrongMessages(chat.messages().slice(before.chat), told), ...wrongMails(mailbox.mails().slice(before.mail), told), ...(isThere ? [] : ['Google and Raynet are not as they have to be.'])];
}

function failure({ id: number, status, error }: Execution): string[] {
	return status === 'success' ? [] : [`Execution ${number} ended with "${status}": ${error ?? 'no reason given'}`];
}

function wrongMessages(messages: readonly string[], told: RegExp | undefined): string[] {
	if (messages.length !== (told ? 1 : 0)) return [`The chat was told ${messages.length} messages: ${messages.join(' / ')}`];
	return messages.filter((message) => !told?.test(message)).map((message) => `The chat was told: ${message}`);
}

/** The mail server sees the text encoded for the way, so only its beginning is looked at. */
function wrongMails(mails: readonly string[], told: RegExp | undefined): string[] {
	if (mails.length !== (told ? 1 : 0)) return [`${mails.length} mails were sent.`];
	return mails.filter((mail) => !/^Subject: Nightly contact check$/m.test(mail) || !/^To: team@report\.example$/m.test(mail) || !/contact/i.test(mail.split('\n\n')[1] ?? '')).map((mail) => `The mail was: ${mail}`);
}
