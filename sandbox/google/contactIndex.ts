import type { Contact } from './contact';
import { contactBytes } from './limits';

/** Sums over all living contacts that would be slow to count anew. */
export interface ContactIndex {
	add(contact: Contact): void;
	/** Takes the very object that was added. */
	remove(contact: Contact): void;
	bytes(): number;
	members(groupId: string): ReadonlySet<string>;
}

export function createContactIndex(): ContactIndex {
	const members = new Map<string, Set<string>>();
	let bytes = 0;
	const membersOf = (groupId: string): Set<string> => {
		const found = members.get(groupId) ?? new Set();
		members.set(groupId, found);
		return found;
	};
	return {
		add(contact) {
			bytes += contactBytes(contact);
			for (const id of contact.groups) membersOf(id).add(contact.id);
		},
		remove(contact) {
			bytes -= contactBytes(contact);
			for (const id of contact.groups) membersOf(id).delete(contact.id);
		},
		bytes: () => bytes,
		members: (groupId) => members.get(groupId) ?? new Set(),
	};
}
