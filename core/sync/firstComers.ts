import { kindOf, type Contact } from '../contact/contact';
import { isWellFormedEmail } from '../contact/email';
import { nameText, type Normaliser } from '../contact/normalise';
import { namesAgree } from './match';
import type { PartnerIndex } from './partnerIndex';

/**
 * Where the lowest id stands for all contacts that share an e-mail address: who came first. Contacts with the same address
 * and another name are other people.
 */
export interface FirstComers {
	/** Whether another contact holds one of its addresses already, under a name that agrees. */
	precede(contact: Contact): boolean;
	add(contact: Contact): void;
}

interface Holder {
	id: string;
	name: string;
}

/** Pairs in the group came before everybody; who is added comes before those who are asked for later. */
export function createFirstComers(index: PartnerIndex, groupId: string | undefined, normal: Normaliser): FirstComers {
	let holders: Map<string, Holder[]> | undefined;
	const known = (): Map<string, Holder[]> => (holders ??= pairedHolders(index, groupId, normal));
	return {
		precede(contact) {
			if (kindOf(contact) === 'company') return false;
			return addressesOf(contact, normal).some((address) => (known().get(address) ?? []).some(({ id, name }) => id !== contact.id && namesAgree(name, nameText(contact))));
		},
		add: (contact) => addHolder(known(), { id: contact.id, name: nameText(contact) }, addressesOf(contact, normal)),
	};
}

function pairedHolders(index: PartnerIndex, groupId: string | undefined, normal: Normaliser): Map<string, Holder[]> {
	const holders = new Map<string, Holder[]>();
	for (const id of index.ids()) {
		for (const { record } of index.pairedWith(id)) {
			if (groupId === undefined || !record.groups.includes(groupId) || index.isFree(record.id)) continue;
			addHolder(holders, { id, name: nameText(record.fields) }, addressesOf(record.fields, normal));
		}
	}
	return holders;
}

function addHolder(holders: Map<string, Holder[]>, holder: Holder, addresses: readonly string[]): void {
	for (const address of addresses) holders.set(address, [...(holders.get(address) ?? []), holder]);
}

function addressesOf({ emails = [] }: Pick<Contact, 'emails'>, normal: Normaliser): string[] {
	return emails.filter(({ value }) => isWellFormedEmail(value)).map(({ value }) => normal.email(value));
}
