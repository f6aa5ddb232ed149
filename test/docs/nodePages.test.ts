import { describedNodes, namesIn, titlesOf } from './nodes';
import { exists, page, tablesOf } from './pages';

const nodes = describedNodes().map((description) => {
	const file = `docs/nodes/${description.displayName.toLowerCase().replaceAll(' ', '-')}.md`;
	return { title: description.displayName, description, file };
});

/** What every node has and n8n explains itself, or what only fills a collection. */
const OWN_WORDS = new Set(['Options', 'Resource', 'Operation', 'Poll Times']);

test.each(nodes)('$title has a page that names it', ({ title, file }) => {
	expect(exists(file)).toBe(true);
	expect(page(file).text.startsWith(`# ${title}\n`)).toBe(true);
});

test.each(nodes)('the page of $title names each of its parameters and options', ({ description, file }) => {
	const text = page(file).text.replaceAll(/[*`]/g, '');
	const missing = titlesOf(description).filter((title) => !OWN_WORDS.has(title) && !text.includes(title));

	expect(missing).toEqual([]);
});

/** "Options, Include Raw Data", "Addresses, Source" and "Add / Remove" name several. */
function namedIn(cell: string): string[] {
	return cell.replaceAll(/[*`]/g, '').split(/, | and | \/ /).map((name) => name.trim()).filter((name) => name !== '');
}

test.each(nodes)('the tables of parameters and options of $title name no others', ({ description, file }) => {
	const known = new Set([...namesIn(description), 'Options']);
	const short = [...known];
	const named = tablesOf(page(file)).filter(({ head }) => ['parameter', 'option'].includes(head[0] ?? '')).flatMap(({ rows }) => rows.flatMap(([cell = '']) => namedIn(cell)));

	// "Owner / State / Relationship / Language Field" says the last word once.
	expect(named.filter((name) => !known.has(name) && !short.some((one) => one.startsWith(`${name} `)))).toEqual([]);
});
