import type { CrmAccount } from '../../../core/contact/contact';

/** Where links to partner records are kept: in a column that the user made, else a tag marks that there is a pair. */
export type LinkPlace = { kind: 'column'; name: string } | { kind: 'tag' };

/** What a row does not tell by itself. */
export interface CreatioPlace {
	account: CrmAccount;
	/** Where users open the site, with /0 where it has it, without a slash at the end. */
	webRoot: string;
	link: LinkPlace;
	/** The server's own clock (ms) as last told. */
	serverTime(): number | undefined;
}
