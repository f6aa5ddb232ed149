import type { Contact } from '../contact/contact';
import { emailKey } from '../contact/email';
import type { CrmRecord, CrmSide } from '../ports/crm';
import { addressesOf } from './byAddress';
import { recordsByEmailInAll } from './byEmail';

/** Where the address is the record: addresses whose person opted out, so that nobody is mailed there, whatever other contacts have them. */
export function optedOutAddresses(contacts: Iterable<Contact>): Set<string> {
	const found = new Set<string>();
	for (const contact of contacts) if (contact.doNotEmail === true) for (const address of addressesOf(contact)) found.add(address);
	return found;
}

/** Each address is a few calls. For more of them all records are read once. */
const MOST_LOOKED_UP = 50;

/** Of newcomers' addresses, those of which the CRM knows an opt-out under a record that this run did not read. */
export async function optedOutElsewhere(crm: CrmSide, newcomers: readonly Contact[]): Promise<Set<string>> {
	return optedOutInCrm(crm, newcomers.flatMap(addressesOf));
}

/** Of these addresses, by emailKey, those of which some active record of the CRM is opted out; none where the CRM cannot find records by address, and there are few. */
export async function optedOutInCrm(crm: CrmSide, emails: readonly string[]): Promise<Set<string>> {
	const asked = new Set(emails);
	if (asked.size > MOST_LOOKED_UP) return optedOutAmong(asked, await recordsByEmailInAll(crm, [...asked]));
	const { findByEmail } = crm;
	const found = new Set<string>();
	if (!findByEmail) return found;
	for (const address of asked) {
		const records = await findByEmail(address);
		const optedOut = optedOutAddresses(records.map(({ contact }) => contact));
		if (optedOut.has(emailKey(address))) found.add(address);
	}
	return found;
}

function optedOutAmong(asked: ReadonlySet<string>, records: ReadonlyMap<string, readonly CrmRecord[]>): Set<string> {
	return new Set([...asked].filter((address) => records.get(address)?.some(({ contact }) => contact.doNotEmail === true)));
}
