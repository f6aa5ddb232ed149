import fc from 'fast-check';
import { lineValue, noteText, noteWith, noteWithText, ownText, parseNote } from '../../connectors/crm/rest/map/noteBlock';

const MARKS = { begin: '[business]', end: '[/business]' };
const parse = (text: string) => parseNote(text, MARKS);
const set = (text: string, values: Record<string, string | undefined>): string => noteText(noteWith(parse(text), new Map(Object.entries(values)), MARKS));

describe('the block in a note', () => {
	it.each([
		['an empty note', '', '[business]\nPhone: 1\n[/business]'],
		['a note', 'Met at the fair', 'Met at the fair\n[business]\nPhone: 1\n[/business]'],
		['a note that ends in a line break', 'Met\n', 'Met\n\n[business]\nPhone: 1\n[/business]'],
		['a note with foreign line breaks', 'a\r\nb  \t', 'a\r\nb  \t\n[business]\nPhone: 1\n[/business]'],
	])('is put behind %s, and taken out again without a trace', (_, before, after) => {
		expect(set(before, { Phone: '1' })).toBe(after);
		expect(set(after, { Phone: undefined })).toBe(before);
	});

	it('is replaced where it stands', () => {
		expect(set('a\n[business]\nPhone: 1\n[/business]\nb\n', { Phone: '2', Company: 'Acme' })).toBe('a\n[business]\nPhone: 2\nCompany: Acme\n[/business]\nb\n');
	});

	it('keeps lines that a person wrote into it', () => {
		expect(set('[business]\nask for Jan\nPhone: 1\n[/business]', { Phone: '2' })).toBe('[business]\nask for Jan\nPhone: 2\n[/business]');
		expect(set('[business]\nask for Jan\nPhone: 1\n[/business]', { Phone: undefined })).toBe('[business]\nask for Jan\n[/business]');
	});

	it.each(['[business]\nPhone: 1', 'Phone: 1\n[/business]', 'see [business]\nPhone: 1\n[/business]', '[/business]\n[business]\n'])('is not seen in %j, which is text', (text) => {
		expect(parse(text)).toEqual({ before: text, after: '' });
	});

	it('is read with the line breaks of another system', () => {
		const note = parse('Met\r\n[business]\r\nPhone: 1\r\nCompany:  Acme \r\n[/business]\r\nb');
		expect([lineValue(note, 'Phone'), lineValue(note, 'Company'), lineValue(note, 'Mobile'), ownText(note)]).toEqual(['1', 'Acme', undefined, 'Met\r\nb']);
	});

	it('holds a value on one line, whatever is in it', () => {
		expect(set('', { Company: 'Acme\n[/business]\nLtd' })).toBe('[business]\nCompany: Acme [/business] Ltd\n[/business]');
	});

	it('stays when the note gets another text', () => {
		expect(noteText(noteWithText(parse('a\n[business]\nPhone: 1\n[/business]'), 'b'))).toBe('b\n[business]\nPhone: 1\n[/business]');
	});
});

const piece = fc.oneof(fc.constantFrom('\n', '\r', '\r\n', '\u2028', '[business]', '[/business]', 'Phone: 9', ' ', 'é'), fc.string({ maxLength: 5 }));
const anyNote = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

it('any note is put together from its parts byte for byte', () => {
	fc.assert(fc.property(anyNote, (text) => noteText(parse(text)) === text), { numRuns: 2_000 });
});

it("any text of a user's is the same byte for byte after a block came, changed and went", () => {
	const withoutBlock = anyNote.filter((text) => !/\[\/?business\]/.test(text));
	fc.assert(
		fc.property(withoutBlock, fc.string({ maxLength: 8 }), (text, value) => {
			const first = set(text, { Phone: `1${value}` });
			const second = set(first, { Phone: '2', Company: 'Acme' });
			expect(ownText(parse(second))).toBe(text);
			expect(set(second, { Phone: undefined, Company: undefined })).toBe(text);
		}),
		{ numRuns: 2_000 },
	);
});
