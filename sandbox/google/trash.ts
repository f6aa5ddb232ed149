import type { Contact } from './contact';

export interface Trashed {
	contact: Contact;
	deletedAt: number;
}

/** Deleted contacts can be restored for 30 days (documented in the Contacts help). */
export const trashMs = 30 * 86_400_000;

export interface Trash {
	add(contact: Contact): void;
	all(): ReadonlyMap<string, Trashed>;
	take(id: string): Contact | undefined;
	empty(): void;
}

export function createTrash(now: () => number): Trash {
	const trashed = new Map<string, Trashed>();
	const all = (): ReadonlyMap<string, Trashed> => {
		for (const [id, { deletedAt }] of trashed) if (now() - deletedAt >= trashMs) trashed.delete(id);
		return trashed;
	};
	return {
		all,
		add: (contact) => trashed.set(contact.id, { contact, deletedAt: now() }),
		take(id) {
			const found = all().get(id);
			trashed.delete(id);
			return found?.contact;
		},
		empty: () => trashed.clear(),
	};
}
