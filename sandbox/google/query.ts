import { badRequest } from './errors';
import { sourceTypes, type SourceType } from './etag';
import { camelCase, flag, int } from './shape';

/** Parameters that every method takes (documented). */
const common = new Set(['alt', 'fields', 'prettyPrint', 'quotaUser', 'key', 'access_token', 'oauth_token', 'callback', 'uploadType', 'upload_protocol', '$.xgafv']);

/** Reads a query string. Repeated parameters and comma lists both occur (seen). */
export interface Query {
	/** Repeated ones joined by commas. */
	text(name: string): string | undefined;
	all(name: string): readonly string[];
	int(name: string): number;
	flag(name: string): boolean;
	/** Throws the 400 for a parameter that the method does not have (seen on Google's JSON front end). */
	only(names: readonly string[]): void;
}

export function readQuery(search: string): Query {
	const values = new Map<string, string[]>();
	for (const [given, value] of new URLSearchParams(search)) {
		const name = common.has(given) ? given : camelCase(given);
		values.set(name, [...(values.get(name) ?? []), value]);
	}
	const last = (name: string): string | undefined => values.get(name)?.at(-1);
	return {
		text: (name) => values.get(name)?.join(','),
		all: (name) => values.get(name) ?? [],
		int: (name) => int(last(name) || undefined, name),
		flag: (name) => flag(last(name) || undefined, name),
		only(names) {
			for (const name of values.keys()) {
				if (common.has(name) || names.includes(name)) continue;
				throw badRequest(
					`Invalid JSON payload received. Unknown name "${name}": Cannot bind query parameter. Field '${name}' could not be found in request message.`,
				);
			}
		},
	};
}

/** pageSize: 0 or absent is the default, above the most is a 400 (documented range; that it is no silent cap is assumed). */
export function pageSize(query: Query, { normal, most }: { normal: number; most: number }): number {
	const size = query.int('pageSize');
	if (size < 0 || size > most) throw badRequest(`Page size must be between 1 and ${most}.`, 'page_size');
	return size === 0 ? normal : size;
}

/** READ_SOURCE_TYPE_...; default CONTACT and PROFILE (documented). */
export function readSources(given: readonly string[], normal: readonly SourceType[] = ['CONTACT', 'PROFILE']): ReadonlySet<SourceType> {
	const names = given.flatMap((text) => text.split(',')).filter((name) => name !== '' && name !== 'READ_SOURCE_TYPE_UNSPECIFIED');
	if (names.length === 0) return new Set(normal);
	const chosen = names.map((name) => {
		const type = sourceTypes.find((candidate) => name === `READ_SOURCE_TYPE_${candidate}`);
		if (type === undefined) throw badRequest(`Invalid value at 'sources' (TYPE_ENUM), "${name}"`, 'sources');
		return type;
	});
	return new Set(sourceTypes.filter((type) => chosen.includes(type)));
}
