import type { Report, Stage, Step } from './types';
import { createMeter, untilRight, type Watched } from './watch';

const limitMs = 240_000;

/** One step of a flow's story: what people do, and what has to be so afterwards. */
export interface Chapter {
	name: string;
	act(): Promise<void>;
	/** What is not as it has to be yet, each as a sentence. */
	problems(): Promise<string[]>;
}

/** Plays the chapters one after the other, and lets the flow come to rest. Ends with the first chapter that goes wrong. */
export async function playStory(stage: Stage, watched: Watched, own: Record<string, () => number>, chapters: readonly Chapter[]): Promise<Report> {
	const meter = createMeter(stage, [watched], own);
	const steps: Step[] = [];
	for (const { name, act, problems } of chapters) {
		await act();
		stage.progress(`${name}: waiting for it to arrive`);
		const wrong = await untilRight(stage, [watched], limitMs, problems);
		steps.push(await meter.step(name));
		if (wrong.length > 0) return { steps, problems: [...wrong, ...(await meter.failures())] };
	}
	return { steps, problems: [...(await quiet(stage, watched)), ...(await meter.failures())] };
}

/** Google's minute quota is the business of the first scenario, which waits for it; the others need not wait again. */
export function liftMinuteQuota({ sandbox }: Stage): void {
	sandbox.service('google').control('quota.set', { criticalReads: 6_000, criticalWrites: 6_000 });
}

/** Until all is noted, links included, and then two more rounds of everything, in which nothing is to be written. */
export async function quiet(stage: Stage, one: Watched): Promise<string[]> {
	stage.progress('until nothing is written any more, and two more rounds');
	const rounds = async (): Promise<number> => (await stage.client.executions(one.workflow.id)).length;
	const written = (): number => stage.sandbox.calls().filter(({ committed }) => committed).length;
	let since = { rounds: await rounds(), written: written() };
	return untilRight(stage, [one], limitMs, async () => {
		const now = { rounds: await rounds(), written: written() };
		if (now.written > since.written) since = now;
		return now.rounds >= since.rounds + 3 ? [] : ['The workflow does not come to rest: each round of it writes something.'];
	});
}
