import type { WorkflowFile } from '../../../n8n/launcher';
import { googleCredential, googleType, raynetCredential, raynetType } from '../../credentials';
import { publishWorkflow } from '../../setUp';
import { readTemplate } from '../../workflows';
import { openPhone, type Phone } from '../phone';
import { openRaynet, type RaynetDesk } from '../raynetToGoogle/raynet';
import { playStory, type Chapter } from '../story';
import type { Report, Scenario, Stage } from '../types';
import { workersOf, type Watched } from '../watch';

const template = 'raynet-with-google-contacts.json';
export const tag = 'Google';
export const label = 'RAYNET CRM';

export const raynetWithGoogle: Scenario = {
	title: 'Raynet with Google Contacts, both ways',
	credentials: (url) => [raynetCredential(url), googleCredential(url, 'assistant')],
	workflow: bothWays,
	prepare,
	run,
};

/** The label that the flow works in, and a few people with the tag. */
async function prepare(sandboxUrl: string): Promise<void> {
	await openAssistantsPhone(sandboxUrl).createLabel(label);
	const raynet = openRaynet(sandboxUrl);
	const people = [...(await raynet.sources()).keys()].filter((key) => key.startsWith('person:'));
	for (const key of people.slice(0, 8)) await raynet.tag(key, tag);
}

function openAssistantsPhone(sandboxUrl: string): Phone {
	return openPhone(sandboxUrl, 'assistant');
}

/** The template on the assistant's Google account; the nightly Contact Sync comes every half minute. */
export function bothWays(root: string): WorkflowFile & { id: string } {
	const id = 'demoRaynetWithGoogle';
	const [raynet, google] = [raynetCredential(''), googleCredential('', 'assistant')];
	const credentials = { [raynetType]: { id: raynet.id, name: raynet.name }, [googleType]: { id: google.id, name: google.name } };
	const parameters = { 'n8n-nodes-base.scheduleTrigger': { rule: { interval: [{ field: 'seconds', secondsInterval: 30 }] } } };
	return { ...readTemplate(root, template, { id, credentials, parameters }), id };
}

export function watched(root: string): Watched {
	const workflow = bothWays(root);
	return { workflow, workers: workersOf(workflow) };
}

/** The people of the story, by family name; the names are unlike all others in the sandbox. */
const PEOPLE = ['Poznámková', 'Telefonní', 'Sporná', 'Odznačená', 'Odebraný', 'Smazaná', 'Klidný'] as const;

interface Desk {
	stage: Stage;
	raynet: RaynetDesk;
	phone: Phone;
	/** Raynet's keys by family name. */
	keys: Map<string, string>;
	watched: Watched;
}

async function run(stage: Stage): Promise<Report> {
	const raynet = openRaynet(stage.sandbox.baseUrl);
	const phone = openAssistantsPhone(stage.sandbox.baseUrl);
	const desk: Desk = { stage, raynet, phone, keys: new Map(), watched: watched(stage.root) };
	await phone.createLabel(label);
	for (const lastName of PEOPLE) desk.keys.set(lastName, await raynet.create({ firstName: 'Eva', lastName, contactInfo: { tel1: `+420 604 000 10${desk.keys.size}`, tel1Type: 'mobil' }, tags: [tag] }));
	return playStory(stage, desk.watched, { raynet: raynet.requests, google: phone.requests }, chapters(desk));
}

function chapters(desk: Desk): Chapter[] {
	return [
		{ name: 'Both ways: first sync', act: () => publishWorkflow(desk.stage.client, desk.watched.workflow), problems: async () => [...(await missing(desk, PEOPLE)), ...(await unlinked(desk))] },
		{ name: 'Both ways: edits on both sides', act: () => edit(desk), problems: () => editsMissing(desk) },
		{ name: 'Both ways: leaving and coming', act: () => leaveAndCome(desk), problems: () => movesMissing(desk) },
		{ name: 'Both ways: coming back', act: () => comeBack(desk), problems: () => comebackMissing(desk) },
	];
}

async function missing({ phone }: Desk, names: readonly string[]): Promise<string[]> {
	const inside = await phone.inLabel(label);
	return names.filter((name) => !inside.has(name)).map((name) => `${name} is not in the label "${label}".`);
}

/** Contact Sync stores the links; only with them a deletion in Google can be told from somebody new in Raynet. */
async function unlinked({ raynet, keys }: Desk): Promise<string[]> {
	const links = await Promise.all([...keys].map(async ([name, key]) => ((await raynet.links(key)).length > 0 ? '' : name)));
	return links.filter(Boolean).map((name) => `The record of ${name} in Raynet does not carry its link yet.`);
}

async function edit({ stage, raynet, phone, keys }: Desk): Promise<void> {
	const inside = await phone.inLabel(label);
	const on = (name: string): string => inside.get(name)?.resourceName ?? '';
	await phone.edit(on('Poznámková'), { biographies: [{ value: 'Noted on the phone.' }] });
	await raynet.update(keys.get('Telefonní') ?? '', { contactInfo: { tel1: '+420 605 000 222', tel1Type: 'mobil' } });
	await raynet.update(keys.get('Sporná') ?? '', { notice: 'Earlier, in the office.' });
	// Raynet's stamps end with minutes, so the later edit has to be in a later one.
	stage.sandbox.clock.advance(120_000);
	await phone.edit(on('Sporná'), { biographies: [{ value: 'Later, on the phone.' }] });
}

async function editsMissing({ raynet, phone, keys }: Desk): Promise<string[]> {
	const [sources, inside] = [await raynet.sources(), await phone.inLabel(label)];
	const office = (name: string) => sources.get(keys.get(name) ?? '')?.card;
	const problems: string[] = [];
	if (office('Poznámková')?.note !== 'Noted on the phone.') problems.push('The note from the phone is not in Raynet.');
	if (!inside.get('Telefonní')?.phones.includes('+420605000222')) problems.push('The number from Raynet is not on the phone.');
	for (const [where, note] of [['Raynet', office('Sporná')?.note], ['Google', inside.get('Sporná')?.note]]) {
		if (note !== 'Later, on the phone.') problems.push(`After the conflict, ${where} has "${note ?? ''}" and not the later note.`);
	}
	return problems;
}

async function leaveAndCome({ raynet, phone, keys }: Desk): Promise<void> {
	const inside = await phone.inLabel(label);
	const on = (name: string): string => inside.get(name)?.resourceName ?? '';
	await phone.unlabel(on('Odznačená'), label);
	await raynet.untag(keys.get('Odebraný') ?? '', tag);
	await phone.remove(on('Smazaná'));
	await phone.create({ names: [{ givenName: 'Jan', familyName: 'Ztelefonu' }], phoneNumbers: [{ value: '+420 606 000 333', type: 'mobile' }] }, label);
	await raynet.create({ firstName: 'Jan', lastName: 'Zkanceláře', contactInfo: { tel1: '+420 606 000 444', tel1Type: 'mobil' }, tags: [tag] });
}

async function movesMissing(desk: Desk): Promise<string[]> {
	const { raynet, phone, keys } = desk;
	const [sources, inside] = [await raynet.sources(), await phone.inLabel(label)];
	const problems = await missing(desk, ['Klidný', 'Ztelefonu', 'Zkanceláře']);
	for (const name of ['Odznačená', 'Smazaná']) if (sources.get(keys.get(name) ?? '')?.tags.includes(tag)) problems.push(`${name} still has the tag in Raynet.`);
	for (const name of ['Odebraný', 'Smazaná']) if (inside.has(name)) problems.push(`${name} is still in the label.`);
	const created = [...sources.values()].filter(({ card }) => card.family === 'Ztelefonu');
	if (created.length !== 1) problems.push(`The new contact from the phone is in Raynet ${created.length} times.`);
	if (created.some(({ tags }) => !tags.includes(tag))) problems.push('The new contact from the phone does not have the tag in Raynet.');
	return problems;
}

async function comeBack({ phone }: Desk): Promise<void> {
	const contact = (await phone.all()).find(({ family }) => family === 'Odznačená');
	await phone.label(contact?.resourceName ?? '', label);
}

async function comebackMissing({ raynet, keys }: Desk): Promise<string[]> {
	const back = (await raynet.sources()).get(keys.get('Odznačená') ?? '');
	return back?.tags.includes(tag) ? [] : ['Odznačená is on the label again, and does not have the tag in Raynet again.'];
}
