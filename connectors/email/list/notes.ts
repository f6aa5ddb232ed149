import type { Clock } from '../../../core/ports/environment';
import { emailKey } from '../../../core/contact/email';
import type { ContactNotes, EmailSide } from '../../../core/ports/email';
import { OWN_FIELD, ownText, type OwnData } from './entry';
import { ownOf } from './record';

/** By list id who is noted where; a cache only, kept per account by whoever builds the notes again and again. */
export type NotesMemory = Map<string, { readAt: number; byContact: ReadonlyMap<string, readonly NotedAddress[]> }>;

interface NotedAddress {
	email: string;
	standsFor: 'one' | 'several';
}

export interface ContactNotesSettings {
	side: Pick<EmailSide, 'members'>;
	listId: string;
	clock: Clock;
	memory?: NotesMemory;
}

/** In a burst of changes the list is not read for each of them. */
const FRESH_MS = 10 * 60_000;

/** The notes of one list, in the field that holds what we keep on a subscriber. */
export function createContactNotes({ side, listId, clock, memory = new Map() }: ContactNotesSettings): ContactNotes {
	return {
		async addresses(contactIds, whose) {
			const kept = memory.get(listId);
			const known = kept && clock.now() - kept.readAt < FRESH_MS ? kept : { readAt: clock.now(), byContact: await readNotes(side, listId) };
			memory.set(listId, known);
			return new Map(contactIds.flatMap((id) => {
				const found = (known.byContact.get(id) ?? []).filter(({ standsFor }) => whose !== 'ofItAlone' || standsFor === 'one');
				return found.length > 0 ? [[id, found.map(({ email }) => email)] as const] : [];
			}));
		},
		added(membership, contactId): Readonly<Record<string, string>> {
			if (membership && !membership.customFields) return {};
			const own = ownOf(membership);
			return contactsOf(own).includes(contactId) ? {} : { [OWN_FIELD]: ownText({ ...own, contacts: [...own.contacts, contactId] }) };
		},
	};
}

/** Paired or noted. */
function contactsOf({ entries, contacts }: OwnData): string[] {
	return [...entries.keys(), ...contacts];
}

async function readNotes(side: Pick<EmailSide, 'members'>, listId: string): Promise<Map<string, NotedAddress[]>> {
	const found = new Map<string, NotedAddress[]>();
	for (const { email, memberships } of (await side.members(listId)).values()) {
		const contacts = contactsOf(ownOf(memberships[listId]));
		const address: NotedAddress = { email: emailKey(email), standsFor: contacts.length === 1 ? 'one' : 'several' };
		for (const id of contacts) found.set(id, [...(found.get(id) ?? []), address]);
	}
	return found;
}
