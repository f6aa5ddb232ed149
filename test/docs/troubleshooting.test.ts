import { page, sources, tablesOf } from './pages';

/** Source files as one text each, with the escapes of string literals taken away. */
const texts = [...sources().values()].map((text) => text.replaceAll('\\', ''));

const quoted = tablesOf(page('docs/troubleshooting.md')).filter(({ head }) => head[0] === 'n8n says').flatMap(({ rows }) => rows.map(([text = '']) => text));

/** A text is ours when one file holds all its parts in their order; "…" stands for what is filled in. */
function isSaid(text: string): boolean {
	const parts = text.split('…').map((part) => part.trim()).filter((part) => part !== '' && part !== '.');
	return texts.some((source) => parts.reduce((from, part) => (from < 0 ? from : source.indexOf(part, from)), 0) >= 0);
}

test('every text of the troubleshooting page is said somewhere in the code', () => {
	expect(quoted.length).toBeGreaterThan(40);
	expect(quoted.filter((text) => !isSaid(text))).toEqual([]);
});

test('a text that nobody says is found out', () => {
	expect(isSaid('Google refused the contact: … Correct it at its source.')).toBe(false);
});

const reasons = tablesOf(page('docs/troubleshooting.md')).flatMap(({ rows }) => rows.flatMap(([symptom = '']) => [...symptom.matchAll(/^(?:reason|warning) `(\w+)`$/g)].map(([, code]) => code)));

test('every reason and warning of the page exists', () => {
	expect(reasons.length).toBeGreaterThan(5);
	expect(reasons.filter((code) => !texts.some((source) => source.includes(`'${code}'`)))).toEqual([]);
});
