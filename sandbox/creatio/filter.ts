import { defaultParser, type Token } from '@odata/parser';
import { flatLookup, odataError, unknownColumn } from './errors';
import { parseMicros, shownShift, type Desk } from './model';
import type { Column, Entity } from './schema';
import { entityOf, type Row, type Value } from './store';

type Test = (row: Row) => boolean;
type Read = (row: Row) => Value;

const comparisons: Readonly<Record<string, (a: string | number, b: string | number) => boolean>> = {
	EqualsExpression: (a, b) => a === b,
	NotEqualsExpression: (a, b) => a !== b,
	GreaterThanExpression: (a, b) => a > b,
	GreaterOrEqualsExpression: (a, b) => a >= b,
	LesserThanExpression: (a, b) => a < b,
	LesserOrEqualsExpression: (a, b) => a <= b,
};

const functions: Readonly<Record<string, (a: string, b: string) => boolean>> = {
	contains: (a, b) => a.includes(b),
	startswith: (a, b) => a.startsWith(b),
	endswith: (a, b) => a.endsWith(b),
};

const parsed = new Map<string, Token>();

/** The same filter comes again and again in batches, and parsing is the dearest part of it. */
function parse(text: string): Token {
	const known = parsed.get(text);
	if (known) return known;
	if (parsed.size > 2_000) parsed.clear();
	try {
		const token = defaultParser.filter(text);
		parsed.set(text, token);
		return token;
	} catch {
		throw odataError(400, 'The query specified in the URI is not valid. Syntax error in $filter.');
	}
}

/** $filter as a test of rows. Refuses what Creatio refuses: flat lookups, unknown columns, dates without a zone. */
export function compileFilter(desk: Desk, entity: Entity, text: string | undefined): Test {
	if (text === undefined) return () => true;
	const ids = manyIds.exec(text);
	return ids ? oneOf(desk, entity, ids[1] ?? '', text) : compile(desk, entity, parse(text));
}

/** A row of ids, the commonest filter of all: told by a set, as a database's index would. */
const manyIds = /^([\w/]+) eq [0-9a-f-]{36}(?: or \1 eq [0-9a-f-]{36})*$/i;

function oneOf(desk: Desk, entity: Entity, path: string, text: string): Test {
	const { read } = memberOf(desk, entity, path);
	const wanted = new Set(text.toLowerCase().match(/[0-9a-f-]{36}/g));
	return (row) => wanted.has(String(read(row)));
}

function compile(desk: Desk, entity: Entity, token: Token): Test {
	const inner = token.value as { left: Token; right: Token };
	switch (token.type as string) {
		case 'AndExpression': {
			const [left, right] = [compile(desk, entity, inner.left), compile(desk, entity, inner.right)];
			return (row) => left(row) && right(row);
		}
		case 'OrExpression': {
			const [left, right] = [compile(desk, entity, inner.left), compile(desk, entity, inner.right)];
			return (row) => left(row) || right(row);
		}
		case 'NotExpression': {
			const negated = compile(desk, entity, token.value as Token);
			return (row) => !negated(row);
		}
		case 'BoolParenExpression':
		case 'ParenExpression':
		case 'CommonExpression':
			return compile(desk, entity, token.value as Token);
		case 'MethodCallExpression':
			return call(desk, entity, token);
		default:
			return compare(desk, entity, token, inner);
	}
}

function call(desk: Desk, entity: Entity, token: Token): Test {
	const { method, parameters } = token.value as { method: string; parameters: Token[] };
	const operation = functions[method];
	const [column, literal] = parameters;
	if (!operation || !column || !literal) throw odataError(400, `The query specified in the URI is not valid. An unknown function with name '${method}' was found.`);
	const { read } = memberOf(desk, entity, column.raw);
	const wanted = folded(desk, literalOf(desk, literal.raw, 'text'));
	return (row) => operation(String(folded(desk, read(row) ?? '')), String(wanted));
}

function compare(desk: Desk, entity: Entity, token: Token, { left, right }: { left?: Token; right?: Token }): Test {
	const operation = comparisons[token.type as string];
	if (!operation || !left || !right) throw odataError(400, 'The query specified in the URI is not valid. Only comparisons are supported.');
	const { read, column } = memberOf(desk, entity, left.raw);
	// [seen] A server error on at least one column.
	if (column.type === 'date' && token.type === 'EqualsExpression' && desk.setting('dateEq') === 'refused') throw odataError(500, 'An error has occurred.', undefined, 'Object reference not set to an instance of an object.');
	const wanted = literalOf(desk, right.raw, column.type);
	if (wanted === null) return (row) => (read(row) === null) === (token.type === 'EqualsExpression');
	const normal = folded(desk, wanted);
	return (row) => {
		const value = read(row) ?? emptyOf(column);
		return value !== null && operation(folded(desk, value), normal);
	};
}

function emptyOf({ type }: Column): Value {
	return type === 'text' ? '' : type === 'bool' ? false : type === 'number' ? 0 : null;
}

function folded(desk: Desk, value: Value): string | number {
	if (typeof value === 'boolean') return String(value);
	if (typeof value !== 'string') return value ?? '';
	return desk.setting('textCase') === 'insensitive' ? value.toLowerCase() : value;
}

function memberOf(desk: Desk, entity: Entity, path: string): { read: Read; column: Column } {
	const [first = '', second, ...rest] = path.trim().split('/');
	const status = Number(desk.setting('unknownColumnStatus'));
	if (second === undefined) {
		const column = entity.columns.get(first);
		if (!column) throw unknownColumn(status, entity.name, first);
		if (column.type === 'lookup') throw flatLookup(Number(desk.setting('flatLookupStatus')), entity.name, first);
		return { read: (row) => row[first] ?? null, column };
	}
	const navigation = entity.navigations.get(first);
	if (!navigation?.refers || rest.length > 0) throw unknownColumn(status, entity.name, first);
	const other = entityOf(navigation.refers);
	const column = other.columns.get(second);
	if (!column) throw unknownColumn(status, other.name, second);
	if (column.type === 'lookup') throw flatLookup(Number(desk.setting('flatLookupStatus')), other.name, second);
	if (second === 'Id') return { read: (row) => row[navigation.name] ?? null, column };
	return { read: (row) => desk.store.find(other.name, row[navigation.name])?.[second] ?? null, column };
}

function literalOf(desk: Desk, raw: string, type: Column['type']): Value {
	if (raw === 'null') return null;
	if (raw.startsWith("'")) return raw.slice(1, -1).replaceAll("''", "'");
	if (type === 'bool') return raw === 'true';
	if (type === 'number') return Number(raw);
	if (type !== 'date') return raw.toLowerCase();
	const micros = parseMicros(raw);
	if (micros === undefined) throw odataError(400, 'The query specified in the URI is not valid. A date-time needs an offset.');
	return micros - shownShift(desk);
}
