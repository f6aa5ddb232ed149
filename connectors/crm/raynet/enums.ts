/**
 * How people read what Raynet keeps as a code of a fixed set (the codes are documented, the English words are those of its
 * documentation; assumed to be the ones on its screen). Neither is ever written, so that nothing has to be turned back.
 */
const STATES: Readonly<Record<string, string>> = { A_POTENTIAL: 'Potential', B_ACTUAL: 'Current', C_DEFERRED: 'Deferred', D_UNATTRACTIVE: 'Unattractive' };
const ROLES: Readonly<Record<string, string>> = { A_SUBSCRIBER: 'Subscriber/Customer', B_PARTNER: 'Partner', C_SUPPLIER: 'Supplier', D_RIVAL: 'Competitor' };

const readable = (texts: Readonly<Record<string, string>>, code: string | null | undefined): string | undefined => {
	const known = code?.trim() ?? '';
	return known === '' ? undefined : (texts[known] ?? known);
};

/** The state of a client in words; a code that is not known here stays as it is. */
export const stateText = (code: string | null | undefined): string | undefined => readable(STATES, code);

/** The relationship of a client in words; a code that is not known here stays as it is. */
export const roleText = (code: string | null | undefined): string | undefined => readable(ROLES, code);
