import { bodyObject, refuse, splitTags } from './input';
import type { Desk, RaynetRecord } from './model';
import { bumpPart, refuseLocked } from './save';

/** Whether two tags are one: switch tagCase [assumed]. */
export function sameTag(desk: Desk, one: string, other: string): boolean {
	return desk.setting('tagCase') === 'sensitive' ? one === other : one.toLowerCase() === other.toLowerCase();
}

function readTag(desk: Desk, input: unknown): string[] {
	const { tag } = bodyObject(desk, input);
	const tags = typeof tag === 'string' ? splitTags(tag) : [];
	if (tags.length === 0) throw refuse(desk, 'tag is required');
	return tags;
}

/** A tag that is there already is added silently, and nothing is saved [assumed]. */
export function addTags(desk: Desk, record: RaynetRecord, input: unknown): void {
	refuseLocked(desk, record);
	const added = readTag(desk, input).filter((tag) => !record.tags.some((known) => sameTag(desk, known, tag)));
	if (added.length === 0) return;
	record.tags.push(...added);
	bumpPart(desk, record, desk.setting('tagChange'));
}

/** A tag that is not there is removed silently, and nothing is saved [assumed]. */
export function removeTags(desk: Desk, record: RaynetRecord, input: unknown): void {
	refuseLocked(desk, record);
	const gone = readTag(desk, input);
	const left = record.tags.filter((known) => !gone.some((tag) => sameTag(desk, known, tag)));
	if (left.length === record.tags.length) return;
	record.tags = left;
	bumpPart(desk, record, desk.setting('tagChange'));
}
