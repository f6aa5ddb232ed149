import type { MatchKey } from '../../core/sync/settings';
import type { Summary } from '../../core/sync/report';
import { spokenOf, type PartnerName } from '../shared/partners';

const KEY_WORDS: Record<MatchKey, string> = { email: 'e-mail address', phone: 'phone number', nameAndCompany: 'name' };

/** How many contacts the first meeting cannot recognise; undefined where there is none. */
export function keylessText(keyless: Summary['keyless'], matchBy: readonly MatchKey[], partner: PartnerName): string | undefined {
	if (!keyless || keyless.crm + keyless.partner === 0) return undefined;
	const total = keyless.crm + keyless.partner;
	const words = matchBy.map((key) => KEY_WORDS[key]).join(' and no ');
	const nothing = words === '' ? 'nothing may be used to recognise them by' : `they have no ${words} to be recognised by`;
	const text = `${total} new contact${total === 1 ? '' : 's'} (${keyless.crm} in the CRM, ${keyless.partner} in Google) cannot be recognised on the other side: ${nothing}. Each is created there, even if it is there already.`;
	return spokenOf(partner, text);
}
