import { act, nameParts } from './shared.js';

/** A list of which the form edits the first element. */
const withFirst = (values, first) => [first, ...values.slice(1)].filter((value) => value !== '').map((value) => ({ value }));

function personOf(row, { name, email, phone, note }) {
	const person = {};
	if (name !== undefined) {
		const { firstName, lastName } = nameParts(name);
		person.names = [{ givenName: firstName, familyName: lastName }];
	}
	if (email !== undefined) person.emailAddresses = withFirst(row?.emails ?? [], email);
	if (phone !== undefined) person.phoneNumbers = withFirst(row?.phones ?? [], phone);
	if (note !== undefined) person.biographies = [{ value: note, contentType: 'TEXT_PLAIN' }];
	return person;
}

export const google = {
	title: 'Google Contacts',
	groupWord: 'Label',
	// Its rows name the account in the place of a note.
	account: (row) => row.note,
	note: () => undefined,
	update: (row, changes) => act('google', 'person.update', { resourceName: row.id, person: personOf(row, changes) }),
	create: (values, account) => act('google', 'person.create', { account, person: personOf(undefined, values) }),
	async addGroup(row, label) {
		await act('google', 'label.create', { account: row.note, label }).catch((error) => {
			// A label that is there already is all that is wanted.
			if (!/exist|taken|already/i.test(error.message)) throw error;
		});
		await act('google', 'label.add', { resourceName: row.id, label });
	},
	removeGroup: (row, label) => act('google', 'label.remove', { resourceName: row.id, label: label === 'My Contacts' ? 'contactGroups/myContacts' : label }),
	remove: (row) => act('google', 'person.delete', { resourceName: row.id }),
	mergesWith: (row, other) => row.note === other.note,
	merge: (row, other) => act('google', 'person.merge', { keep: row.id, gone: other.id }),
};
