import { setTimeout as sleep } from 'node:timers/promises';
import type { Lifetime } from '../../sandbox/demo/lifetime';
import { openRaynet, type RaynetDesk } from '../../sandbox/demo/scenarios/raynetToGoogle/raynet';
import { openPhone, type Phone } from '../../sandbox/demo/scenarios/phone';
import { label, tag, watched } from '../../sandbox/demo/scenarios/raynetWithGoogle';
import { quiet } from '../../sandbox/demo/scenarios/story';
import type { Stage } from '../../sandbox/demo/scenarios/types';
import { untilRight } from '../../sandbox/demo/scenarios/watch';
import { owner, publishWorkflow, root, type Bench } from '../../sandbox/demo/setUp';
import { createClient } from '../../sandbox/n8n/launcher';
import type { OpenBench } from './bench';
import type { Checks } from './checks';

const limitMs = 180_000;
const PEOPLE = ['První', 'Druhá', 'Třetí', 'Čtvrtá'];
const flow = watched(root);

/** A power cut while edits from the phone are on their way to Raynet: nobody retries anything, the next rounds heal it. */
export async function killBothWaysChecks(checks: Checks, lifetime: Lifetime, open: OpenBench): Promise<void> {
	const bench = await open('e2e-kill-both', { people: 20, companies: 2 });
	const raynet = openRaynet(bench.sandbox.baseUrl);
	const phone = openPhone(bench.sandbox.baseUrl, 'assistant');
	const stage: Stage = { ...bench, root, progress: () => undefined, signal: lifetime.signal };

	await checks.that('both ways: the people with the tag are on the phone', async () => {
		await phone.createLabel(label);
		for (const lastName of PEOPLE) await raynet.create({ firstName: 'Jana', lastName, tags: [tag] });
		await publishWorkflow(bench.client, flow.workflow);
		return untilRight(stage, [flow], limitMs, async () => PEOPLE.length - (await phone.inLabel(label)).size === 0 ? [] : ['Somebody is missing on the phone.']);
	});
	await checks.that('both ways: n8n is killed while edits are on their way to Raynet', () => killInMidWrite(bench, phone));
	await bench.server.restart();
	const client = createClient(bench.server.baseUrl);
	await client.login(owner);
	await checks.that('both ways: started again, everything arrives once, without anybody retrying', () =>
		untilRight({ ...stage, client }, [flow], limitMs, () => problems(raynet, phone)),
	);
	await checks.that('both ways: and then nothing is written any more', () => quiet({ ...stage, client }, flow));
	await bench.server.stop();
}

async function killInMidWrite({ sandbox, server }: Bench, phone: Phone): Promise<string[]> {
	const slow = { kind: 'slow', ms: 3_000 } as const;
	sandbox.fault({ service: 'raynet', op: 'person.update', after: 1, times: 1, effect: slow });
	sandbox.fault({ service: 'raynet', op: 'person.create', times: 1, effect: slow });
	for (const [name, { resourceName }] of await phone.inLabel(label)) await phone.edit(resourceName, { biographies: [{ value: `About ${name}` }] });
	await phone.create({ names: [{ givenName: 'Jan', familyName: 'Nový' }] }, label);
	const before = sandbox.calls('raynet').length;
	const writes = (): number => sandbox.calls('raynet').slice(before).filter(({ op }) => op === 'person.update' || op === 'person.create').length;
	const limit = Date.now() + limitMs;
	while (writes() === 0) {
		if (Date.now() > limit) return ['Nothing was written to Raynet.'];
		await sleep(20);
	}
	await sleep(500);
	await server.kill();
	await sleep(3_500);
	sandbox.clearFaults();
	return [];
}

async function problems(raynet: RaynetDesk, phone: Phone): Promise<string[]> {
	const people = [...(await raynet.sources()).values()];
	const inside = await phone.inLabel(label);
	const wrong: string[] = [];
	for (const name of [...PEOPLE, 'Nový']) {
		const found = people.filter(({ card }) => card.family === name);
		if (found.length !== 1) wrong.push(`${name} is in Raynet ${found.length} times.`);
		if (found.some(({ tags }) => !tags.includes(tag))) wrong.push(`${name} does not have the tag.`);
		if (!inside.has(name)) wrong.push(`${name} is not in the label.`);
		if (name !== 'Nový' && found[0]?.card.note !== `About ${name}`) wrong.push(`The note about ${name} is not in Raynet.`);
	}
	const everybody = (await phone.all()).map(({ family }) => family);
	return [...wrong, ...PEOPLE.filter((name) => everybody.filter((one) => one === name).length > 1).map((name) => `${name} is in Google twice.`)];
}
