import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../../sandbox/demo/setUp';
import type { WorkflowFile } from '../../../sandbox/n8n/launcher';
import type { Place } from './place';

/** One picture of each template, as it looks after the import. */
export async function templatePictures({ bench, editor, take }: Place): Promise<void> {
	const { page } = editor;
	const files = readdirSync(path.join(root, 'templates')).filter((file) => file.endsWith('.json'));
	for (const [n, file] of files.entries()) {
		const { name, nodes, connections, settings } = JSON.parse(readFileSync(path.join(root, 'templates', file), 'utf8')) as WorkflowFile;
		const id = `picture${n}`;
		await bench.client.createWorkflow({ id, name, nodes, connections, settings });
		await editor.open(id);
		await page.waitForTimeout(1_500);
		await page.getByTestId('zoom-to-fit').click();
		await page.waitForTimeout(1_000);
		await take(path.basename(file, '.json'), page);
	}
}
