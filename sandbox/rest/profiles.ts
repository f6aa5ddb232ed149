import { simpleCrmPreset } from '../../connectors/crm/rest/profile/presets';
import type { PersonalityName } from './personalities';
import { SERVER_ZONE } from './render';

const ANY = ['*'];

const ledger = {
	name: 'Ledger',
	crm: 'ledger',
	login: { style: 'bearer' },
	paths: { list: '/contacts', one: '/contacts/{id}', create: '/contacts', update: '/contacts/{id}', delete: '/contacts/{id}' },
	answers: { items: 'items', item: '.', total: 'total' },
	paging: { style: 'offset', offset: 'offset', limit: 'limit', size: 50 },
	changes: { style: 'filter', parameter: 'modified_since' },
	stamps: { modified: 'updated_at', created: 'created_at', format: 'iso' },
	write: { method: 'PATCH' },
	id: 'id',
	link: 'sync_ref',
	tags: 'tags',
	doNotEmail: 'no_mailing',
	webPage: 'https://ledger.example/contact/{id}',
	fields: {
		lastName: 'last_name',
		firstName: 'first_name',
		birthday: 'birthday',
		note: 'note',
		emails: [{ key: 'personal_email', type: 'home', also: ANY }, { key: 'work_email', type: 'work', also: ANY }],
		phones: [{ key: 'personal_mobile', type: 'mobile', also: ANY }, { key: 'home_phone', type: 'home', also: ANY }, { key: 'work_phone', type: 'work', also: ANY }],
		websites: [{ key: 'website' }],
		addresses: [{ type: 'home', street: 'personal_address.street', postalCode: 'personal_address.zip', city: 'personal_address.city', countryCode: 'personal_address.country' }],
		company: [{ name: { key: 'company.name' }, title: { key: 'company.function' } }],
	},
	match: { by: ['email', 'phone'], several: 'report' },
};

const cards = {
	name: 'Cards',
	crm: 'cards',
	login: { style: 'query', name: 'key' },
	paths: { list: '/cards', one: '/cards/{id}', create: '/cards', update: '/cards/{id}' },
	answers: { items: '.', item: '.' },
	paging: { style: 'offset', offset: 'start', limit: 'count', size: 50 },
	changes: { style: 'scan' },
	write: { method: 'PUT' },
	id: 'uid',
	tags: 'marks',
	doNotEmail: 'silent',
	fields: {
		lastName: 'name.last',
		firstName: 'name.first',
		note: 'text',
		emails: [{ key: 'mail.0' }, { key: 'mail.1' }],
		phones: [{ key: 'tel.0' }, { key: 'tel.1' }],
		company: [{ name: { key: 'firm' }, title: { key: 'role' } }],
	},
};

const binder = {
	name: 'Binder',
	crm: 'binder',
	login: { style: 'basic' },
	paths: { list: '/people', one: '/people/{id}', create: '/people', update: '/people/{id}', delete: '/people/{id}' },
	answers: { items: 'people', item: 'person' },
	paging: { style: 'page', page: 'p', size: 20, first: 0 },
	changes: { style: 'scan' },
	stamps: { modified: 'changed', created: 'created', format: 'epochSeconds' },
	write: { method: 'PATCH', clear: 'null' },
	id: 'ref',
	link: 'external',
	tags: 'labels',
	doNotEmail: 'noMail',
	fields: {
		lastName: 'familyName',
		firstName: 'givenName',
		note: 'memo',
		emails: [{ key: 'reach.email', type: 'work', also: ANY }, { key: 'reach.email2', type: 'home', also: ANY }],
		phones: [{ key: 'reach.phone', type: 'work', also: ANY }, { key: 'reach.mobile', type: 'mobile', also: ANY }],
		company: [{ name: { key: 'org.name' }, title: { key: 'org.title' } }],
	},
};

const key = <T extends object>(slot: T, path: string): T => ({ ...slot, key: path });
const { emails, phones, addresses, company } = simpleCrmPreset.fields;

/** The preset of Simple CRM with its empty slots filled in for the personality "register". */
const register = {
	...simpleCrmPreset,
	login: { style: 'token', path: '/login', userKey: 'login', passwordKey: 'password', token: 'jeton', name: 'X-Session' },
	paths: { list: '/contact/list', one: '/contact/{id}', create: '/contact/new', update: '/contact/{id}' },
	answers: { items: 'donnees', item: 'donnees', total: 'total' },
	paging: { style: 'page', page: 'page', limit: 'size', size: 50 },
	changes: { style: 'scan' },
	stamps: { modified: 'modification', created: 'creation', format: 'local', timeZone: SERVER_ZONE },
	errors: { path: 'statut', is: ['erreur'], code: 'code', login: ['SESSION'], notFound: ['INCONNU'], busy: ['OCCUPE'] },
	write: { method: 'PUT' },
	id: 'numero',
	link: 'lien',
	tags: 'etiquettes',
	doNotEmail: 'sans_publicite',
	noteBlock: { ...simpleCrmPreset.noteBlock, key: 'remarque' },
	fields: {
		lastName: 'nom',
		firstName: 'prenom',
		emails: emails.map((slot, n) => ('line' in slot ? slot : key(slot, ['email_prive', 'societes.0.email'][n] ?? ''))),
		phones: phones.map((slot, n) => ('line' in slot ? slot : key(slot, ['telephone_prive', 'mobile_prive', 'societes.0.telephone', 'societes.0.mobile'][n] ?? ''))),
		addresses: addresses.map((slot) => key(slot, 'adresse_privee')),
		company: company.map(({ name, title }) => ({
			name: 'line' in name ? name : key(name, 'societes.0.societe'),
			title: 'line' in title ? title : key(title, 'societes.0.fonction'),
		})),
	},
};

/** What a user of the connector writes for each personality. */
export const restProfiles = { ledger, register, cards, binder } satisfies Record<PersonalityName, object>;
