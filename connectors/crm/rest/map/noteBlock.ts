import type { NoteBlock } from '../profile/types';

/**
 * A note of the CRM, taken apart:
 *
 *     the user's own text
 *     [business]
 *     Phone: +32 2 555 01 10
 *     Company: Acme
 *     [/business]
 *
 * The lines of the block are ours, by their labels. Everything else is the user's and stays byte for byte: text before and
 * after the block, and lines inside it whose label is not known.
 */
export interface Note {
	/** The user's text before the block, with the line break that parts the two. */
	before: string;
	/** Every line of the block, marks included, as it stands; absent where the note has none. */
	block?: { begin: string; lines: readonly string[]; end: string };
	after: string;
}

type Marks = Pick<NoteBlock, 'begin' | 'end'>;

/** The first block whose marks stand on lines of their own; a mark without its other half is text. */
export function parseNote(text: string, { begin, end }: Marks): Note {
	const all = text.split('\n');
	const first = all.findIndex((line) => line.trimEnd() === begin);
	const last = first < 0 ? -1 : all.findIndex((line, index) => index > first && line.trimEnd() === end);
	if (last < 0) return { before: text, after: '' };
	const before = all.slice(0, first).map((line) => `${line}\n`).join('');
	const lastLine = all[last] ?? end;
	const endLine = lastLine.endsWith('\r') ? lastLine.slice(0, -1) : lastLine;
	const after = `${lastLine.slice(endLine.length)}${all.slice(last + 1).map((line) => `\n${line}`).join('')}`;
	return { before, block: { begin: all[first] ?? begin, lines: all.slice(first + 1, last), end: endLine }, after };
}

/** The user's own text, without the block and the line break before it, which some systems store as two characters. */
export function ownText({ before, block, after }: Note): string {
	if (!block) return `${before}${after}`;
	return `${before.replace(block.begin.endsWith('\r') ? /\r?\n$/ : /\n$/, '')}${after}`;
}

/** The value on the line with this label. */
export function lineValue({ block }: Note, label: string): string | undefined {
	const line = block?.lines.find((one) => isLabelled(one, label));
	return line?.slice(label.length + 1).trim() || undefined;
}

/** The note with these values on their lines; undefined takes a line out. A block without lines goes. */
export function noteWith(note: Note, values: ReadonlyMap<string, string | undefined>, marks: Marks): Note {
	const lines = (note.block?.lines ?? []).flatMap((line): string[] => {
		const label = [...values.keys()].find((one) => isLabelled(line, one));
		if (label === undefined) return [line];
		const value = values.get(label);
		return value === undefined ? [] : [lineOf(label, value)];
	});
	const present = new Set([...values.keys()].filter((label) => lines.some((line) => isLabelled(line, label))));
	for (const [label, value] of values) if (value !== undefined && !present.has(label)) lines.push(lineOf(label, value));
	if (lines.length === 0) return { before: ownText(note), after: '' };
	if (note.block) return { ...note, block: { ...note.block, lines } };
	return { before: partedFrom(note.before), block: { ...marks, lines }, after: note.after };
}

/** The same note with another text of the user's; the block stays behind it. */
export function noteWithText({ block }: Note, text: string): Note {
	return block ? { before: partedFrom(text), block, after: '' } : { before: text, after: '' };
}

export function noteText({ before, block, after }: Note): string {
	return `${before}${block ? [block.begin, ...block.lines, block.end].join('\n') : ''}${after}`;
}

function partedFrom(text: string): string {
	return text === '' ? '' : `${text}\n`;
}

/** One line, whatever the value is. */
function lineOf(label: string, value: string): string {
	return `${label}: ${value.replace(/\s+/g, ' ').trim()}`;
}

function isLabelled(line: string, label: string): boolean {
	return line.startsWith(`${label}:`);
}
