import type { Personality } from '../types';

const text = (value: string | undefined): string => value ?? '';

/**
 * Page paging, a token from a login, PUT, no filter, errors inside a 200, local time without an offset. Its records
 * have the fields that the vendor of Simple CRM names in its help article; keys and everything else are ours.
 */
export const register: Personality = {
	name: 'register',
	describes: 'page paging, login token, PUT, no filter, errors inside a 200, local time',
	routes: [
		{ op: 'login', method: 'POST', path: '/login' },
		{ op: 'list', method: 'GET', path: '/contact/list' },
		{ op: 'create', method: 'POST', path: '/contact/new' },
		{ op: 'get', method: 'GET', path: '/contact/:id' },
		{ op: 'update', method: 'PUT', path: '/contact/:id' },
	],
	login: { style: 'token' },
	account: { user: 'register@sandbox.example', secret: 'sandbox-register-password' },
	paging: { style: 'page', page: 'page', size: 'size', most: 50, first: 1 },
	stamps: { created: 'creation', modified: 'modification', format: 'localTime' },
	id: { key: 'numero', show: String },
	empty: '',
	blank: {
		nom: '',
		prenom: '',
		telephone_prive: '',
		mobile_prive: '',
		email_prive: '',
		adresse_privee: '',
		remarque: '',
		lien: '',
		etiquettes: [],
		societes: [{ societe: '', fonction: '', telephone: '', mobile: '', email: '' }],
		sans_publicite: false,
		points: 0,
	},
	keys: {
		lastName: 'nom',
		firstName: 'prenom',
		email: 'email_prive',
		workEmail: 'societes.0.email',
		phone: 'telephone_prive',
		mobile: 'mobile_prive',
		workPhone: 'societes.0.telephone',
		workMobile: 'societes.0.mobile',
		address: 'adresse_privee',
		company: 'societes.0.societe',
		title: 'societes.0.fonction',
		note: 'remarque',
		link: 'lien',
	},
	tags: 'etiquettes',
	noMailing: 'sans_publicite',
	listAnswer: (rows, total) => ({ statut: 'ok', total, donnees: rows }),
	itemAnswer: (row) => ({ statut: 'ok', donnees: row }),
	tokenAnswer: (token) => ({ statut: 'ok', jeton: token }),
	errorAnswer: (code) => ({ status: 200, body: { statut: 'erreur', code: { login: 'SESSION', notFound: 'INCONNU', refused: 'REFUS', busy: 'OCCUPE' }[code] } }),
	seed: (person, employer) => ({
		nom: person.lastName,
		prenom: text(person.firstName),
		telephone_prive: text(person.phones.find(({ type }) => type === 'home')?.value),
		mobile_prive: text(person.phones.find(({ type }) => type === 'mobile')?.value),
		email_prive: text(person.emails[0]),
		adresse_privee: person.address ? `${person.address.street}, ${person.address.postalCode} ${person.address.city}, ${person.address.countryCode}` : '',
		remarque: text(person.note),
		etiquettes: person.tags,
		sans_publicite: person.doNotEmail,
		societes: [
			{
				societe: text(employer?.name),
				fonction: text(person.company?.title),
				telephone: text(person.phones.find(({ type }) => type === 'work')?.value),
				mobile: '',
				email: text(person.emails[1]),
			},
		],
	}),
};
