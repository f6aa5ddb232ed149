import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { transformSync } from 'esbuild';
import { root } from '../pages';
import type { Mutation } from './mutations';

const PARTS = ['core', 'connectors', 'nodes', 'credentials', 'sandbox', 'templates', 'icons', 'test', 'dist', 'package.json', 'jest.config.js', 'tsconfig.json', 'README.md', 'LICENSE'];

/** What tests need of the tree, with what was built last. */
export function copyOfTree(): string {
	if (!existsSync(path.join(root, 'dist'))) throw new Error('Run "npm run build" first: some of the tests run the built nodes.');
	const copy = mkdtempSync(path.join(tmpdir(), 'promises-'));
	const isInstalled = (file: string): boolean => file.startsWith(path.join(root, 'sandbox/n8n/node_modules'));
	for (const part of PARTS) cpSync(path.join(root, part), path.join(copy, part), { recursive: true, filter: (file) => !isInstalled(file) });
	symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
	return copy;
}

export function removeCopy(copy: string): void {
	rmSync(copy, { recursive: true, force: true });
}

/** Changes the source and the built file: some tests run the one, some the other. Throws where it does not fit. */
export function putMutated(copy: string, { file, find, replace }: Mutation): void {
	const source = readFileSync(path.join(root, file), 'utf8');
	const places = source.split(find).length - 1;
	if (places !== 1) throw new Error(`A switch fits ${places} places of ${file}; it has to fit one.`);
	const mutated = source.replace(find, () => replace);
	writeFileSync(path.join(copy, file), mutated);
	writeFileSync(path.join(copy, builtFrom(file)), transformSync(mutated, { loader: 'ts', format: 'cjs', target: 'es2021' }).code);
}

export function restore(copy: string, file: string): void {
	for (const one of [file, builtFrom(file)]) cpSync(path.join(root, one), path.join(copy, one));
}

function builtFrom(file: string): string {
	return path.join('dist', file.replace(/\.ts$/, '.js'));
}
