import { setTimeout as sleep } from 'node:timers/promises';
import type { Execution, WorkflowFile } from '../../n8n/launcher';
import type { Stage, Step } from './types';

/** A workflow that is being watched, with what was already told of it. */
export interface Watched {
	workflow: WorkflowFile & { id: string };
	/** Names of the nodes whose items say what was done. */
	workers: readonly string[];
}

const WORKERS = ['n8n-nodes-contact-sync.googleContactsUpsert', 'n8n-nodes-contact-sync.crmContact', 'n8n-nodes-contact-sync.contactSync'];

/** Names of the nodes that write contacts. */
export function workersOf({ nodes }: WorkflowFile): string[] {
	return nodes.filter(({ type }) => WORKERS.includes(type)).map(({ name }) => name);
}

export interface Meter {
	/** What the workflows did since the last reading. */
	step(name: string): Promise<Step>;
	/** Executions that failed as a whole since the start of the meter, each as a sentence. */
	failures(): Promise<string[]>;
}

/** Counts what the workflows report and the requests they make; `own` are the requests of the check itself. */
export function createMeter({ client, sandbox }: Stage, watched: readonly Watched[], own: Record<string, () => number>): Meter {
	const told = new Set<string>();
	const readCalls = (): Record<string, number> =>
		Object.fromEntries(Object.entries(own).map(([service, requests]) => [service, sandbox.calls(service).length - requests()]));
	let before = readCalls();
	const executionsOf = async ({ workflow }: Watched): Promise<Execution[]> => client.executions(workflow.id);
	return {
		async step(name) {
			const counts: Record<string, number> = {};
			for (const one of watched) {
				for (const { id, output } of (await executionsOf(one)).filter((execution) => !told.has(execution.id))) {
					told.add(id);
					for (const item of one.workers.flatMap((worker) => output[worker] ?? [])) countItem(counts, item);
				}
			}
			const now = readCalls();
			const calls = Object.fromEntries(Object.entries(now).map(([service, total]) => [service, total - (before[service] ?? 0)]));
			before = now;
			return { name, counts, calls };
		},
		async failures() {
			const all = await Promise.all(watched.map(executionsOf));
			const failed = all.flat().filter(({ status }) => status === 'error' || status === 'crashed');
			return failed.map(({ id, error }) => `Execution ${id} failed: ${error ?? 'no reason given'}`);
		},
	};
}

/** A summary item is about no single contact. */
function countItem(counts: Record<string, number>, item: Record<string, unknown>): void {
	if (typeof item['action'] === 'string') count(counts, item['action']);
	else if (item['error'] !== undefined) count(counts, 'failed');
}

function count(counts: Record<string, number>, kind: string): void {
	counts[kind] = (counts[kind] ?? 0) + 1;
}

/** Looks again and again until nothing is wrong and nothing runs any more; what is still wrong at the limit is returned. */
export async function untilRight(stage: Stage, watched: readonly Watched[], limitMs: number, problems: () => Promise<string[]>): Promise<string[]> {
	const limit = Date.now() + limitMs;
	for (;;) {
		// While n8n works on it, looking would only use up the quota that it needs.
		const wrong = (await untilIdle(stage, watched, limit)) ? await problems() : [`n8n was still busy after ${limitMs / 1000} s.`];
		if (wrong.length === 0 && !(await isBusy(stage, watched))) return [];
		if (Date.now() > limit) return wrong;
		await sleep(wrong.length === 0 ? 200 : 3_000, undefined, { signal: stage.signal });
	}
}

/** False at the limit. */
async function untilIdle(stage: Stage, watched: ReadonlyArray<Pick<Watched, 'workflow'>>, limit: number): Promise<boolean> {
	for (;;) {
		stage.signal.throwIfAborted();
		if (!(await isBusy(stage, watched))) return true;
		if (Date.now() > limit) return false;
		await sleep(500, undefined, { signal: stage.signal });
	}
}

/** Takes a workflow off the air, and waits for what it is still at. */
export async function pause(stage: Stage, watched: Pick<Watched, 'workflow'>): Promise<void> {
	await stage.client.unpublish(watched.workflow.id);
	if (!(await untilIdle(stage, [watched], Date.now() + pauseLimitMs))) throw new Error(`"${watched.workflow.name}" was still busy after ${pauseLimitMs / 1000} s.`);
}

const pauseLimitMs = 60_000;

async function isBusy({ client }: Stage, watched: ReadonlyArray<Pick<Watched, 'workflow'>>): Promise<boolean> {
	for (const { workflow } of watched) if (await client.isRunning(workflow.id)) return true;
	return false;
}
