import type { Contact } from './contact';
import { contactBytes } from './limits';
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

export interface Trashed {
	contact: Contact;
	deletedAt: number;
}

/** What a Google account holds. */
export interface AccountState {
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
	newId(): string;
	newGroupId(): string;
	newEtag(): string;
	/** The server's time with microseconds. */
	stamp(): string;
	/** What the last warm-up call let searches see. */
	searchable: readonly Contact[];
}

/** Deleted contacts can be restored for 30 days (documented in the Contacts help). */
export const trashMs = 30 * 86_400_000;

export interface StateNeeds {
	now(): number;
	random(): number;
	delayMs(): number;
}

export function createAccountState(name: string, { now, random, delayMs }: StateNeeds): AccountState {
	const contacts = new Map<string, Contact>();
	const groups = new Map<string, Group>();
	const members = new Map<string, Set<string>>();
	const formerIds = new Map<string, string>();
	const trash = new Map<string, Trashed>();
	const people = createView<Contact>(now, delayMs, (contact) => contact.groups.length > 0);
	const labels = createView<Group>(now, delayMs, () => true);
	let bytes = 0;
	let micros = 0;

	const index = (contact: Contact | undefined, sign: 1 | -1): void => {
		if (contact === undefined) return;
		bytes += sign * contactBytes(contact);
		for (const id of contact.groups) {
			if (sign === -1) members.get(id)?.delete(contact.id);
			else members.set(id, (members.get(id) ?? new Set()).add(contact.id));
		}
	};
	const forgetOldTrash = (): void => {
		for (const [id, { deletedAt }] of trash) if (now() - deletedAt >= trashMs) trash.delete(id);
	};
	const random32 = (): bigint => BigInt(Math.floor(random() * 0x1_0000_0000));
	const random64 = (): bigint => (random32() << 32n) | random32();
	const drop = (id: string): Contact | undefined => {
		const contact = contacts.get(id);
		index(contact, -1);
		contacts.delete(id);
		return contact;
	};

	const put: AccountState['put'] = (contact, how = 'put') => {
		index(contacts.get(contact.id), -1);
		contacts.set(contact.id, contact);
		index(contact, 1);
		people.put(contact.id, contact, how);
	};

	return {
		name,
		contacts,
		groups,
		people,
		labels,
		searchable: [],
		bytes: () => bytes,
		members: (id) => members.get(id) ?? new Set(),
		find: (id) => contacts.get(id) ?? contacts.get(formerIds.get(id) ?? ''),
		put,
		remove(id, to) {
			const contact = drop(id);
			if (contact === undefined) return;
			if (to === 'trash') trash.set(id, { contact, deletedAt: now() });
			people.delete(id);
		},
		rename(id, renamed) {
			drop(id);
			people.forget(id);
			for (const [former, present] of formerIds) if (present === id) formerIds.set(former, renamed.id);
			formerIds.set(id, renamed.id);
			put(renamed);
		},
		trash() {
			forgetOldTrash();
			return trash;
		},
		takeFromTrash(id) {
			forgetOldTrash();
			const found = trash.get(id);
			trash.delete(id);
			return found?.contact;
		},
		emptyTrash: () => trash.clear(),
		putGroup(group) {
			groups.set(group.id, group);
			labels.put(group.id, group);
		},
		removeGroup(id) {
			groups.delete(id);
			members.delete(id);
			labels.delete(id);
		},
		newId: () => (random64() >> 1n).toString(),
		newGroupId: () => random64().toString(16),
		newEtag: () => {
			const id = Buffer.alloc(8);
			id.writeBigUInt64BE(random64());
			return id.toString('base64');
		},
		stamp() {
			micros = (micros + 1) % 1000;
			return new Date(now()).toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`);
		},
	};
}
