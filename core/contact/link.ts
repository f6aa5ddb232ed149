/**
 * The link that a CRM record carries: which partner record it is paired with. `google:x93fd2:people/c12`.
 * A mark ends after the second colon: it says that the record is paired in that partner account, not with whom.
 */
export interface Link {
	/** Kind of the partner, for example "google". */
	partner: string;
	/** Random id of the partner account, without ":". */
	accountMark: string;
	/** Absent in a mark. */
	partnerId?: string;
}

export function linkText({ partner, accountMark, partnerId }: Link): string {
	return `${partner}:${accountMark}:${partnerId ?? ''}`;
}

/** Undefined for a text that is no link of ours. */
export function parseLink(text: string): Link | undefined {
	const [, partner, accountMark, partnerId] = /^([a-z]+):([a-z0-9]+):(.*)$/.exec(text) ?? [];
	if (!partner || !accountMark) return undefined;
	return { partner, accountMark, ...(partnerId ? { partnerId } : {}) };
}

/** The link without the id: the same for all records paired in one partner account. */
export function markOf(link: Link): string {
	return linkText({ partner: link.partner, accountMark: link.accountMark });
}
