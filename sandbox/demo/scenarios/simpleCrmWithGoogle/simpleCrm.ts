import type { JsonObject } from '../../../kit/json';
import { personalities } from '../../../rest';
import { at, listAt, plainHttp, textAt } from '../http';

export interface SimpleContact {
	id: string;
	given: string;
	family: string;
	note: string;
	/** Personal ones first. */
	emails: string[];
	phones: string[];
}

/** The reference server with the fields of Simple CRM: read through its own lists, changed as by a person in the browser. */
export interface SimpleDesk {
	contacts(): Promise<SimpleContact[]>;
	/** Returns the id. */
	create(values: JsonObject): Promise<string>;
	update(id: string, values: JsonObject): Promise<void>;
	remove(id: string): Promise<void>;
	/** Requests to its API so far. */
	requests(): number;
}

const personality = 'register';
const pageSize = 50;

export async function openSimpleCrm(sandboxUrl: string): Promise<SimpleDesk> {
	const { user, secret } = personalities[personality].account;
	const login = plainHttp(`${sandboxUrl}/rest-reference/${personality}`, {});
	const token = textAt(await login.send('POST', '/login', { login: user, password: secret }), 'jeton');
	const http = plainHttp(`${sandboxUrl}/rest-reference/${personality}`, { 'x-session': token });
	const control = plainHttp(`${sandboxUrl}/_control/control/rest-reference`, {});
	const hand = async (action: string, values: JsonObject): Promise<unknown> => at(await control.send('POST', `/${action}`, { personality, ...values }), 'result');
	return {
		async contacts() {
			const found: SimpleContact[] = [];
			for (let page = 1; ; page += 1) {
				const rows = listAt(await http.get('/contact/list', { page: String(page), size: String(pageSize) }), 'donnees');
				found.push(...rows.map(toContact));
				if (rows.length < pageSize) return found;
			}
		},
		create: async (values) => textAt(await hand('record.create', { values }), 'id'),
		update: async (id, values) => void (await hand('record.update', { id, values })),
		remove: async (id) => void (await hand('record.delete', { id })),
		requests: () => login.requests() + http.requests(),
	};
}

function toContact(row: unknown): SimpleContact {
	const texts = (...paths: Array<Array<string | number>>): string[] => paths.map((path) => textAt(row, ...path)).filter(Boolean);
	return {
		id: textAt(row, 'numero'),
		given: textAt(row, 'prenom'),
		family: textAt(row, 'nom'),
		note: textAt(row, 'remarque'),
		emails: texts(['email_prive'], ['societes', 0, 'email']).map((email) => email.toLowerCase()),
		phones: texts(['telephone_prive'], ['mobile_prive'], ['societes', 0, 'telephone'], ['societes', 0, 'mobile']).map((phone) => phone.replace(/\s/g, '')),
	};
}
