import { parseLink } from '../../../core/contact/link';

/** Raynet keeps links as external ids, of which a record holds ten (documented). */
export const MOST_EXT_IDS = 10;

/**
 * External ids stand in paths, and many servers refuse an encoded slash there, so that it is stored as "~", which
 * is in no id of a partner.
 */
export function extIdOf(link: string): string {
	return link.replaceAll('/', '~');
}

/** The links among external ids; those of other programs are none. */
export function linksOf(extIds: readonly string[] | null | undefined): string[] {
	return (extIds ?? []).filter((extId) => parseLink(extId)).map((extId) => extId.replaceAll('~', '/'));
}
