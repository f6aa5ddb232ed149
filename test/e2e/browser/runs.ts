import type { ConsoleMessage } from 'playwright-core';
import type { WorkflowFile } from '../../../sandbox/n8n/launcher';
import { googleType, raynetType } from '../../../sandbox/demo/credentials';
import type { Checks } from '../checks';
import { known } from './allNodes';
import { nodeOf } from './editorPage';
import type { Place } from './place';

const worker = 'Sync VIPs';

/** A run by hand with its output, and one that fails. */
export async function runChecks(checks: Checks, { editor, bench, take }: Place): Promise<void> {
	const { page } = editor;
	const execute = (workflow: ReturnType<typeof syncOnce>, state: 'success' | 'error'): Promise<void> => executeByHand({ bench, editor }, workflow, state);
	await checks.that('a preview is run by hand, and its output says what would be done with whom', async () => {
		await execute(syncOnce('editorPreview', 'preview', 'VIP'), 'success');
		await editor.openNode(worker);
		const output = page.getByTestId('ndv-output-panel').or(page.getByTestId('output-panel')).first();
		await output.getByText('create').first().waitFor();
		await take('preview-output', page);
		await editor.closeNode();
		return [];
	});
	await checks.that('a preview of a scope in which nobody is says that there is nothing to do', async () => {
		await execute(syncOnce('editorNobody', 'preview', 'nobody'), 'success');
		await editor.openNode(worker);
		await page.getByTestId('ndv').getByText(/nothing to do/i).first().waitFor();
		await editor.closeNode();
		return [];
	});
	await checks.that('a sync is run by hand, and a line above its output counts what was done', async () => {
		await execute(syncOnce('editorSync', 'sync', 'VIP'), 'success');
		await editor.openNode(worker);
		await page.getByTestId('ndv').getByText(/\d+ created/).first().waitFor();
		await take('sync-output', page);
		await editor.closeNode();
		return [];
	});
	await checks.that('a sync of other people into the same label fails, and the editor says why and what to do', async () => {
		await execute(syncOnce('editorFails', 'sync', 'phone book'), 'error');
		await editor.openNode(worker);
		const message = page.getByTestId('node-error-message').first();
		await message.waitFor();
		const text = await message.innerText();
		await take('run-fails', page);
		await editor.closeNode();
		// The browser notes every failed run as an error of its console.
		editor.troubles();
		return /scope.*differ.*Pass Guards Once/s.test(text) ? [] : [`It says "${text}".`];
	});
}

/** Of everybody, so that each of them is paired in one more account afterwards. */
export async function longRunCheck(checks: Checks, { editor, bench }: Place): Promise<void> {
	const { page } = editor;
	await checks.that('a long run tells in the console of the browser how far it is', async () => {
		const told: string[] = [];
		const listen = (message: ConsoleMessage): void => void told.push(message.text());
		page.on('console', listen);
		await executeByHand({ bench, editor }, syncOnce('editorLong', 'sync', undefined), 'success');
		page.off('console', listen);
		return told.some((text) => /\d+ of \d+ writes are done\./.test(text)) ? [] : [`It tells "${told.join(' | ')}".`];
	});
}

async function executeByHand({ bench, editor }: Pick<Place, 'bench' | 'editor'>, workflow: WorkflowFile & { id: string }, state: 'success' | 'error'): Promise<void> {
	await bench.client.createWorkflow(workflow);
	await editor.open(workflow.id);
	await editor.page.getByTestId('execute-workflow-button').first().click();
	await nodeOf(editor.page, worker).getByTestId(state === 'success' ? 'canvas-node-status-success' : 'node-issues').waitFor();
}

/** `tag` undefined: everybody, into a label of their own, one-way. */
function syncOnce(id: string, operation: string, tag: string | undefined): WorkflowFile & { id: string } {
	const locator = (value: string) => ({ __rl: true, mode: 'name', value });
	const whom = tag === undefined ? { scope: 'all', label: locator('Everybody'), direction: 'toGoogle' } : { scope: 'tag', tag: locator(tag), label: locator('VIPs') };
	const references = [raynetType, googleType].flatMap((type) => (known[type] ? [[type, known[type]] as const] : []));
	return {
		id,
		name: operation === 'preview' ? 'What would a sync do?' : `Sync people tagged ${tag ?? 'or not'}`,
		nodes: [
			{ id: '00000000-0000-4000-8000-0000000000a1', name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
			{
				id: '00000000-0000-4000-8000-0000000000a2',
				name: worker,
				type: 'n8n-nodes-contact-sync.contactSync',
				typeVersion: 1,
				position: [300, 0],
				parameters: { operation, records: 'person', ...whom, read: 'everything' },
				credentials: Object.fromEntries(references),
			},
		],
		connections: { Start: { main: [[{ node: worker, type: 'main', index: 0 }]] } },
		settings: {},
	};
}
