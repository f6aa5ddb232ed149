import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const docs = readFileSync(join(root, 'docs/behaviour.md'), 'utf8');

/** "`test/core/a.test.ts`: name of the test" in the last cell of a row. */
const NAMED = /\| `(test\/[\w/.]+)`: (.+?) \|$/;

const twoWay = docs.slice(docs.indexOf('# Two-way')).split('\n');
const rows = twoWay.filter((line, index) => line.startsWith('|') && !/^\| ---/.test(line) && !/^\| ---/.test(twoWay[index + 1] ?? ''));

test('every row of the two-way tables names its test, and that test exists', () => {
	expect(rows.length).toBeGreaterThan(30);
	const missing = rows.filter((row) => {
		const [, file, name] = NAMED.exec(row) ?? [];
		return !file || !name || !readFileSync(join(root, file), 'utf8').includes(`'${name}'`);
	});
	expect(missing).toEqual([]);
});
