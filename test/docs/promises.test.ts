import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describedNodes, namesIn } from './nodes';
import { root, exists } from './pages';
import { mutations } from './promises/mutations';
import { promises } from './promises/table';

const rows = promises();
const textOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');

test('every sentence of the four articles has a row with a test and a switch, or says why not', () => {
	expect(rows.length).toBeGreaterThan(60);
	expect(rows.filter(({ test: named, reason }) => !named && !reason).map(({ sentence }) => sentence)).toEqual([]);
	expect(rows.filter(({ mutation, reason }) => !mutation && !reason).map(({ sentence }) => sentence)).toEqual([]);
	expect(rows.filter(({ test: named, mutation }) => mutation && !named).map(({ sentence }) => sentence)).toEqual([]);
});

test('every test that is named exists', () => {
	const missing = rows.flatMap(({ test: named }) => {
		if (!named) return [];
		if (!exists(named.file)) return [named.file];
		return textOf(named.file).replaceAll("\\'", "'").includes(`'${named.title}'`) ? [] : [`${named.file}: ${named.title}`];
	});

	expect(missing).toEqual([]);
});

test('every parameter and option that is named exists in its node', () => {
	const nodes = describedNodes();
	const wrong = rows.flatMap(({ here }) =>
		[...here.matchAll(/\*\*([^*]+)\*\*: ((?:\*[^*]+\*(?:, | and )?)+)/g)].flatMap(([, node = '', names = '']) => {
			const known = nodes.find(({ displayName }) => displayName === node);
			return [...names.matchAll(/\*([^*]+)\*/g)].flatMap(([, name = '']) => (known && namesIn(known).includes(name) ? [] : [`${node}: ${name}`]));
		}),
	);

	expect(wrong).toEqual([]);
});

test('every node that is named exists', () => {
	const known = describedNodes().map(({ displayName }) => displayName);
	const named = rows.flatMap(({ here }) => [...here.matchAll(/\*\*([^*]+)\*\*/g)].map(([, name = '']) => name));

	expect(named.filter((name) => !known.includes(name) && name !== 'needs the vendor')).toEqual([]);
});

test('every switch is a mutation that fits one place, and every mutation is used', () => {
	const used = new Set(rows.flatMap(({ mutation }) => mutation ?? []));
	const places = Object.entries(mutations).map(([name, { file, find }]) => [name, textOf(file).split(find).length - 1]);

	expect([...used].filter((name) => !(name in mutations))).toEqual([]);
	expect(Object.keys(mutations).filter((name) => !used.has(name))).toEqual([]);
	expect(places.filter(([, count]) => count !== 1)).toEqual([]);
});
