import { readdirSync } from 'node:fs';
import path from 'node:path';
import { allPages, exists, headingsOf, linksOf, page, root } from './pages';

const pages = allPages();

/** A target as a path from the root and an anchor; undefined for addresses elsewhere. */
function targetOf(from: string, target: string): { file: string; anchor?: string } | undefined {
	if (/^[a-z]+:/i.test(target)) return undefined;
	const [relative = '', anchor] = target.split('#');
	const file = relative === '' ? from : path.posix.join(path.posix.dirname(from), relative);
	return { file, ...(anchor === undefined ? {} : { anchor }) };
}

test.each(pages)('every link of $file leads somewhere', (from) => {
	const dead = linksOf(from).filter((target) => {
		const to = targetOf(from.file, target);
		if (!to) return !target.startsWith('https://') && !target.startsWith('mailto:');
		if (!exists(to.file)) return true;
		return to.anchor !== undefined && !headingsOf(page(to.file)).some(({ anchor }) => anchor === to.anchor);
	});

	expect(dead).toEqual([]);
});

test('every picture is shown on a page', () => {
	const shown = new Set(pages.flatMap((from) => linksOf(from).map((target) => targetOf(from.file, target)?.file)));
	expect(readdirSync(path.join(root, 'docs/pictures')).filter((file) => !shown.has(`docs/pictures/${file}`))).toEqual([]);
});

test('every page is reached from the index', () => {
	const reached = new Set(['docs/README.md']);
	for (const file of reached) {
		if (!file.endsWith('.md')) continue;
		for (const target of linksOf(page(file))) {
			const to = targetOf(file, target);
			if (to && exists(to.file) && to.file.startsWith('docs/')) reached.add(to.file);
		}
	}

	expect(pages.map(({ file }) => file).filter((file) => file.startsWith('docs/') && !reached.has(file))).toEqual([]);
});
