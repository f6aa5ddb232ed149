import type { GoogleAccount } from './account';
import { listedOf, type Listed } from './rows';

/** A token lives seven days after the full read (documented); whether syncs renew it is not known. */
export const TOKEN_LASTS_MS = 6 * 24 * 60 * 60_000;

/** All pages of the contacts, or of what changed since a sync token. Tells after each page how far it is. */
export async function readPages({ people, phase }: GoogleAccount, from: { syncToken?: string }): Promise<{ found: Listed[]; token?: string }> {
	const found: Listed[] = [];
	let pageToken: string | undefined;
	for (;;) {
		const page = await people.listConnections({ ...from, pageToken });
		found.push(...page.people.map(listedOf));
		if (page.people.length > 0) phase?.({ kind: 'reading', side: 'partner', read: found.length });
		if (page.nextPageToken === undefined) return { found, token: page.nextSyncToken };
		pageToken = page.nextPageToken;
	}
}
