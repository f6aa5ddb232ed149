/** A JSON value that knows on which line of its text it begins. */
export type JsonNode =
	| { kind: 'object'; line: number; members: ReadonlyMap<string, JsonNode> }
	| { kind: 'list'; line: number; items: readonly JsonNode[] }
	| { kind: 'plain'; line: number; value: string | number | boolean | null };

/** A text that is no JSON. `line` counts from 1. */
export interface NoJson {
	kind: 'noJson';
	line: number;
	message: string;
}

interface Reader {
	readonly text: string;
	at: number;
	line: number;
}

/** Thrown inside this file only. */
class Unreadable extends Error {}

/** A plain value, wherever it stands: a text, a number, true, false or null. */
const PLAIN = /"(?:[^"\\\n\r]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** JSON.parse tells no lines of values, and of mistakes only by engine. */
export function readJson(text: string): JsonNode | NoJson {
	const reader: Reader = { text, at: 0, line: 1 };
	try {
		const node = readValue(reader);
		skipBlanks(reader);
		return reader.at < text.length ? { kind: 'noJson', line: reader.line, message: 'more text follows after the end' } : node;
	} catch (error) {
		return { kind: 'noJson', line: reader.line, message: messageOf(error) };
	}
}

function messageOf(error: unknown): string {
	if (error instanceof Unreadable) return error.message;
	throw error;
}

function readValue(reader: Reader): JsonNode {
	skipBlanks(reader);
	const { line } = reader;
	if (takes(reader, '{')) return { kind: 'object', line, members: readMembers(reader) };
	if (takes(reader, '[')) return { kind: 'list', line, items: readItems(reader) };
	return { kind: 'plain', line, value: readPlain(reader) };
}

function readMembers(reader: Reader): Map<string, JsonNode> {
	const members = new Map<string, JsonNode>();
	if (ends(reader, '}')) return members;
	do {
		skipBlanks(reader);
		const name = reader.text[reader.at] === '"' ? readPlain(reader) : undefined;
		if (typeof name !== 'string') throw new Unreadable('a name in double quotes is missing');
		if (members.has(name)) throw new Unreadable(`"${name}" is there twice`);
		skipBlanks(reader);
		if (!takes(reader, ':')) throw new Unreadable(`a colon is missing after "${name}"`);
		members.set(name, readValue(reader));
	} while (goesOn(reader, '}'));
	return members;
}

function readItems(reader: Reader): JsonNode[] {
	const items: JsonNode[] = [];
	if (ends(reader, ']')) return items;
	do items.push(readValue(reader));
	while (goesOn(reader, ']'));
	return items;
}

function ends(reader: Reader, end: string): boolean {
	skipBlanks(reader);
	return takes(reader, end);
}

function goesOn(reader: Reader, end: string): boolean {
	if (ends(reader, end)) return false;
	if (takes(reader, ',')) return true;
	throw new Unreadable(`a comma or "${end}" is missing`);
}

function readPlain(reader: Reader): string | number | boolean | null {
	PLAIN.lastIndex = reader.at;
	const found = PLAIN.exec(reader.text)?.[0];
	const parsed = found === undefined ? undefined : parsedPlain(found);
	if (found === undefined || parsed === undefined) throw new Unreadable('a value is missing, or is no JSON');
	reader.at += found.length;
	return parsed;
}

function parsedPlain(text: string): string | number | boolean | null | undefined {
	try {
		return JSON.parse(text) as string | number | boolean | null;
	} catch {
		return undefined;
	}
}

function takes(reader: Reader, character: string): boolean {
	if (reader.text[reader.at] !== character) return false;
	reader.at += 1;
	return true;
}

function skipBlanks(reader: Reader): void {
	for (; ; reader.at += 1) {
		const character = reader.text[reader.at];
		if (character === '\n') reader.line += 1;
		else if (character !== ' ' && character !== '\t' && character !== '\r') return;
	}
}
