import { control } from '../api.js';
import { act, given } from './shared.js';

const edit = (id, columns) => act('creatio', 'row.update', { id, ...columns });

/** A number is a row of its own; a first one goes into the column of the contact, which makes the row. */
async function setNumber(row, column, before, after) {
	const { numbers } = before === undefined ? { numbers: [] } : await act('creatio', 'contact.show', { id: row.id });
	const own = numbers.find((one) => one.Number === before);
	if (!own) return edit(row.id, { [column]: after });
	return after === '' ? act('creatio', 'row.delete', { entity: 'ContactCommunication', id: own.Id }) : act('creatio', 'row.update', { entity: 'ContactCommunication', id: own.Id, Number: after });
}

async function folderId(name) {
	const { ContactFolder } = await control('GET', '/dump/creatio');
	const found = ContactFolder.find((folder) => folder.Name === name);
	return found ? found.Id : (await act('creatio', 'folder.create', { name })).id;
}

const isTag = (group) => group.startsWith('#');

/** What hangs on the other contact comes to this one, and the other one is deleted. */
async function merge({ id }, other) {
	const [own, gone] = [await act('creatio', 'contact.show', { id }), await act('creatio', 'contact.show', { id: other.id })];
	const isNew = (rows, column) => (row) => !rows.some((one) => one[column] === row[column]);
	for (const { CommunicationTypeId, Number } of gone.numbers.filter(isNew(own.numbers, 'Number'))) {
		await act('creatio', 'row.create', { entity: 'ContactCommunication', ContactId: id, CommunicationTypeId, Number });
	}
	for (const { Tag } of gone.tags.filter(isNew(own.tags, 'TagId'))) await act('creatio', 'contact.tag', { id, tag: Tag.Name });
	for (const { FolderId } of gone.folders.filter(isNew(own.folders, 'FolderId'))) await act('creatio', 'folder.put', { id, folderId: FolderId });
	await act('creatio', 'row.delete', { id: other.id });
}

export const creatio = {
	title: 'Creatio',
	groupWord: 'Folder or #Tag',
	account: () => '',
	note: (row) => row.note ?? '',
	async update(row, { name, note, email, phone }) {
		const columns = given({ Name: name, Notes: note });
		if (Object.keys(columns).length > 0) await edit(row.id, columns);
		if (email !== undefined) await setNumber(row, 'Email', row.emails[0], email);
		if (phone !== undefined) await setNumber(row, 'MobilePhone', row.phones[0], phone);
	},
	create: ({ name, note, email, phone }) => act('creatio', 'row.create', given({ Name: name, Notes: note, Email: email, MobilePhone: phone })),
	async addGroup(row, group) {
		if (isTag(group)) return act('creatio', 'contact.tag', { id: row.id, tag: group.slice(1) });
		return act('creatio', 'folder.put', { folderId: await folderId(group), id: row.id });
	},
	async removeGroup(row, group) {
		if (isTag(group)) return act('creatio', 'contact.untag', { id: row.id, tag: group.slice(1) });
		return act('creatio', 'folder.take', { folderId: await folderId(group), id: row.id });
	},
	remove: (row) => act('creatio', 'row.delete', { id: row.id }),
	mergesWith: () => true,
	merge,
};
