import type { WorkflowFile } from '../../n8n/launcher';
import type { Chapter } from './story';
import type { Stage } from './types';
import { pause } from './watch';

export interface ByHand extends Chapter {
	/** Both sides whole, read over plain HTTP. */
	held(): Promise<unknown>;
}

/**
 * The flow on demand, unpublished: one run by hand does everything, the next one writes nothing and leaves both sides as
 * they are. Returns what is wrong.
 */
export async function byHand(stage: Stage, workflow: WorkflowFile & { id: string }, trigger: string, { name, act, problems, held }: ByHand): Promise<string[]> {
	stage.progress(`${name}: one run by hand, and another one that writes nothing`);
	await pause(stage, { workflow });
	await act();
	const first = await stage.client.runByHand(workflow.id, trigger);
	const wrong = await problems();
	const [before, sides] = [written(stage), JSON.stringify(await held())];
	const second = await stage.client.runByHand(workflow.id, trigger);
	return [
		...[first, second].filter(({ status }) => status !== 'success').map(({ id, error }) => `The run by hand ${id} failed: ${error ?? 'no reason given'}`),
		...wrong,
		...(written(stage) === before ? [] : ['The second run by hand wrote something.']),
		...(JSON.stringify(await held()) === sides ? [] : ['After the second run by hand the sides are not as they were before it.']),
	];
}

function written({ sandbox }: Stage): number {
	return sandbox.calls().filter(({ committed }) => committed).length;
}
