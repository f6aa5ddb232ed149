import { defaultParser, type Token } from '@odata/parser';
import { odataError, unknownColumn } from './errors';
import { compileFilter } from './filter';
import type { Answer, Desk } from './model';
import { render, type Shape } from './render';
import type { Entity } from './schema';
import { entityOf, type Row, type Value } from './store';

/** Query options by name with the "$". */
export type Query = Readonly<Record<string, string>>;

export interface Expand {
	navigation: string;
	shape: Shape;
}

type Compare = (a: Row, b: Row) => number;

const knownOptions = new Set(['$filter', '$select', '$expand', '$orderby', '$top', '$skip', '$count']);
/** [seen] ODataMaxExpansionDepth. */
const mostDepth = 2;

/** GET of an entity set. Rows are cut at the cap of the site, without a word unless the switch nextLink says so. */
export function list(desk: Desk, entity: Entity, query: Query): Answer {
	for (const name of Object.keys(query)) if (!knownOptions.has(name)) throw odataError(400, `The query parameter '${name}' is not supported.`);
	const shape = shapeOf(desk, entity, query);
	const found = visibleRows(desk, entity, query.$filter).filter(compileFilter(desk, entity, query.$filter));
	if (query.$orderby !== undefined) found.sort(orderOf(desk, entity, query.$orderby));
	const skip = wholeNumber('$skip', query.$skip) ?? 0;
	const top = wholeNumber('$top', query.$top);
	const page = found.slice(skip, skip + Math.min(top ?? Number.POSITIVE_INFINITY, desk.rowCap));
	const wasCut = top === undefined ? found.length > skip + page.length : page.length < top && found.length > skip + page.length;
	return {
		status: 200,
		effect: 'read',
		records: page.length,
		body: {
			'@odata.context': `${desk.root}/$metadata#${entity.name}${query.$select ? `(${query.$select})` : ''}`,
			...(query.$count === 'true' ? { '@odata.count': found.length } : {}),
			value: page.map((row) => render(desk, entity, row, shape)),
			...(wasCut && desk.setting('nextLink') === 'present' ? { '@odata.nextLink': nextLink(desk, entity, query, skip + page.length) } : {}),
		},
	};
}

/** What hangs on a contact, or the contact itself, by its id. */
const ofOneContact = /^(?:Id|Contact\/Id|Entity\/Id) eq /i;

/** [assumed] A transaction that takes long shows its rows late; with 0 ms, the likelier behaviour, nothing is ever late. */
function visibleRows({ store, visibleAfterMs, now }: Desk, { name }: Entity, filter = ''): Row[] {
	const rows = store.rows(name);
	if (visibleAfterMs === 0 || !name.startsWith('Contact') || name === 'ContactTag' || name === 'ContactFolder' || ofOneContact.test(filter)) return rows;
	return rows.filter(({ CreatedOn }) => CreatedOn <= (now - visibleAfterMs) * 1_000);
}

function nextLink(desk: Desk, entity: Entity, query: Query, skip: number): string {
	return `${desk.root}/${entity.name}?${new URLSearchParams({ ...query, $skip: String(skip) })}`;
}

/** `$select` and `$expand` as what to show. */
export function shapeOf(desk: Desk, entity: Entity, query: Query): Shape {
	const select = query.$select?.split(',').map((name) => name.trim());
	for (const name of select ?? []) assertColumn(desk, entity, name);
	const expand = query.$expand === undefined ? undefined : expandOf(desk, entity, parse(`$expand=${query.$expand}`), 1);
	return { ...(select ? { select } : {}), ...(expand ? { expand } : {}) };
}

function expandOf(desk: Desk, entity: Entity, token: Token, depth: number): Expand[] {
	if (depth > mostDepth) throw odataError(400, 'The query specified in the URI is not valid. The request includes a $expand path which is too deep.');
	const { items } = token.value as { items: Token[] };
	return items.map((item) => {
		const { path, options = [] } = item.value as { path: Token; options?: Token[] };
		const navigation = path.raw;
		const refers = entity.navigations.get(navigation)?.refers;
		if (!refers) throw unknownColumn(Number(desk.setting('unknownColumnStatus')), entity.name, navigation);
		const other = entityOf(refers);
		const shape: Shape = {};
		for (const option of options) {
			if ((option.type as string) === 'Select') shape.select = option.raw.slice('$select='.length).split(',');
			if ((option.type as string) === 'Expand') shape.expand = expandOf(desk, other, option, depth + 1);
		}
		for (const name of shape.select ?? []) assertColumn(desk, other, name);
		return { navigation, shape };
	});
}

/** Ordering by a navigation path is not supported [seen]. */
function orderOf(desk: Desk, entity: Entity, text: string): Compare {
	const { options } = parse(`$orderby=${text}`).value as { options: Token[] };
	const { items } = options[0]?.value as { items: Token[] };
	const keys = items.map((item) => {
		const { expr, direction } = item.value as { expr: Token; direction: 1 | -1 };
		assertColumn(desk, entity, expr.raw);
		return { column: expr.raw, direction };
	});
	return (a, b) => {
		for (const { column, direction } of keys) {
			const order = compareValues(a[column] ?? null, b[column] ?? null);
			if (order !== 0) return order * direction;
		}
		return 0;
	};
}

function compareValues(a: Value, b: Value): number {
	if (a === b) return 0;
	if (a === null || b === null) return a === null ? -1 : 1;
	return a < b ? -1 : 1;
}

const parsed = new Map<string, Token>();

/** Connectors ask the same again and again, and parsing is the dearest part of an answer. */
function parse(text: string): Token {
	const token = parsed.get(text) ?? parseAnew(text);
	if (parsed.size < 500) parsed.set(text, token);
	return token;
}

function parseAnew(text: string): Token {
	try {
		const query = defaultParser.query(text) as unknown as Token;
		const { options } = query.value as { options: Token[] };
		return text.startsWith('$expand') ? (options[0] ?? query) : query;
	} catch {
		throw odataError(400, 'The query specified in the URI is not valid. Syntax error.');
	}
}

function assertColumn(desk: Desk, entity: Entity, name: string): void {
	if (!entity.columns.has(name)) throw unknownColumn(Number(desk.setting('unknownColumnStatus')), entity.name, name);
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	if (!/^\d+$/.test(text)) throw odataError(400, `The query specified in the URI is not valid. Invalid value '${text}' for ${name}.`);
	return Number(text);
}
