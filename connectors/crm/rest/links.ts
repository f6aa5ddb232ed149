import type { Clock } from '../../../core/ports/environment';
import type { CrmRecord } from '../../../core/ports/crm';

/** For so long a scan answers questions for links, unless something is written meanwhile. */
const FRESH_MS = 60_000;

/** Looks records up by their links in one scan, as these CRMs cannot be asked for a link. */
export interface LinkIndex {
	find(link: string): Promise<CrmRecord | undefined>;
	/** Something was written: the next question reads anew. */
	forget(): void;
}

export function createLinkIndex(clock: Clock, readAll: () => Promise<CrmRecord[]>): LinkIndex {
	let known: { byLink: ReadonlyMap<string, CrmRecord>; until: number } | undefined;
	return {
		async find(link) {
			if (!known || clock.now() >= known.until) {
				const records = await readAll();
				// Of several with the same link the first one counts.
				const entries = records.flatMap((record) => (record.links ?? []).map((one): [string, CrmRecord] => [one, record])).reverse();
				known = { byLink: new Map(entries), until: clock.now() + FRESH_MS };
			}
			return known.byLink.get(link);
		},
		forget() {
			known = undefined;
		},
	};
}
