import { readFileSync } from 'node:fs';
import path from 'node:path';
import { mutations } from '../docs/promises/mutations';
import { mutants } from '../mutants/mutants';

/** Both are put into a copy of the code by commands of their own, which take minutes. */
const mistakes = [...mutants, ...Object.entries(mutations).map(([name, mutation]) => ({ name, ...mutation }))];

test.each(mistakes)('the mistake "$name" still has its one place in the code', ({ file, find, replace }) => {
	const source = readFileSync(path.resolve(__dirname, '../..', file), 'utf8');
	expect(source.split(find).length - 1).toBe(1);
	expect(replace).not.toBe(find);
});
