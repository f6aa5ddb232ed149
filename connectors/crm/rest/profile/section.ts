import type { JsonNode } from './read';

/** What is wrong with a profile, where. */
export interface Problem {
	/** As "fields.phones[0].key". */
	slot: string;
	/** Of the profile's text, from 1; absent where the slot is not there at all. */
	line?: number;
	/** Continues the slot's name: "is empty". */
	message: string;
}

/** An object of the profile while it is read. What is asked for is known; what is left over is a problem. */
export interface Section {
	/** A text that has to be filled in; "" when it is not, which is a problem. */
	text(name: string): string;
	optional(name: string): string | undefined;
	choice<T extends string>(name: string, values: readonly T[], usual?: T): T;
	number(name: string, usual: number): number;
	texts(name: string): string[];
	/** Absent members count as an empty object, so that their slots are named one by one. */
	section(name: string): Section;
	list(name: string): Section[];
	has(name: string): boolean;
	complain(name: string, message: string): void;
}

export interface Reading {
	root: Section;
	/** All of them, in the order of their lines; asked once, at the end. */
	problems(): Problem[];
}

type PlainValue = Extract<JsonNode, { kind: 'plain' }>['value'];

interface Desk {
	problems: Problem[];
	open: Array<{ slot: string; members: ReadonlyMap<string, JsonNode>; asked: Set<string> }>;
}

export function readSections(node: JsonNode): Reading {
	const desk: Desk = { problems: [], open: [] };
	const root = sectionOf(desk, node, '');
	return {
		root,
		problems() {
			for (const { slot, members, asked } of desk.open) {
				for (const [name, { line }] of members) {
					if (!asked.has(name)) desk.problems.push({ slot: joined(slot, name), line, message: `is not known. Known here: ${[...asked].join(', ')}` });
				}
			}
			return [...desk.problems].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
		},
	};
}

function sectionOf(desk: Desk, node: JsonNode | undefined, slot: string): Section {
	if (node && node.kind !== 'object') desk.problems.push({ slot: slot || 'The profile', line: node.line, message: 'must be an object in braces' });
	const members: ReadonlyMap<string, JsonNode> = node?.kind === 'object' ? node.members : new Map<string, JsonNode>();
	const asked = new Set<string>();
	desk.open.push({ slot, members, asked });
	const get = (name: string): JsonNode | undefined => {
		asked.add(name);
		return members.get(name);
	};
	const complain = (name: string, message: string): void => {
		const line = (members.get(name) ?? node)?.line;
		desk.problems.push({ slot: joined(slot, name), ...(line === undefined ? {} : { line }), message });
	};
	const optional = (name: string): string | undefined => optionalText(valueOf(get(name)), () => complain(name, 'must be a text in double quotes'));
	return {
		has: (name) => get(name) !== undefined,
		complain,
		optional,
		text(name) {
			const before = desk.problems.length;
			const value = optional(name);
			if (value === undefined && desk.problems.length === before) complain(name, 'is empty');
			return value ?? '';
		},
		choice: (name, values, usual) => choice(optional(name), values, usual, (message) => complain(name, message)),
		number: (name, usual) => wholeNumber(valueOf(get(name)), usual, () => complain(name, 'must be a whole number')),
		texts: (name) => textsOf(get(name), () => complain(name, 'must be a list of texts')),
		section: (name) => sectionOf(desk, get(name), joined(slot, name)),
		list(name) {
			const items = get(name);
			if (items && items.kind !== 'list') complain(name, 'must be a list in brackets');
			return items?.kind === 'list' ? items.items.map((item, index) => sectionOf(desk, item, `${joined(slot, name)}[${index}]`)) : [];
		},
	};
}

function choice<T extends string>(value: string | undefined, values: readonly T[], usual: T | undefined, complain: (message: string) => void): T {
	const found = values.find((one) => one === value);
	if (found) return found;
	const [first] = values;
	if (value === undefined && usual !== undefined) return usual;
	complain(value === undefined ? `is empty (one of: ${values.join(', ')})` : `must be one of: ${values.join(', ')}`);
	return usual ?? (first as T);
}

function optionalText(value: PlainValue | undefined, complain: () => void): string | undefined {
	if (value === undefined || value === null) return undefined;
	if (typeof value === 'string') return value.trim() || undefined;
	complain();
	return undefined;
}

function wholeNumber(value: PlainValue | undefined, usual: number, complain: () => void): number {
	if (value === undefined || value === null) return usual;
	if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
	complain();
	return usual;
}

function textsOf(node: JsonNode | undefined, complain: () => void): string[] {
	if (!node) return [];
	const values = node.kind === 'list' ? node.items.map(valueOf) : [undefined];
	const texts = values.filter((value): value is string => typeof value === 'string');
	if (texts.length < values.length) complain();
	return texts;
}

/** Undefined for objects and lists. */
function valueOf(node: JsonNode | undefined): PlainValue | undefined {
	return node?.kind === 'plain' ? node.value : undefined;
}

function joined(slot: string, name: string): string {
	return slot ? `${slot}.${name}` : name;
}
