import type { PeopleClient } from './client';
import { listedOf, type Listed } from './rows';

/** A token lives seven days after the full read (documented); whether syncs renew it is not known. */
export const TOKEN_LASTS_MS = 6 * 24 * 60 * 60_000;

/** All pages of the contacts, or of what changed since a sync token. */
export async function readPages(people: PeopleClient, from: { syncToken?: string }): Promise<{ found: Listed[]; token?: string }> {
	const found: Listed[] = [];
	let pageToken: string | undefined;
	for (;;) {
		const page = await people.listConnections({ ...from, pageToken });
		found.push(...page.people.map(listedOf));
		if (page.nextPageToken === undefined) return { found, token: page.nextSyncToken };
		pageToken = page.nextPageToken;
	}
}
