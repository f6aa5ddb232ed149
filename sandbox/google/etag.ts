import { fieldNames, type FieldName } from './fields';

export type SourceType = 'CONTACT' | 'PROFILE' | 'DOMAIN_CONTACT' | 'OTHER_CONTACT';
export const sourceTypes: readonly SourceType[] = ['CONTACT', 'PROFILE', 'DOMAIN_CONTACT', 'OTHER_CONTACT'];

/** Whether an etag came from a list or search, or from a read of the person itself. Carried only where it makes a difference. */
export type Origin = 'list' | 'person';

/**
 * person.etag as decoded from public samples (measured): "%" and the base64 of a protobuf message with 2: the requested
 * fields, 3: the requested sources, 4: the source etag. So one unchanged contact has another etag under another mask.
 * A tombstone has no part 4. Part 5 is ours.
 */
export function etagPrefix(mask: ReadonlySet<FieldName>, sources: ReadonlySet<SourceType>): Buffer {
	const fields = fieldNames.flatMap((name, index) => (mask.has(name) ? [index + 1] : []));
	const types = sourceTypes.flatMap((type, index) => (sources.has(type) ? [index + 1] : []));
	return Buffer.concat([part(2, Buffer.from(fields)), part(3, Buffer.from(types))]);
}

export function personEtag(prefix: Buffer, sourceEtag: string | undefined, origin: Origin): string {
	const parts = [prefix];
	if (sourceEtag !== undefined) parts.push(part(4, Buffer.from(sourceEtag, 'latin1')));
	if (origin === 'list') parts.push(part(5, Buffer.from([1])));
	return `%${Buffer.concat(parts).toString('base64')}`;
}

/** What a person.etag says about the contact; undefined for anything that is none, a source etag included. */
export function openEtag(etag: string): { sourceEtag: string; origin: Origin } | undefined {
	if (!etag.startsWith('%')) return undefined;
	const bytes = Buffer.from(etag.slice(1), 'base64');
	const parts = new Map<number, Buffer>();
	for (let start = 0; start + 1 < bytes.length; ) {
		const tag = (bytes[start] ?? 0) >> 3;
		const end = start + 2 + (bytes[start + 1] ?? 0);
		parts.set(tag, bytes.subarray(start + 2, end));
		start = end;
	}
	const source = parts.get(4);
	return source && { sourceEtag: source.toString('latin1'), origin: parts.has(5) ? 'list' : 'person' };
}

/** A length-delimited protobuf field; all of ours are shorter than 128 bytes. */
function part(field: number, bytes: Buffer): Buffer {
	return Buffer.concat([Buffer.from([(field << 3) | 2, bytes.length]), bytes]);
}
