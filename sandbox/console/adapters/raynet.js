import { act, nameParts } from './shared.js';

const keyOf = (row) => {
	const [instance, entity, id] = row.id.split('/');
	return { instance, entity, id: Number(id) };
};

const on = (row, action, args = {}) => {
	const { instance, entity, id } = keyOf(row);
	return act('raynet', `${entity}.${action}`, { instance, id, ...args });
};

function contactInfo({ email, phone }) {
	const info = { ...(email === undefined ? {} : { email }), ...(phone === undefined ? {} : { tel1: phone }) };
	return Object.keys(info).length > 0 ? { contactInfo: info } : {};
}

function nameOf(row, name) {
	if (name === undefined) return {};
	if (keyOf(row).entity === 'person') return nameParts(name);
	return row.kind.startsWith('private client') ? { name, ...nameParts(name) } : { name };
}

const isInvalid = (row) => row.kind.endsWith('invalid');

export const raynet = {
	title: 'RAYNET',
	groupWord: 'Tag',
	account: (row) => keyOf(row).instance,
	note: (row) => row.note ?? '',
	update: (row, { name, note, ...info }) => on(row, 'update', { ...nameOf(row, name), ...(note === undefined ? {} : { notice: note }), ...contactInfo(info) }),
	create: ({ name, note, ...info }, instance) => act('raynet', 'person.create', { instance, ...nameParts(name), notice: note ?? null, ...contactInfo(info) }),
	addGroup: (row, tag) => on(row, 'tag', { tag }),
	removeGroup: (row, tag) => on(row, 'untag', { tag }),
	remove: (row) => on(row, 'delete'),
	/** A person merges with a person, a company with a company. */
	mergesWith: (row, other) => keyOf(row).instance === keyOf(other).instance && keyOf(row).entity === keyOf(other).entity,
	merge: (row, other) => on(row, 'merge', { sourceId: keyOf(other).id }),
	actions: (row) => [{ text: isInvalid(row) ? 'Make Valid' : 'Make Invalid', done: 'Changed.', run: () => on(row, isInvalid(row) ? 'valid' : 'invalidate') }],
};
