import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { root } from '../../../sandbox/demo/setUp';

/** no: a normal run leaves the tree as it is. */
export type Pictures = 'yes' | 'no';

export type Take = (name: string, of: Page | Locator) => Promise<void>;

const folder = path.join(root, 'docs/pictures');
const mostBytes = 150_000;

/** What passes by, and what lies over the last row of a workflow. */
const unwanted = '.el-notification, [data-sonner-toaster], :has(> [data-test-id="execute-workflow-button"]), :has(> * > [data-test-id="execute-workflow-button"]) { visibility: hidden !important; }';

/** Writes docs/pictures/<name>.png, with few colours, so that it stays small. Throws when it does not. */
export function photographer(pictures: Pictures): Take {
	if (pictures === 'no') return async () => undefined;
	mkdirSync(folder, { recursive: true });
	return async (name, of) => {
		const file = path.join(folder, `${name}.png`);
		writeFileSync(file, await of.screenshot({ animations: 'disabled', caret: 'hide', style: unwanted }));
		const { error, status } = spawnSync('pngquant', ['--force', '--strip', '--output', file, '128', file]);
		if (error || status !== 0) throw new Error('The pictures need pngquant (Debian: apt-get install pngquant).');
		const { size } = statSync(file);
		if (size > mostBytes) throw new Error(`docs/pictures/${name}.png has ${size} bytes, more than ${mostBytes}.`);
	};
}
