import type { Personality } from '../types';

/** Bare lists by offset, a key in the query, PUT, no filter, no stamps, no place for a link, no delete. */
export const cards: Personality = {
	name: 'cards',
	describes: 'offset paging of bare lists, key in the query, PUT, no stamps, no filter, no link',
	routes: [
		{ op: 'list', method: 'GET', path: '/cards' },
		{ op: 'create', method: 'POST', path: '/cards' },
		{ op: 'get', method: 'GET', path: '/cards/:id' },
		{ op: 'update', method: 'PUT', path: '/cards/:id' },
	],
	login: { style: 'query', name: 'key' },
	account: { user: 'cards@sandbox.example', secret: 'sandbox-cards-key' },
	paging: { style: 'offset', offset: 'start', limit: 'count', most: 50 },
	id: { key: 'uid', show: (id) => `c${id}` },
	empty: '',
	blank: { name: { first: '', last: '' }, mail: ['', ''], tel: ['', ''], firm: '', role: '', text: '', marks: [], silent: false, colour: 'blue' },
	keys: { lastName: 'name.last', firstName: 'name.first', email: 'mail.0', workEmail: 'mail.1', phone: 'tel.0', mobile: 'tel.1', company: 'firm', title: 'role', note: 'text' },
	tags: 'marks',
	noMailing: 'silent',
	listAnswer: (rows) => rows,
	itemAnswer: (row) => row,
	errorAnswer: (code) => ({ status: { login: 401, notFound: 404, refused: 400, busy: 429 }[code], body: { message: code } }),
	seed: (person, employer) => ({
		name: { first: person.firstName ?? '', last: person.lastName },
		mail: [person.emails[0] ?? '', person.emails[1] ?? ''],
		tel: [person.phones[0]?.value ?? '', person.phones[1]?.value ?? ''],
		firm: employer?.name ?? '',
		role: person.company?.title ?? '',
		text: person.note ?? '',
		marks: person.tags,
		silent: person.doNotEmail,
	}),
};
