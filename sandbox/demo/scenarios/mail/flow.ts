import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowFile } from '../../../n8n/launcher';
import { ecomailCredential, raynetCredential, references } from '../../credentials';
import { readTemplate, type WorkflowChanges } from '../../workflows';
import type { Report, Stage, Step } from '../types';
import { createMeter, type Watched } from '../watch';

export type MailWorkflow = WorkflowFile & { id: string };

export const emailTriggerType = 'n8n-nodes-contact-sync.emailMarketingTrigger';
export const emailTagType = 'n8n-nodes-contact-sync.emailMarketingTag';
export const crmTriggerType = 'n8n-nodes-contact-sync.crmTrigger';
export const scheduleType = 'n8n-nodes-base.scheduleTrigger';

/** Of the sandbox; good nowhere else. */
export const secret = 'sandbox-webhook-secret';

/** Lists of the data set that every sandbox starts with. */
export const seededList = 1;

export const listOf = (id: number): { list: unknown } => ({ list: { __rl: true, mode: 'id', value: String(id) } });

/** A template with the credentials of the sandbox. Triggers that are called by hand get an address that is known beforehand. */
export function mailWorkflow(root: string, template: string, changes: Pick<WorkflowChanges, 'id' | 'name' | 'parameters'>): MailWorkflow {
	const credentials = references([raynetCredential(''), ecomailCredential('')]);
	const file = readTemplate(root, template, { ...changes, credentials });
	const nodes = file.nodes.map((node) => (node.type === emailTriggerType ? { ...node, webhookId: webhookIdOf(changes.id, node.name) } : node));
	return { ...file, nodes, id: changes.id };
}

/** The production URL of a trigger that is called by hand. */
export function webhookUrl(n8nUrl: string, workflowId: string, node: string): string {
	return `${n8nUrl}/webhook/${webhookIdOf(workflowId, node)}/webhook`;
}

function webhookIdOf(workflowId: string, node: string): string {
	return `${workflowId}-${node.toLowerCase().replace(/[^a-z]+/g, '-')}`;
}

/** One step of a flow's story: what people do, and what has to be so afterwards. */
export interface MailChapter {
	name: string;
	act(): Promise<void>;
	/** What is not as it has to be yet, each as a sentence. */
	problems(): Promise<string[]>;
}

const limitMs = 90_000;

/** Plays the chapters one after the other; ends with the first that goes wrong. `own` are the requests of the check itself. */
export async function playChapters(stage: Stage, watched: readonly Watched[], own: Record<string, () => number>, chapters: readonly MailChapter[]): Promise<Report> {
	const meter = createMeter(stage, watched, own);
	const steps: Step[] = [];
	for (const { name, act, problems } of chapters) {
		stage.progress(name);
		await act();
		const wrong = await untilSettled(stage, watched, problems);
		steps.push(asTold(await meter.step(name)));
		if (wrong.length > 0) return { steps, problems: [...wrong.map((problem) => `${name}: ${problem}`), ...(await meter.failures())] };
	}
	return { steps, problems: await meter.failures() };
}

/** The table of the demo has one word for what each node calls by its own. */
function asTold({ name, counts, calls }: Step): Step {
	const { created = 0, updated = 0, create = 0, update = 0, unsubscribe = 0, ...rest } = counts;
	return { name, counts: { ...rest, create: create + created, update: update + updated + unsubscribe }, calls };
}

/** What comes by webhook comes within seconds, so it is looked for every second. */
async function untilSettled(stage: Stage, watched: readonly Watched[], problems: () => Promise<string[]>): Promise<string[]> {
	const limit = Date.now() + limitMs;
	for (;;) {
		stage.signal.throwIfAborted();
		const wrong = (await isBusy(stage, watched)) ? ['n8n is still busy.'] : await problems();
		if (wrong.length === 0 && !(await isBusy(stage, watched))) return [];
		if (Date.now() > limit) return wrong;
		await sleep(1_000, undefined, { signal: stage.signal });
	}
}

async function isBusy({ client }: Stage, watched: readonly Watched[]): Promise<boolean> {
	for (const { workflow } of watched) if (await client.isRunning(workflow.id)) return true;
	return false;
}

/** What `act` makes n8n do: executions, for so many of which it is waited, and writes to a service. */
export async function effectsOf(stage: Stage, { workflow }: Watched, service: string, expected: number, act: () => Promise<void>): Promise<{ executions: number; writes: number }> {
	const executions = async (): Promise<number> => (await stage.client.executions(workflow.id)).length;
	const writes = (): number => stage.sandbox.calls(service).filter(({ committed }) => committed).length;
	const before = { executions: await executions(), writes: writes() };
	await act();
	const limit = Date.now() + 30_000;
	while ((await executions()) < before.executions + expected && Date.now() < limit) await sleep(300, undefined, { signal: stage.signal });
	// That nothing more comes, only time can tell.
	await sleep(1_500, undefined, { signal: stage.signal });
	while (await stage.client.isRunning(workflow.id)) await sleep(300, undefined, { signal: stage.signal });
	return { executions: (await executions()) - before.executions, writes: writes() - before.writes };
}

/** The status that n8n answers a call with. */
export async function post(url: string, body: unknown): Promise<number> {
	// A busy n8n closes an idle connection in the moment in which it is used again.
	const headers = { 'content-type': 'application/json', connection: 'close' };
	const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
	await answer.arrayBuffer();
	return answer.status;
}
