import type { ConsoleRow } from '../kit/types';
import { groupName, resourceName, type Contact } from './contact';
import { derived } from './derive';
import type { AccountState } from './state';
import { formattedName } from './systemGroups';
import type { World } from './world';

/** The whole state as plain JSON: per account its contacts, labels and trash, without what is derived on reading. */
export function dump(world: World): unknown {
	const accounts = [...world.users].map(([name, { state, overlaps }]) => [name, { ...dumpAccount(state), overlaps }]);
	return { accounts: Object.fromEntries(accounts), visibilityDelayMs: world.visibilityDelayMs };
}

function dumpAccount(state: AccountState): Record<string, unknown> {
	const show = (contact: Contact): Record<string, unknown> => ({
		resourceName: resourceName(contact.id),
		etag: `#${contact.etag}`,
		updateTime: contact.updateTime,
		groups: groupNames(state, contact),
		...contact.fields,
	});
	const labels = [...state.groups.values()].filter(({ kind }) => kind === 'user');
	return {
		contacts: [...state.contacts.values()].map(show),
		labels: labels.map(({ id, name, clientData }) => ({ resourceName: groupName(id), name, clientData, memberCount: state.members(id).size })),
		trash: [...state.trash().values()].map(({ contact, deletedAt }) => ({ ...show(contact), deletedAt })),
	};
}

/** Contacts of all accounts for the console; `note` names the account. */
export function rows(world: World): ConsoleRow[] {
	return [...world.users.values()].flatMap(({ state }) => [...state.contacts.values()].map((contact) => row(state, contact)));
}

function row(state: AccountState, contact: Contact): ConsoleRow {
	const { names: [name] = [], emailAddresses = [], phoneNumbers = [], organizations: [organization] = [] } = contact.fields;
	const company = String(organization?.name ?? '');
	return {
		id: resourceName(contact.id),
		kind: 'contact',
		name: name ? String(derived('names', name).displayName ?? '') : company,
		emails: emailAddresses.map(({ value }) => String(value)),
		phones: phoneNumbers.map(({ value }) => String(value)),
		company,
		groups: groupNames(state, contact),
		changedAt: contact.updateTime,
		note: state.name,
	};
}

function groupNames(state: AccountState, contact: Contact): string[] {
	return contact.groups.map((id) => {
		const group = state.groups.get(id);
		return group ? formattedName(group) : id;
	});
}
