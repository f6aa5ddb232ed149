import type { Contact } from '../contact/contact';
import { emailKey } from '../contact/email';
import type { CrmSide } from '../ports/crm';
import { addressesOf } from './byAddress';

/** Where the address is the record: addresses whose person opted out, so that nobody is mailed there, whatever other contacts have them. */
export function optedOutAddresses(contacts: Iterable<Contact>): Set<string> {
	const found = new Set<string>();
	for (const contact of contacts) if (contact.doNotEmail === true) for (const address of addressesOf(contact)) found.add(address);
	return found;
}

/** More newcomers than this come with a reading of everything, which shows who shares an address with them. */
const MOST_NEWCOMERS = 50;

/** Of a few newcomers' addresses, those of which the CRM knows an opt-out under a record that this run did not read. */
export async function optedOutElsewhere({ findByEmail }: CrmSide, newcomers: readonly Contact[]): Promise<Set<string>> {
	const found = new Set<string>();
	if (!findByEmail || newcomers.length > MOST_NEWCOMERS) return found;
	for (const address of new Set(newcomers.flatMap(addressesOf))) {
		const records = await findByEmail(address);
		const optedOut = optedOutAddresses(records.map(({ contact }) => contact));
		if (optedOut.has(emailKey(address))) found.add(address);
	}
	return found;
}
