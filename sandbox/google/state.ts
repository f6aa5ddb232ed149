import type { Contact } from './contact';
import { createContactIndex } from './contactIndex';
import { createMint, type Mint } from './mint';
import { createTrash, type Trashed } from './trash';
import { createView, type View } from './view';

/** A label, or one of Google's own groups. */
export interface Group {
	id: string;
	name: string;
	kind: 'user' | 'system';
	etag: string;
	updateTime: string;
	createdAt: number;
	clientData: ReadonlyArray<{ key: string; value: string }>;
}

/** What a Google account holds. */
export interface AccountState extends Mint {
	readonly name: string;
	readonly contacts: ReadonlyMap<string, Contact>;
	readonly groups: ReadonlyMap<string, Group>;
	/** Bytes of all living contacts, as contactBytes counts them. */
	bytes(): number;
	members(groupId: string): ReadonlySet<string>;
	/** By present id, by a former one; undefined when there is none or it lies in the trash. */
	find(id: string): Contact | undefined;
	/** Stores a new contact or a new state of one. `quiet`: syncs do not report it. */
	put(contact: Contact, how?: 'put' | 'quiet'): void;
	/** `gone` leaves no way back, as after a merge. */
	remove(id: string, to: 'trash' | 'gone'): void;
	/** Gives a contact another id, as when a profile is linked. */
	rename(id: string, renamed: Contact): void;
	trash(): ReadonlyMap<string, Trashed>;
	takeFromTrash(id: string): Contact | undefined;
	emptyTrash(): void;
	putGroup(group: Group): void;
	removeGroup(id: string): void;
	/** As lists and syncs see it. */
	readonly people: View<Contact>;
	readonly labels: View<Group>;
	/** What the last warm-up call let searches see. */
	searchable: readonly Contact[];
}

export interface StateNeeds {
	now(): number;
	random(): number;
	delayMs(): number;
}

export function createAccountState(name: string, { now, random, delayMs }: StateNeeds): AccountState {
	const contacts = new Map<string, Contact>();
	const groups = new Map<string, Group>();
	const formerIds = new Map<string, string>();
	const index = createContactIndex();
	const trash = createTrash(now);
	const people = createView<Contact>(now, delayMs, (contact) => contact.groups.length > 0);
	const labels = createView<Group>(now, delayMs, () => true);

	const drop = (id: string): Contact | undefined => {
		const contact = contacts.get(id);
		if (contact) index.remove(contact);
		contacts.delete(id);
		return contact;
	};
	const put: AccountState['put'] = (contact, how = 'put') => {
		drop(contact.id);
		contacts.set(contact.id, contact);
		index.add(contact);
		people.put(contact.id, contact, how);
	};
	return {
		...createMint(now, random),
		...{ name, contacts, groups, people, labels, put },
		...{ bytes: index.bytes, members: index.members, trash: trash.all, takeFromTrash: trash.take, emptyTrash: trash.empty },
		searchable: [],
		find: (id) => contacts.get(id) ?? contacts.get(formerIds.get(id) ?? ''),
		remove(id, to) {
			const contact = drop(id);
			if (contact === undefined) return;
			if (to === 'trash') trash.add(contact);
			people.delete(id);
		},
		rename(id, renamed) {
			drop(id);
			people.forget(id);
			for (const [former, present] of formerIds) if (present === id) formerIds.set(former, renamed.id);
			formerIds.set(id, renamed.id);
			put(renamed);
		},
		putGroup(group) {
			groups.set(group.id, group);
			labels.put(group.id, group);
		},
		removeGroup(id) {
			groups.delete(id);
			labels.delete(id);
		},
	};
}
