import { clean, tagKey } from '../contact/text';
import { GuardError } from '../errors';
import type { MirroredSubscriber } from '../ports/tagMirror';

/** A tag that somebody got or lost since the other side was told last. */
export interface MirrorChange {
	email: string;
	/** As the tag is named where it is mirrored from the list of tags. */
	tag: string;
	what: 'add' | 'remove';
}

/** More than both of them together are no day's work of automations. */
const MOST_REMOVALS = 5;
const MOST_SHARE = 0.2;

/**
 * What the other side has to be told. The base is what it was told before, so that a tag which was given or taken there
 * by a person meanwhile is neither undone nor asked about: only what changed here counts.
 */
export function mirrorChanges(subscribers: readonly MirroredSubscriber[], tags: readonly string[]): MirrorChange[] {
	const wanted = new Map(tags.filter((tag) => clean(tag) !== '').map((tag) => [tagKey(tag), clean(tag)]));
	return subscribers.flatMap(({ email, tags: own, wasTold }) => {
		const has = new Set(own.map(tagKey));
		return [...wanted].flatMap(([key, tag]): MirrorChange[] => {
			if (has.has(key) === wasTold(tag)) return [];
			return [{ email, tag, what: has.has(key) ? 'add' : 'remove' }];
		});
	});
}

/** Throws where one tag would be taken off surprisingly many: an import that lost the tags, or a reading that did not show them. */
export function assertFewRemovals(subscribers: readonly MirroredSubscriber[], changes: readonly MirrorChange[]): void {
	const removals = new Map<string, number>();
	for (const { tag, what } of changes) if (what === 'remove') removals.set(tag, (removals.get(tag) ?? 0) + 1);
	for (const [tag, count] of removals) {
		const told = subscribers.filter(({ wasTold }) => wasTold(tag)).length;
		if (count <= MOST_REMOVALS || count <= told * MOST_SHARE) continue;
		throw new GuardError(
			'tagRemovals',
			`${count} of the ${told} people who had the tag "${tag}" do not have it any more. Nothing was handed on. If that is right, choose "Many Removals" under "Pass Guards Once" for one run.`,
			`More than ${MOST_REMOVALS} and ${MOST_SHARE * 100} %.`,
		);
	}
}
