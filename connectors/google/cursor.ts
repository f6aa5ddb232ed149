import { shortHash } from '../../core/contact/hash';
import { LIST_PARAMS } from './client';

/** What a cursor holds: Google's sync token, and what decides how far it can be trusted. */
export interface Feed {
	/** "" where Google gave none. */
	token: string;
	/** When the full read that it goes back to began, ms by our clock. */
	readAt: number;
	/** Members by label mark, as far as what was told explains them. */
	counts: LabelCounts;
	/** Since when, ms, the numbers of members are not what was told. */
	waitsSince?: number;
}

/** Number of members by label mark. */
export type LabelCounts = ReadonlyMap<string, number>;

/** A token is bound to the parameters of its reads (documented), so a cursor says which they were. */
const PARAMS = shortHash(LIST_PARAMS, 5);
const MARK_LENGTH = 4;

/** `PPPPP k3f2a. MMMM1a,MMMM2 token`: parameters, stamps in base 36, members by label, sync token. */
export function cursorText({ token, readAt, counts, waitsSince }: Feed): string {
	const members = [...counts].map(([mark, count]) => mark + count.toString(36)).join(',');
	return [PARAMS, `${readAt.toString(36)}.${waitsSince?.toString(36) ?? ''}`, members, token].join(' ');
}

/** undefined for none, for one of other parameters, or one without a token: then everything is read. */
export function parseCursor(text: string | undefined): Feed | undefined {
	const [params, stamps = '', members = '', token] = text?.split(' ') ?? [];
	if (params !== PARAMS || !token) return undefined;
	const [readAt = '', waitsSince = ''] = stamps.split('.');
	const counts = members.split(',').filter(Boolean).map((one): [string, number] => [one.slice(0, MARK_LENGTH), parseInt(one.slice(MARK_LENGTH), 36)]);
	return { token, readAt: parseInt(readAt, 36), counts: new Map(counts), ...(waitsSince ? { waitsSince: parseInt(waitsSince, 36) } : {}) };
}

export function labelMark(resourceName: string): string {
	return shortHash(resourceName, MARK_LENGTH);
}
