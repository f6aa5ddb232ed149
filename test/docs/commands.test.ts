import { readFileSync } from 'node:fs';
import path from 'node:path';
import { allPages, exists, page, root } from './pages';

const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
const pages = allPages();

test.each(pages)('every command that $file names is a script of package.json', ({ text }) => {
	const named = [...text.matchAll(/npm run ([a-z][a-z0-9:]*)/g)].map(([, name = '']) => name);

	expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test('every script is explained to contributors', () => {
	const { text } = page('CONTRIBUTING.md');

	expect(Object.keys(scripts).filter((name) => !text.includes(name === 'test' ? '`npm test`' : `npm run ${name}`))).toEqual([]);
});

/** Folders that a clean clone does not have yet: what npm installs there is no file of the project. */
const installed = (named: string) => named.split('/').includes('node_modules');

test('every file of the project that a page names in code marks exists', () => {
	const dead = pages.flatMap(({ file, text }) =>
		[...text.matchAll(/`((?:core|connectors|nodes|credentials|sandbox|test|templates|docs|scripts|\.github|\.ci)\/[\w./-]+)`/g)]
			.map(([, named = '']) => named.replace(/[/.]$/, ''))
			.filter((named) => !named.includes('<') && !installed(named) && !exists(named))
			.map((named) => `${file}: ${named}`),
	);

	expect(dead).toEqual([]);
});

test('what the first lines of the README promise is there', () => {
	const { text } = page('README.md');

	expect(text).toMatch(/```sh\nnpm ci && npm run demo .*\nnpm ci && npm test /);
	expect(text).toContain('N8N_UNVERIFIED_PACKAGES_ENABLED=true');
});
