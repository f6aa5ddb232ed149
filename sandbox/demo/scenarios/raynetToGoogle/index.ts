import type { WorkflowFile } from '../../../n8n/launcher';
import { googleCredential, googleType, raynetCredential, raynetType } from '../../credentials';
import { publishWorkflow } from '../../setUp';
import { readTemplate } from '../../workflows';
import type { Report, Scenario, Stage } from '../types';
import { createMeter, untilRight, type Meter, type Watched } from '../watch';
import { changePeople } from './changes';
import { problemsOf } from './check';
import { openGoogle, type Contact, type GoogleAccount } from './google';
import { openRaynet, type RaynetDesk, type Source } from './raynet';

const template = 'raynet-to-google-contacts.json';
const everything = { label: 'RAYNET CRM' };
const tagged = { tag: 'VIP', label: 'VIP from Raynet' };
const limitMs = 300_000;

export const raynetToGoogle: Scenario = {
	title: 'Raynet to Google Contacts',
	credentials: (url) => [raynetCredential(url), googleCredential(url), googleCredential(url, 'colleague')],
	workflow: everyone,
	run,
};

/** The template as it is: everyone in Raynet goes to the owner's Google account. */
export function everyone(root: string): WorkflowFile & { id: string } {
	const credentials = { [raynetType]: raynetCredential(''), [googleType]: googleCredential('') };
	return { ...readTemplate(root, template, { id: 'demoRaynetToGoogle', credentials: references(credentials) }), id: 'demoRaynetToGoogle' };
}

/** The template with a tag as its scope: a colleague's Google account gets those that carry it. */
function vips(root: string): WorkflowFile & { id: string } {
	const id = 'demoRaynetTagGoogle';
	const credentials = { [raynetType]: raynetCredential(''), [googleType]: googleCredential('', 'colleague') };
	const parameters = {
		'n8n-nodes-contact-sync.crmTrigger': { scope: 'tag', tag: { __rl: true, mode: 'name', value: tagged.tag } },
		'n8n-nodes-contact-sync.contactSync': { scope: 'tag', tag: { __rl: true, mode: 'name', value: tagged.tag }, label: { __rl: true, mode: 'name', value: tagged.label } },
		'n8n-nodes-contact-sync.googleContactsUpsert': { label: { __rl: true, mode: 'name', value: tagged.label } },
	};
	const name = `Raynet to Google Contacts, those tagged ${tagged.tag}`;
	return { ...readTemplate(root, template, { id, name, credentials: references(credentials), parameters }), id };
}

function references(credentials: Record<string, { id: string; name: string }>): Record<string, { id: string; name: string }> {
	return Object.fromEntries(Object.entries(credentials).map(([type, { id, name }]) => [type, { id, name }]));
}

export function watch(workflow: WorkflowFile & { id: string }): Watched {
	const worker = workflow.nodes.find(({ type }) => type === 'n8n-nodes-contact-sync.googleContactsUpsert');
	if (!worker) throw new Error(`The workflow "${workflow.name}" has no node that writes to Google.`);
	return { workflow, workers: [worker.name] };
}

/** One flow, its Google account, and what was in it before the flow began. */
interface Flow {
	watched: Watched;
	account: GoogleAccount;
	label: string;
	strangers: readonly Contact[];
	takesPart(source: Source): boolean;
}

async function run(stage: Stage): Promise<Report> {
	const raynet = openRaynet(stage.sandbox.baseUrl);
	const accounts = [openGoogle(stage.sandbox.baseUrl, 'owner'), openGoogle(stage.sandbox.baseUrl, 'colleague')] as const;
	const flows: Flow[] = [
		{ watched: watch(everyone(stage.root)), account: accounts[0], label: everything.label, strangers: await accounts[0].contacts(), takesPart: () => true },
		{ watched: watch(vips(stage.root)), account: accounts[1], label: tagged.label, strangers: await accounts[1].contacts(), takesPart: ({ tags }) => tags.includes(tagged.tag) },
	];
	const meter = createMeter(stage, flows.map(({ watched }) => watched), {
		raynet: raynet.requests,
		google: () => accounts[0].requests() + accounts[1].requests(),
	});
	const first = await firstSync(stage, raynet, flows, meter);
	if (first.problems.length > 0) return first;
	const second = await changesArrive(stage, raynet, flows, meter);
	const steps = [...first.steps, ...second.steps];
	const refused = steps.filter(({ counts }) => counts['failed']).map(({ name, counts }) => `${name}: ${counts['failed']} contacts failed.`);
	return { steps, problems: [...second.problems, ...refused] };
}

async function firstSync(stage: Stage, raynet: RaynetDesk, flows: readonly Flow[], meter: Meter): Promise<Report> {
	const sources = await raynet.sources();
	for (const { watched } of flows) {
		stage.progress(`publishing "${watched.workflow.name}"`);
		await publishWorkflow(stage.client, watched.workflow);
	}
	stage.progress(`waiting for the first sync of ${sources.size} records`);
	const problems = await settled(stage, flows, sources, new Map());
	return { steps: [await meter.step('First sync')], problems: [...problems, ...(await meter.failures())] };
}

async function changesArrive(stage: Stage, raynet: RaynetDesk, flows: readonly Flow[], meter: Meter): Promise<Report> {
	const before = await raynet.sources();
	for (const line of await changePeople(raynet, before, tagged.tag)) stage.progress(line);
	const after = await raynet.sources();
	stage.progress('waiting for that to arrive');
	const problems = await settled(stage, flows, after, before);
	return { steps: [await meter.step('Changes by hand')], problems: [...problems, ...(await meter.failures())] };
}

/** Problems of all flows once they rest, or at the limit. */
async function settled(stage: Stage, flows: readonly Flow[], now: ReadonlyMap<string, Source>, before: ReadonlyMap<string, Source>): Promise<string[]> {
	return untilRight(stage, flows.map(({ watched }) => watched), limitMs, async () => {
		const found: string[] = [];
		for (const { account, label, strangers, takesPart } of flows) {
			const inScope = new Map([...now].filter(([, source]) => takesPart(source)));
			const left = [...before.values()].filter((source) => takesPart(source) && !inScope.has(source.key)).map(({ key }) => key);
			found.push(...problemsOf(await account.contacts(), { instance: 'acme', inScope, left, label, strangers }));
		}
		return found;
	});
}
