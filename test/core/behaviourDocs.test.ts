import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
const docs = readFileSync(join(root, 'docs/behaviour.md'), 'utf8');

/** "`test/core/a.test.ts`: name of the test" in the last cell of a row. */
const NAMED = /\| `(test\/[\w/.]+)`: (.+?) \|$/;

/** All but the reasons of an e-mail list, which are explained there and not decided. */
const decided = [...docs.split(/^## With an e-mail list$/m).slice(0, 1), ...docs.split(/^# Two-way$/m).slice(1)].join('\n').split('\n');
const rows = decided.filter((line, index) => line.startsWith('|') && !/^\| ---/.test(line) && !/^\| ---/.test(decided[index + 1] ?? ''));

test('every row of the tables names its test, and that test exists', () => {
	expect(rows.length).toBeGreaterThan(60);
	const missing = rows.filter((row) => {
		const [, file, name] = NAMED.exec(row) ?? [];
		return !file || !name || !readFileSync(join(root, file), 'utf8').includes(`'${name}'`);
	});
	expect(missing).toEqual([]);
});
