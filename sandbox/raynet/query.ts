import { RaynetError } from './errors';

export type RawQuery = Readonly<Record<string, string | string[] | undefined>>;

export const operators = [
	'EQ',
	'EQ_OR_NULL',
	'NE',
	'NE_OR_NULL',
	'LT',
	'LE',
	'GT',
	'GE',
	'LIKE',
	'LIKE_NOCASE',
	'IN',
	'NOT_IN',
	'CUSTOM',
] as const;

export type Operator = (typeof operators)[number];

export interface FilterTerm {
	column: string;
	operator: Operator;
	value: string;
}

export interface ListQuery {
	offset: number;
	limit: number | undefined;
	sortColumn: string | undefined;
	descending: boolean;
	fulltext: string | undefined;
	statusOnly: boolean;
	iso: boolean;
	/** Combined by AND. */
	terms: FilterTerm[];
}

/** Everything that is not a filter. */
const settings = ['offset', 'limit', 'sortColumn', 'sortDirection', 'fulltext', 'view', 'dateFormat'];

/** Parses a list's query; whether the columns exist is for the caller to say. */
export function parseListQuery(query: RawQuery): ListQuery {
	const single = (name: string): string | undefined => {
		const value = query[name];
		return Array.isArray(value) ? value[0] : value;
	};
	return {
		offset: wholeNumber('offset', single('offset')) ?? 0,
		limit: wholeNumber('limit', single('limit')),
		sortColumn: single('sortColumn'),
		descending: oneOf('sortDirection', single('sortDirection') ?? 'ASC', ['ASC', 'DESC']) === 'DESC',
		fulltext: single('fulltext'),
		statusOnly: wantsStatusOnly(single('view')),
		iso: wantsIso(query),
		terms: Object.entries(query)
			.filter(([key]) => !settings.includes(key))
			.flatMap(([key, value]) => [value ?? ''].flat().map((one) => parseTerm(key, one))),
	};
}

/** dateFormat=ISO8601 is the documented way to stamps with zone; other values are refused [assumed]. */
export function wantsIso(query: RawQuery): boolean {
	return query.dateFormat !== undefined && oneOf('dateFormat', String(query.dateFormat), ['ISO8601']) === 'ISO8601';
}

/** rowInfo is the only documented view; others are refused [assumed]. */
function wantsStatusOnly(view: string | undefined): boolean {
	return view !== undefined && oneOf('view', view, ['rowInfo']) === 'rowInfo';
}

function parseTerm(key: string, value: string): FilterTerm {
	const [, column = key, name = 'EQ'] = /^([^[\]]+)(?:\[([A-Z_]+)\])?$/.exec(key) ?? [];
	const operator = operators.find((candidate) => candidate === name);
	if (!operator) throw new RaynetError(400, `Unsupported filter operator ${name}`);
	return { column, operator, value };
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	if (!/^\d+$/.test(text)) throw new RaynetError(400, `${name} is not a number`);
	return Number(text);
}

function oneOf(name: string, text: string, allowed: readonly string[]): string {
	if (allowed.includes(text)) return text;
	throw new RaynetError(400, `Unsupported ${name} ${text}`);
}
