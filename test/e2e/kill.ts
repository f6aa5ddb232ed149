import { setTimeout as sleep } from 'node:timers/promises';
import type { Lifetime } from '../../sandbox/demo/lifetime';
import { everyone, watch } from '../../sandbox/demo/scenarios/raynetToGoogle';
import { problemsOf } from '../../sandbox/demo/scenarios/raynetToGoogle/check';
import { openGoogle } from '../../sandbox/demo/scenarios/raynetToGoogle/google';
import { openRaynet } from '../../sandbox/demo/scenarios/raynetToGoogle/raynet';
import { untilRight } from '../../sandbox/demo/scenarios/watch';
import { owner, publishWorkflow, root, type Bench } from '../../sandbox/demo/setUp';
import { createClient, type N8nClient } from '../../sandbox/n8n/launcher';
import type { OpenBench } from './bench';
import { same, type Checks } from './checks';

const size = { people: 1500, companies: 100 };
const limitMs = 180_000;
const workflow = everyone(root);

/** A power cut while a batch is on its way: it is carried out, and nobody hears the answer. */
export async function killChecks(checks: Checks, lifetime: Lifetime, open: OpenBench): Promise<void> {
	const bench = await open('e2e-kill', size);
	const { sandbox, server } = bench;
	// The minute quota is another test's business.
	sandbox.service('google').control('quota.set', { criticalReads: 6_000, criticalWrites: 6_000 });
	const raynet = openRaynet(sandbox.baseUrl);
	const google = openGoogle(sandbox.baseUrl, 'owner');
	const strangers = await google.contacts();

	await killInMidBatch(checks, bench);
	await server.restart();
	const client = createClient(server.baseUrl);
	await client.login(owner);
	await retryCrashed(checks, client);
	await checks.that('killed in mid-sync, started again and retried: nothing is doubled and nothing is lost', async () => {
		const inScope = await raynet.sources();
		const stage = { ...bench, client, root, progress: () => undefined, signal: lifetime.signal };
		return untilRight(stage, [watch(workflow)], limitMs, async () =>
			problemsOf(await google.contacts(), { instance: 'acme', inScope, left: [], label: 'RAYNET CRM', strangers }),
		);
	});
	await server.stop();
}

async function killInMidBatch(checks: Checks, { sandbox, server, client }: Bench): Promise<void> {
	await checks.that('n8n is killed while a batch is on its way', async () => {
		sandbox.fault({ service: 'google', op: 'people.batchCreate', after: 3, times: 1, effect: { kind: 'slow', ms: 3_000 } });
		await publishWorkflow(client, workflow);
		const batches = (): number => sandbox.calls('google').filter(({ op }) => op === 'people.batchCreate').length;
		const limit = Date.now() + limitMs;
		while (batches() < 3) {
			if (Date.now() > limit) return ['The sync did not get to its third batch.'];
			await sleep(20);
		}
		// By now the fourth one is on its way, and is held back for 3 s.
		await sleep(1_000);
		await server.kill();
		await sleep(3_000);
		return same(batches(), 4);
	});
}

/** n8n does not go on by itself with an execution that it found dead; the editor offers to retry it. */
async function retryCrashed(checks: Checks, client: N8nClient): Promise<void> {
	await checks.that('n8n shows the execution as crashed, and it can be retried', async () => {
		const executions = await client.executions(workflow.id);
		const crashed = executions.filter(({ status }) => status === 'crashed');
		for (const { id } of crashed) await client.retry(id);
		return crashed.length > 0 ? [] : [`No execution is marked as crashed, but: ${executions.map(({ status }) => status).join(', ')}.`];
	});
}
