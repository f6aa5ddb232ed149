import type { JsonObject } from '../kit/json';
import type { Contact } from './contact';
import { invalid } from './errors';
import type { Exchange } from './operation';
import { omitEmpty } from './shape';
import type { Group } from './state';
import { myContacts, takesMembers } from './systemGroups';
import { regrouped } from './write';

type Writing = Pick<Exchange, 'world' | 'user'>;

/**
 * Set semantics: what is in already, or out, stays so. Answers 200 even where a part failed: names that are not there,
 * and contacts that would lose their last group, are listed (documented).
 */
export function modifyMembers(
	writing: Writing,
	group: Group,
	added: readonly string[],
	removed: readonly string[],
	idOf: (name: string) => string,
): { answer: JsonObject; changed: number } {
	// documented; the answer is assumed
	if (added.length > 0 && !takesMembers(group)) throw invalid('Contacts can only be added to user groups, myContacts and starred.');
	const { state } = writing.user;
	const notFoundResourceNames: string[] = [];
	const canNotRemoveLastContactGroupResourceNames: string[] = [];
	let changed = 0;
	const known = (name: string): Contact | undefined => {
		const contact = state.find(idOf(name));
		if (contact === undefined) notFoundResourceNames.push(name);
		return contact;
	};
	for (const contact of added.map(known)) {
		if (contact === undefined || contact.groups.includes(group.id)) continue;
		storeGroups(writing, contact, [...contact.groups, group.id]);
		changed += 1;
	}
	for (const name of removed) {
		const contact = known(name);
		if (!contact?.groups.includes(group.id)) continue;
		if (contact.groups.length === 1) {
			canNotRemoveLastContactGroupResourceNames.push(name);
			continue;
		}
		storeGroups(writing, contact, without(contact, group.id));
		changed += 1;
	}
	return { answer: omitEmpty({ notFoundResourceNames, canNotRemoveLastContactGroupResourceNames }), changed };
}

/** Takes a contact out of a label that goes away; documented: a contact in a list always has a group. */
export function leaveGroup(writing: Writing, id: string, groupId: string): void {
	const contact = writing.user.state.find(id);
	if (contact === undefined) return;
	const rest = without(contact, groupId);
	const falls = rest.length === 0 && writing.world.setting('lastLabelDeleted') === 'myContacts';
	storeGroups(writing, contact, falls ? [myContacts] : rest);
}

export function storeGroups(writing: Writing, contact: Contact, groups: readonly string[]): void {
	const how = writing.world.setting('membershipInSync') === 'yes' ? 'put' : 'quiet';
	writing.user.state.put(regrouped(writing, contact, groups), how);
}

const without = (contact: Contact, groupId: string): string[] => contact.groups.filter((id) => id !== groupId);
