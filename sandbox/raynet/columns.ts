import { RaynetError } from './errors';
import { parseFlag } from './input';
import type { Desk, RowInfo } from './model';
import type { FilterTerm, Operator } from './query';
import { minute, parseStamp } from './time';

export type Test<R> = (row: R) => boolean;

/** A filter column: the operators that it takes [documented per column], and the test of a term. */
export interface Column<R> {
	operators: readonly Operator[];
	compile(desk: Desk, operator: Operator, value: string): Test<R>;
}

export function compileTerm<R>(desk: Desk, column: Column<R>, { column: name, operator, value }: FilterTerm): Test<R> {
	if (!column.operators.includes(operator)) throw new RaynetError(400, `Unsupported filter operator ${operator} for column ${name}`);
	return column.compile(desk, operator, value);
}

const textOperators = ['EQ', 'NE', 'LIKE', 'LIKE_NOCASE'] as const;

/** [documented] An empty value with EQ or NE asks for empty or non-empty; NE of a value leaves empty ones out [assumed]. */
export function textColumn<R>(read: (row: R, desk: Desk) => unknown, allowed: readonly Operator[] = textOperators): Column<R> {
	return {
		operators: allowed,
		compile(desk, operator, value) {
			const fold = (text: string): string => (desk.setting('equalsCase') === 'insensitive' ? text.toLowerCase() : text);
			const matches = comparer(operator, value, fold);
			return (row) => matches(asText(read(row, desk)));
		},
	};
}

/** For numbers of companies the docs write [NE]=null for non-empty. */
export function numberTextColumn<R>(read: (row: R) => unknown): Column<R> {
	const column = textColumn(read, ['EQ', 'NE']);
	return { ...column, compile: (desk, operator, value) => column.compile(desk, operator, value === 'null' ? '' : value) };
}

function asText(value: unknown): string | null {
	return value === null || value === undefined || value === '' ? null : String(value);
}

function comparer(operator: Operator, value: string, fold: (text: string) => string): (text: string | null) => boolean {
	const wanted = fold(value);
	switch (operator) {
		case 'EQ':
			return (text) => (value === '' ? text === null : text !== null && fold(text) === wanted);
		case 'EQ_OR_NULL':
			return (text) => text === null || fold(text) === wanted;
		case 'NE':
			return (text) => text !== null && (value === '' || fold(text) !== wanted);
		case 'NE_OR_NULL':
			return (text) => text === null || fold(text) !== wanted;
		case 'IN':
		case 'NOT_IN': {
			const list = value.split(',').map((one) => one.trim());
			return (text) => text !== null && list.includes(text) === (operator === 'IN');
		}
		case 'LIKE':
		case 'LIKE_NOCASE': {
			const pattern = likePattern(value, operator === 'LIKE_NOCASE' ? 'is' : 's');
			return (text) => text !== null && pattern.test(text);
		}
		default:
			return () => false;
	}
}

/** [documented] % is the wildcard. */
function likePattern(value: string, flags: 's' | 'is'): RegExp {
	const escaped = value.split('%').map((part) => part.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'));
	return new RegExp(`^${escaped.join('.*')}$`, flags);
}

/** References by id, and the id itself. */
export function idColumn<R>(read: (row: R, desk: Desk) => number | null, allowed: readonly Operator[]): Column<R> {
	return {
		operators: allowed,
		compile(desk, operator, value) {
			if (operator === 'IN' || operator === 'NOT_IN') {
				const list = new Set(value.split(',').map(Number));
				return (row) => list.has(read(row, desk) ?? NaN) === (operator === 'IN');
			}
			if (value !== '' && !/^\d+$/.test(value)) throw new RaynetError(400, `Invalid filter value ${value}`);
			if (value === '') return (row) => (read(row, desk) === null) === (operator === 'EQ');
			return (row) => {
				const id = read(row, desk);
				return id !== null && inOrder(operator, id, Number(value));
			};
		},
	};
}

function inOrder(operator: Operator, left: number, right: number): boolean {
	switch (operator) {
		case 'EQ':
			return left === right;
		case 'NE':
			return left !== right;
		case 'GT':
			return left > right;
		case 'GE':
			return left >= right;
		case 'LT':
			return left < right;
		case 'LE':
			return left <= right;
		default:
			return false;
	}
}

export type Stamp = 'createdAt' | 'updatedAt' | 'lastModifiedAt';

/** [documented] GT GE LT LE with either form of date; a stamp that is not set never matches [seen for updatedAt]. */
export function stampColumn<R extends { rowInfo: RowInfo }>(stamp: Stamp): Column<R> {
	return {
		operators: ['GT', 'GE', 'LT', 'LE'],
		compile(desk, operator, value) {
			const asked = parseStamp(value, desk.actor.zone);
			if (asked === undefined) throw new RaynetError(400, `Invalid date ${value}`);
			const step = desk.setting('stampPrecision') === 'seconds' ? 1000 : minute;
			const limit = Math.floor(asked / step);
			return ({ rowInfo }) => {
				const ms = rowInfo[stamp];
				return ms !== null && inOrder(operator, Math.floor(ms / step), limit);
			};
		},
	};
}

export function flagColumn<R>(read: (row: R) => boolean): Column<R> {
	return {
		operators: ['EQ', 'NE'],
		compile(_desk, operator, value) {
			const wanted = parseFlag(value);
			if (wanted === undefined) throw new RaynetError(400, `Invalid boolean ${value}`);
			return (row) => (read(row) === wanted) === (operator === 'EQ');
		},
	};
}

export function customColumn<R>(test: (row: R, value: string, desk: Desk) => boolean): Column<R> {
	return { operators: ['CUSTOM'], compile: (desk, _operator, value) => (row) => test(row, value, desk) };
}
