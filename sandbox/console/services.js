import { control } from './api.js';

const act = (service, action, args) => control('POST', `/control/${service}/${action}`, args);

/** First names come first; the last word is the last name. */
function nameParts(name) {
	const words = name.trim().split(/\s+/);
	return { firstName: words.slice(0, -1).join(' '), lastName: words.at(-1) ?? '' };
}

const raynetKey = (row) => {
	const [instance, entity, id] = row.id.split('/');
	return { instance, entity, id: Number(id) };
};

function raynetContactInfo({ email, phone }) {
	const info = { ...(email === undefined ? {} : { email }), ...(phone === undefined ? {} : { tel1: phone }) };
	return Object.keys(info).length > 0 ? { contactInfo: info } : {};
}

function raynetName(row, name) {
	if (name === undefined) return {};
	if (row.id.includes('/person/')) return nameParts(name);
	return row.kind.startsWith('private client') ? { name, ...nameParts(name) } : { name };
}

const onRaynet = (row, action, args = {}) => {
	const { instance, entity, id } = raynetKey(row);
	return act('raynet', `${entity}.${action}`, { instance, id, ...args });
};

/** A list of which the form edits the first element. */
const withFirst = (values, first) => [first, ...values.slice(1)].filter((value) => value !== '').map((value) => ({ value }));

function googlePerson(row, { name, email, phone, note }) {
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

/** How the console's few words are said to each stand-in. A word that one does not know is absent, and so is its button. */
export const adapters = {
	raynet: {
		title: 'RAYNET',
		groupWord: 'Tag',
		/** Changes hold only what was edited. */
		update: (row, { name, note, ...info }) =>
			onRaynet(row, 'update', { ...raynetName(row, name), ...(note === undefined ? {} : { notice: note }), ...raynetContactInfo(info) }),
		create: ({ name, note, ...info }) => act('raynet', 'person.create', { ...nameParts(name), notice: note ?? null, ...raynetContactInfo(info) }),
		addGroup: (row, tag) => onRaynet(row, 'tag', { tag }),
		removeGroup: (row, tag) => onRaynet(row, 'untag', { tag }),
		remove: (row) => onRaynet(row, 'delete'),
		invalidate: (row) => onRaynet(row, row.kind.endsWith('invalid') ? 'valid' : 'invalidate'),
		note: (row) => row.note ?? '',
	},
	google: {
		title: 'Google Contacts',
		groupWord: 'Label',
		update: (row, changes) => act('google', 'person.update', { resourceName: row.id, person: googlePerson(row, changes) }),
		create: (values) => act('google', 'person.create', { person: googlePerson(undefined, values) }),
		addGroup: (row, label) => act('google', 'label.add', { resourceName: row.id, label }),
		removeGroup: (row, label) => act('google', 'label.remove', { resourceName: row.id, label }),
		remove: (row) => act('google', 'person.delete', { resourceName: row.id }),
		// Its rows name the account in the place of a note.
		note: () => undefined,
	},
};
