import type { AccountState, Group } from './state';

export const myContacts = 'myContacts';

/** Google's own groups with the names that an English account shows (list seen in client code). */
const formattedNames: Readonly<Record<string, string>> = {
	[myContacts]: 'My Contacts',
	starred: 'Starred',
	friends: 'Friends',
	family: 'Family',
	coworkers: 'Coworkers',
	all: 'All Contacts',
	blocked: 'Blocked',
	chatBuddies: 'Chat contacts',
};

export function systemGroups(state: AccountState, createdAt: number): Group[] {
	return Object.keys(formattedNames).map((id) => ({
		id,
		name: id,
		kind: 'system',
		etag: state.newEtag(),
		updateTime: state.stamp(),
		createdAt,
		clientData: [],
	}));
}

/** The name is stable, the formatted one is for people; labels have the same for both (documented). */
export const formattedName = (group: Group): string => formattedNames[group.id] ?? group.name;

/** The other system groups are deprecated: members can only leave them (documented). */
export const takesMembers = (group: Group): boolean => group.kind === 'user' || group.id === myContacts || group.id === 'starred';

export const systemNames: readonly string[] = [...Object.keys(formattedNames), ...Object.values(formattedNames)];
