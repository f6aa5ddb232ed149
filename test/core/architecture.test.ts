import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { lineViolations, violationsOf } from './architecture';

const root = path.join(__dirname, '../..');
const published = ['nodes', 'credentials', 'core', 'connectors'];
const unpublished = ['sandbox', 'test', 'scripts'];

function sourcesIn(folder: string): string[] {
	return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
		const file = `${folder}/${entry.name}`;
		if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : sourcesIn(file);
		return /\.m?[jt]s$/.test(entry.name) ? [file] : [];
	});
}

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

describe('the house', () => {
	const sources = published.flatMap(sourcesIn);

	test('imports go inwards only, core and connectors are given their surroundings, core names no product', () => {
		expect(sources.length).toBeGreaterThan(10);
		expect(sources.flatMap((file) => violationsOf(file, read(file)))).toEqual([]);
	});

	test('no source file is longer than 400 lines', () => {
		const all = [...sources, ...unpublished.flatMap(sourcesIn)];
		expect(all.flatMap((file) => lineViolations(file, read(file)))).toEqual([]);
	});

	test('lock files name no registry, so that they fit every one', () => {
		expect(['package-lock.json', 'sandbox/n8n/package-lock.json'].filter((file) => /"resolved": "http/.test(read(file)))).toEqual([]);
	});
});

describe('the check of the house', () => {
	test.each([
		['core/sync/plan.ts', "import { x } from '../../connectors/memory';", 'imports connectors/memory/'],
		['core/sync/plan.ts', "import type { INode } from 'n8n-workflow';", 'imports n8n-workflow'],
		['core/contact/text.ts', "import { x } from '../sync/plan';", 'imports core/sync/plan/'],
		['core/sync/plan.ts', "import { parse } from 'libphonenumber-js/min';", 'imports libphonenumber-js/min, which only core/contact/phone.ts may'],
		['connectors/google/index.ts', "import { plan } from '../../core/sync';", 'imports core/sync/'],
		['connectors/google/index.ts', "import { people } from '@googleapis/people';", 'imports @googleapis/people'],
		['connectors/crm/raynet/index.ts', "import { x } from '../../google';", 'imports connectors/google/'],
		['connectors/crm/raynet/index.ts', "export * from '../creatio/map';", 'imports connectors/crm/creatio/map/'],
		['connectors/crm/raynet/index.ts', "const fs = require('fs');", 'imports fs'],
		['nodes/X/X.node.ts', "import { startSandbox } from '../../sandbox/kit';", 'imports sandbox/kit/'],
		['core/sync/run.ts', 'export const now = Date.now();', 'uses Date.now, which has to be passed in'],
		['connectors/http/caller.ts', 'const jitter = Math.random();', 'uses Math.random, which has to be passed in'],
		['core/sync/plan.ts', "const crm = 'raynet';", 'names the product "raynet"'],
	])('%s with %s is refused', (file, text, what) => {
		expect(violationsOf(file, text)).toEqual([`${file}: ${what}`]);
	});

	test.each([
		['core/contact/phone.ts', "import { parse } from 'libphonenumber-js/min';"],
		['core/sync/plan.ts', "// As Google does.\nimport { x } from '../contact/contact';"],
		['connectors/google/raw.ts', "import type { people_v1 } from '@googleapis/people';"],
		['connectors/crm/raynet/index.ts', "import { x } from './map';\nimport { SyncError } from '../../../core/errors';"],
		['connectors/google/map/read.ts', "import { x } from '../raw';\nimport { y } from './own';"],
		['nodes/X/X.node.ts', "import { x } from '../../connectors/google';\nimport { y } from '../../core/sync';"],
	])('%s with %s is let through', (file, text) => {
		expect(violationsOf(file, text)).toEqual([]);
	});

	test('a file of 401 lines is refused', () => {
		expect(lineViolations('core/a.ts', 'x;\n'.repeat(401))).toEqual(['core/a.ts: 401 lines, more than 400']);
		expect(lineViolations('core/a.ts', 'x;\n'.repeat(400))).toEqual([]);
	});
});
