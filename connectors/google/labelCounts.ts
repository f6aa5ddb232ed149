import type { GoogleAccount } from './account';
import type { Told } from './changes';
import { labelMark, type LabelCounts } from './cursor';
import { isUserGroup } from './raw';

/** So that a cursor stays small; the members of further labels are not watched. */
const MOST_WATCHED = 100;

/** How many members the labels have now. One call. */
export async function labelCounts({ groups }: GoogleAccount): Promise<LabelCounts> {
	const labels = (await groups.list()).filter(isUserGroup).slice(0, MOST_WATCHED);
	return new Map(labels.map(({ resourceName, memberCount }) => [labelMark(resourceName ?? ''), memberCount ?? 0]));
}

/** The numbers of before, moved towards those of now by no more than the contacts that were told can account for. */
export function explained(before: LabelCounts, now: LabelCounts, told: readonly Told[]): LabelCounts {
	const inside = new Map<string, number>();
	for (const { record } of told) for (const group of record?.groups ?? []) inside.set(labelMark(group), (inside.get(labelMark(group)) ?? 0) + 1);
	return new Map(
		[...now].map(([mark, count]) => {
			const known = before.get(mark);
			if (known === undefined) return [mark, count];
			const joined = inside.get(mark) ?? 0;
			const left = told.length - joined;
			return [mark, known + Math.max(-left, Math.min(joined, count - known))];
		}),
	);
}

export function isExplained(counts: LabelCounts, now: LabelCounts): boolean {
	return [...now].every(([mark, count]) => counts.get(mark) === count);
}
