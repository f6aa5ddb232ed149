import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowFile } from '../../../n8n/launcher';
import { googleCredential, references, simpleCrmCredential } from '../../credentials';
import { publishWorkflow } from '../../setUp';
import { readTemplate } from '../../workflows';
import { byHand } from '../byHand';
import { openPhone, type Phone, type PhoneContact } from '../phone';
import { differentLines } from '../sides';
import { liftMinuteQuota, playStory, type Chapter } from '../story';
import type { Report, Scenario, Stage } from '../types';
import { pause, workersOf, type Watched } from '../watch';
import { openSimpleCrm, type SimpleContact, type SimpleDesk } from './simpleCrm';

const id = 'demoSimpleCrmGoogle';
const label = 'SimpleCRM';

export const simpleCrmWithGoogle: Scenario = {
	title: 'Simple CRM with Google Contacts, both ways',
	credentials: (url) => [simpleCrmCredential(url), googleCredential(url, 'office')],
	workflow: (root) => bothWays(root, 10),
	run,
};

/** The template on the office's Google account. */
function bothWays(root: string, secondsInterval: number): WorkflowFile & { id: string } {
	const credentials = references([simpleCrmCredential(''), googleCredential('', 'office')]);
	const parameters = { 'Every 15 Minutes': { rule: { interval: [{ field: 'seconds', secondsInterval }] } } };
	return { ...readTemplate(root, 'simple-crm-with-google-contacts.json', { id, credentials, parameters }), id };
}

/** The people of the story, by family name; the names are unlike all others in the sandbox. */
const PEOPLE = ['Bureau', 'Téléphone', 'Conflit', 'Retirée', 'Effacée', 'Supprimée', 'Tranquille'] as const;

interface Desk {
	stage: Stage;
	crm: SimpleDesk;
	phone: Phone;
	/** Ids in the CRM by family name. */
	ids: Map<string, string>;
	watched: Watched;
}

async function run(stage: Stage): Promise<Report> {
	liftMinuteQuota(stage);
	const { baseUrl } = stage.sandbox;
	const workflow = bothWays(stage.root, 5);
	const desk: Desk = { stage, crm: await openSimpleCrm(baseUrl), phone: openPhone(baseUrl, 'office'), ids: new Map(), watched: { workflow, workers: workersOf(workflow) } };
	// A link costs three requests here, one by one.
	stage.sandbox.seed({ people: 120, companies: 30 }, 'rest-reference');
	for (const family of PEOPLE) await comeIn(desk, family);
	const { crm, phone, watched } = desk;
	const report = await playStory(stage, watched, { 'rest-reference': crm.requests, google: phone.requests }, chapters(desk));
	if (report.problems.length > 0) return report;
	const after = await byHand(stage, workflow, 'On Demand', { name: 'Simple CRM: both directions on demand', act: () => editBoth(desk), problems: () => editsOfBothMissing(desk), held: async () => [await crm.contacts(), await phone.all()] });
	return { steps: report.steps, problems: after };
}

async function comeIn({ crm, ids }: Desk, family: string): Promise<void> {
	ids.set(family, await crm.create({ firstName: 'Eva', lastName: family, email: `eva${ids.size}@story.example`, mobile: `+32 470 00 01 1${ids.size}` }));
}

function chapters(desk: Desk): Chapter[] {
	return [
		{ name: 'Simple CRM: first sync', act: () => publishWorkflow(desk.stage.client, desk.watched.workflow), problems: () => sidesDiffer(desk) },
		{ name: 'Simple CRM: edits and newcomers on both sides', act: () => edit(desk), problems: () => editsMissing(desk) },
		{ name: 'Simple CRM: leaving on both sides', act: () => leave(desk), problems: () => leaversWrong(desk) },
	];
}

/** Everybody in the CRM and everybody in the label, but for those of either side who may differ. */
async function sidesDiffer({ crm, phone }: Desk, apart: readonly string[] = []): Promise<string[]> {
	if (!(await phone.labels()).includes(label)) return [`There is no label "${label}".`];
	const takesPart = ({ family }: { family: string }): boolean => !apart.includes(family);
	return differentLines('Simple CRM', (await crm.contacts()).filter(takesPart), 'Google', (await phone.everybodyIn(label)).filter(takesPart));
}


async function phoneNumber({ phone }: Desk, family: string, value: string): Promise<void> {
	const contact = (await phone.inLabel(label)).get(family);
	await phone.edit(contact?.resourceName ?? '', { phoneNumbers: [{ value, type: 'mobile' }] });
}

/** While nothing runs, so that one run meets the edits of both sides. */
async function edit(desk: Desk): Promise<void> {
	const { stage, crm, phone, ids, watched } = desk;
	await pause(stage, watched);
	await crm.update(ids.get('Bureau') ?? '', { mobile: '+32 470 00 02 22' });
	await phoneNumber(desk, 'Téléphone', '+32 470 00 03 33');
	await crm.update(ids.get('Conflit') ?? '', { firstName: 'Office' });
	// The stamps of both sides tell seconds at least.
	await sleep(2_000, undefined, { signal: stage.signal });
	await phone.edit((await phone.inLabel(label)).get('Conflit')?.resourceName ?? '', { names: [{ givenName: 'Phone', familyName: 'Conflit' }] });
	await phone.create(
		{
			names: [{ givenName: 'Jan', familyName: 'Mobile' }],
			emailAddresses: [{ value: 'jan.mobile@story.example', type: 'home' }, { value: 'jan@firm.example', type: 'work' }],
			phoneNumbers: [{ value: '+32 2 555 01 01', type: 'work' }],
			organizations: [{ name: 'Firm Example', title: 'Buyer', type: 'work' }],
		},
		label,
	);
	await comeIn(desk, 'Arrivée');
	await stage.client.publish(watched.workflow.id);
}

async function editsMissing(desk: Desk): Promise<string[]> {
	const wrong: string[] = [];
	const [bureau, edited, clash, newcomer] = await Promise.all(['Bureau', 'Téléphone', 'Conflit', 'Mobile'].map((family) => person(desk, family)));
	if (!bureau?.google?.phones.includes('+32470000222')) wrong.push('The number from Simple CRM is not on the phone.');
	if (!edited?.office?.phones.includes('+32470000333')) wrong.push('The number from the phone is not in Simple CRM.');
	if (clash?.office?.given !== 'Phone' || clash.google?.given !== 'Phone') wrong.push(`After the conflict, Simple CRM has "${clash?.office?.given ?? ''}" and Google "${clash?.google?.given ?? ''}", not the later name.`);
	const block = '[business]\nE-mail: jan@firm.example\nPhone: +32 2 555 01 01\nCompany: Firm Example\nFunction: Buyer\n[/business]';
	const lines = block.split('\n').filter((line) => !newcomer?.office?.note.includes(line));
	if (lines.length > 0) wrong.push(`The note of the newcomer in Simple CRM is "${newcomer?.office?.note ?? ''}"; it lacks ${lines.join(', ')}.`);
	if (newcomer?.office?.emails.join() !== 'jan.mobile@story.example') wrong.push('The personal e-mail of the newcomer is not in Simple CRM.');
	return [...wrong, ...(await sidesDiffer(desk, ['Mobile']))];
}

async function person({ crm, phone }: Desk, family: string): Promise<{ office?: SimpleContact; google?: PhoneContact }> {
	return { office: (await crm.contacts()).find((one) => one.family === family), google: (await phone.all()).find((one) => one.family === family) };
}

async function leave({ crm, phone, ids }: Desk): Promise<void> {
	const inside = await phone.inLabel(label);
	await crm.remove(ids.get('Supprimée') ?? '');
	await phone.unlabel(inside.get('Retirée')?.resourceName ?? '', label);
	await phone.remove(inside.get('Effacée')?.resourceName ?? '');
}

/** Simple CRM has no tag or group here: who leaves in Google stays in it, and stays off the label. */
async function leaversWrong(desk: Desk): Promise<string[]> {
	const { crm, phone } = desk;
	const [office, inside, contacts] = [await crm.contacts(), await phone.inLabel(label), await phone.all()];
	return [
		...['Supprimée', 'Retirée', 'Effacée'].filter((family) => inside.has(family)).map((family) => `${family} is in the label.`),
		...['Retirée', 'Effacée'].filter((family) => !office.some((one) => one.family === family)).map((family) => `${family} is gone from Simple CRM.`),
		...(contacts.some(({ family }) => family === 'Supprimée') ? [] : ['Supprimée is gone from Google.']),
		...(await sidesDiffer(desk, ['Mobile', 'Retirée', 'Effacée'])),
	];
}

async function editBoth(desk: Desk): Promise<void> {
	await desk.crm.update(desk.ids.get('Tranquille') ?? '', { mobile: '+32 470 00 04 44' });
	await phoneNumber(desk, 'Bureau', '+32 470 00 05 55');
}

async function editsOfBothMissing(desk: Desk): Promise<string[]> {
	const [quiet, bureau] = [await person(desk, 'Tranquille'), await person(desk, 'Bureau')];
	return [
		...(quiet.google?.phones.includes('+32470000444') ? [] : ['On demand: the number from Simple CRM is not on the phone.']),
		...(bureau.office?.phones.includes('+32470000555') ? [] : ['On demand: the number from the phone is not in Simple CRM.']),
	];
}
