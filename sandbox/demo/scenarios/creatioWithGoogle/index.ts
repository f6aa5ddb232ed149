import { setTimeout as sleep } from 'node:timers/promises';
import { seedFolder } from '../../../creatio/seed';
import type { WorkflowFile } from '../../../n8n/launcher';
import { creatioCredential, googleCredential, references } from '../../credentials';
import { publishWorkflow } from '../../setUp';
import { readTemplate } from '../../workflows';
import { byHand } from '../byHand';
import { openPhone, type Phone } from '../phone';
import { differentLines } from '../sides';
import { liftMinuteQuota, playStory, type Chapter } from '../story';
import type { Report, Scenario, Stage } from '../types';
import { pause, workersOf, type Watched } from '../watch';
import { openCreatio, type CreatioContact, type CreatioDesk } from './creatio';

const id = 'demoCreatioGoogle';
const label = 'Creatio';
const folder = seedFolder.id;

export const creatioWithGoogle: Scenario = {
	title: 'Creatio with Google Contacts, both ways',
	credentials: (url) => [creatioCredential(url), googleCredential(url, 'manager')],
	workflow: (root) => bothWays(root, 10),
	run,
};

/** The template on the manager's Google account, with the folder that the sandbox comes with. */
function bothWays(root: string, secondsInterval: number): WorkflowFile & { id: string } {
	const credentials = references([creatioCredential(''), googleCredential('', 'manager')]);
	const parameters = {
		'Every 15 Minutes': { rule: { interval: [{ field: 'seconds', secondsInterval }] } },
		'Sync Creatio and Google': { group: { __rl: true, mode: 'list', value: folder, cachedResultName: seedFolder.name } },
	};
	return { ...readTemplate(root, 'creatio-with-google-contacts.json', { id, credentials, parameters }), id };
}

/** The people of the story, by family name; the names are unlike all others in the sandbox. */
const PEOPLE = ['Kancelářská', 'Telefonní', 'Sporná', 'Vyřazená', 'Odznačená', 'Smazaná', 'Zrušená', 'Klidná'] as const;

interface Desk {
	stage: Stage;
	creatio: CreatioDesk;
	phone: Phone;
	/** Creatio's ids by family name. */
	ids: Map<string, string>;
	watched: Watched;
}

async function run(stage: Stage): Promise<Report> {
	liftMinuteQuota(stage);
	// With more people than this the node waits a minute for Google's limits.
	stage.sandbox.seed({ people: 200, companies: 40 }, 'creatio');
	const { baseUrl } = stage.sandbox;
	const workflow = bothWays(stage.root, 5);
	const desk: Desk = { stage, creatio: await openCreatio(baseUrl), phone: openPhone(baseUrl, 'manager'), ids: new Map(), watched: { workflow, workers: workersOf(workflow) } };
	for (const family of PEOPLE) await comeIn(desk, family);
	const { creatio, phone, watched } = desk;
	const report = await playStory(stage, watched, { creatio: creatio.requests, google: phone.requests }, chapters(desk));
	if (report.problems.length > 0) return report;
	const after = await byHand(stage, workflow, 'On Demand', { name: 'Creatio: on demand', act: () => phoneEdit(desk, 'Klidná', 'On demand.'), problems: () => notes(desk, [['Klidná', 'On demand.']]), held: async () => [await creatio.contacts(), [...(await creatio.members(folder))].sort(), await phone.all()] });
	return { steps: report.steps, problems: after };
}

/** Somebody new in Creatio, in the folder. */
async function comeIn({ creatio, ids }: Desk, family: string): Promise<void> {
	const created = await creatio.create({ GivenName: 'Eva', Surname: family, Name: `Eva ${family}`, MobilePhone: `+420 607 000 1${ids.size}0` });
	await creatio.put(folder, created);
	ids.set(family, created);
}

function chapters(desk: Desk): Chapter[] {
	return [
		{ name: 'Creatio: first sync', act: () => publishWorkflow(desk.stage.client, desk.watched.workflow), problems: () => sidesDiffer(desk) },
		{ name: 'Creatio: edits and newcomers on both sides', act: () => edit(desk), problems: () => editsMissing(desk) },
		{ name: 'Creatio: leaving on both sides', act: () => leave(desk), problems: () => leaversWrong(desk) },
	];
}

/** The folder and the label, whole. */
async function sidesDiffer({ creatio, phone }: Desk): Promise<string[]> {
	if (!(await phone.labels()).includes(label)) return [`There is no label "${label}".`];
	const members = await creatio.members(folder);
	const inFolder = (await creatio.contacts()).filter((contact) => members.has(contact.id));
	return differentLines('Creatio', inFolder, 'Google', await phone.everybodyIn(label));
}

async function phoneEdit({ phone }: Desk, family: string, note: string): Promise<void> {
	const contact = (await phone.inLabel(label)).get(family);
	await phone.edit(contact?.resourceName ?? '', { biographies: [{ value: note }] });
}

/** While nothing runs, so that one run meets the edits of both sides. */
async function edit(desk: Desk): Promise<void> {
	const { stage, creatio, phone, ids, watched } = desk;
	await pause(stage, watched);
	await creatio.update(ids.get('Kancelářská') ?? '', { MobilePhone: '+420 608 000 222' });
	await phoneEdit(desk, 'Telefonní', 'Noted on the phone.');
	await creatio.update(ids.get('Sporná') ?? '', { Notes: 'Earlier, in the office.' });
	// The stamps of both sides tell seconds at least.
	await sleep(2_000, undefined, { signal: stage.signal });
	await phoneEdit(desk, 'Sporná', 'Later, on the phone.');
	await phone.create({ names: [{ givenName: 'Jan', familyName: 'Ztelefonu' }], phoneNumbers: [{ value: '+420 606 000 333', type: 'mobile' }] }, label);
	await comeIn(desk, 'Zkanceláře');
	await stage.client.publish(watched.workflow.id);
}

async function editsMissing(desk: Desk): Promise<string[]> {
	const found = await person(desk, 'Kancelářská');
	return [
		...(found.google?.phones.includes('+420608000222') ? [] : ['The number from Creatio is not on the phone.']),
		...(await notes(desk, [['Telefonní', 'Noted on the phone.'], ['Sporná', 'Later, on the phone.']])),
		...(await sidesDiffer(desk)),
	];
}

async function notes(desk: Desk, wanted: ReadonlyArray<[family: string, note: string]>): Promise<string[]> {
	const found = await Promise.all(wanted.map(async ([family, note]) => ({ family, note, ...(await person(desk, family)) })));
	return found.flatMap(({ family, note, creatio, google }) => [
		...(creatio?.note === note ? [] : [`The note about ${family} in Creatio is "${creatio?.note ?? ''}", not "${note}".`]),
		...(google?.note === note ? [] : [`The note about ${family} in Google is "${google?.note ?? ''}", not "${note}".`]),
	]);
}

async function person({ creatio, phone }: Desk, family: string): Promise<{ creatio?: CreatioContact; google?: { phones: string[]; note: string } }> {
	return { creatio: (await creatio.contacts()).find((one) => one.family === family), google: (await phone.all()).find((one) => one.family === family) };
}

async function leave({ creatio, phone, ids }: Desk): Promise<void> {
	const inside = await phone.inLabel(label);
	await creatio.take(folder, ids.get('Vyřazená') ?? '');
	await creatio.remove(ids.get('Zrušená') ?? '');
	await phone.unlabel(inside.get('Odznačená')?.resourceName ?? '', label);
	await phone.remove(inside.get('Smazaná')?.resourceName ?? '');
}

/** Out of folder and label, and not deleted on the side where nobody deleted them. */
async function leaversWrong(desk: Desk): Promise<string[]> {
	const { creatio, phone, ids } = desk;
	const members = await creatio.members(folder);
	const inside = await phone.inLabel(label);
	const [office, contacts] = [await creatio.contacts(), await phone.all()];
	return [
		...['Vyřazená', 'Zrušená'].filter((family) => inside.has(family)).map((family) => `${family} is still in the label.`),
		...['Odznačená', 'Smazaná'].filter((family) => members.has(ids.get(family) ?? '')).map((family) => `${family} is still in the folder.`),
		...['Vyřazená', 'Zrušená'].filter((family) => !contacts.some((one) => one.family === family)).map((family) => `${family} is gone from Google.`),
		...['Odznačená', 'Smazaná'].filter((family) => !office.some((one) => one.family === family)).map((family) => `${family} is gone from Creatio.`),
		...(await sidesDiffer(desk)),
	];
}
