import { act, given, nameParts } from './shared.js';

const keyOf = (row) => {
	const [personality, id] = row.id.split('/');
	return { personality, id };
};
const on = (row, action, args = {}) => act('rest-reference', `record.${action}`, { ...keyOf(row), ...args });

const valuesOf = ({ name, email, phone, note }, { email: emailPlace = 'email', phone: phonePlace = 'phone' } = {}) =>
	given({ ...(name === undefined ? {} : nameParts(name)), [emailPlace]: email, [phonePlace]: phone, note });

export const rest = {
	title: 'REST CRMs',
	groupWord: 'Tag',
	account: (row) => keyOf(row).personality,
	note: (row) => row.note ?? '',
	update: (row, changes) => on(row, 'update', { values: valuesOf(changes, row.places) }),
	create: (values, personality) => act('rest-reference', 'record.create', { personality, values: valuesOf(values) }),
	addGroup: (row, tag) => on(row, 'tag', { tag }),
	removeGroup: (row, tag) => on(row, 'untag', { tag }),
	remove: (row) => on(row, 'delete'),
	mergesWith: (row, other) => keyOf(row).personality === keyOf(other).personality,
	/** Gaps are filled, tags are united, and the other one is deleted. */
	async merge(row, other) {
		const gaps = given({ email: row.emails[0] ? undefined : other.emails[0], phone: row.phones[0] ? undefined : other.phones[0], note: row.note ? undefined : other.note });
		if (Object.keys(gaps).length > 0) await on(row, 'update', { values: valuesOf(gaps, row.places) });
		for (const tag of other.groups.filter((group) => !row.groups.includes(group))) await on(row, 'tag', { tag });
		await on(other, 'delete');
	},
};
