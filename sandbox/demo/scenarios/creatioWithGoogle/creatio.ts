import { creatioAccounts } from '../../../creatio/accounts';
import type { JsonObject } from '../../../kit/json';
import { at, listAt, plainHttp, textAt, type PlainHttp } from '../http';

export interface CreatioContact {
	id: string;
	given: string;
	family: string;
	note: string;
	emails: string[];
	phones: string[];
}

/** The Creatio stand-in: read through OData, changed as by a person in the browser. */
export interface CreatioDesk {
	contacts(): Promise<CreatioContact[]>;
	/** Ids of the contacts in a static folder. */
	members(folderId: string): Promise<Set<string>>;
	/** Returns the id. */
	create(values: JsonObject): Promise<string>;
	update(id: string, values: JsonObject): Promise<void>;
	remove(id: string): Promise<void>;
	put(folderId: string, id: string): Promise<void>;
	take(folderId: string, id: string): Promise<void>;
	/** Requests to Creatio so far. */
	requests(): number;
}

/** Logs in as an OAuth application of its own, not as the one of the workflow. */
export async function openCreatio(sandboxUrl: string): Promise<CreatioDesk> {
	const { clientId, clientSecret } = creatioAccounts.sales;
	const login = plainHttp(`${sandboxUrl}/creatio`, {});
	const token = textAt(await login.send('POST', '/connect/token', { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }), 'access_token');
	const http = plainHttp(`${sandboxUrl}/creatio/0/odata`, { authorization: `Bearer ${token}` });
	const control = plainHttp(`${sandboxUrl}/_control/control/creatio`, {});
	const hand = async (action: string, values: JsonObject): Promise<unknown> => at(await control.send('POST', `/${action}`, values), 'result');
	return {
		contacts: () => readContacts(http),
		async members(folderId) {
			const rows = listAt(await http.get('/ContactInFolder', { $select: 'FolderId,ContactId' }), 'value');
			return new Set(rows.filter((row) => textAt(row, 'FolderId') === folderId).map((row) => textAt(row, 'ContactId')));
		},
		create: async (values) => textAt(await hand('row.create', values), 'id'),
		update: async (id, values) => void (await hand('row.update', { id, ...values })),
		remove: async (id) => void (await hand('row.delete', { id })),
		put: async (folderId, id) => void (await hand('folder.put', { folderId, id })),
		take: async (folderId, id) => void (await hand('folder.take', { folderId, id })),
		requests: () => login.requests() + http.requests(),
	};
}

async function readContacts(http: PlainHttp): Promise<CreatioContact[]> {
	const contacts = listAt(await http.get('/Contact', { $select: 'Id,GivenName,Surname,Notes' }), 'value');
	const numbers = new Map<string, string[]>();
	for (const row of listAt(await http.get('/ContactCommunication', { $select: 'ContactId,Number' }), 'value')) {
		const id = textAt(row, 'ContactId');
		numbers.set(id, [...(numbers.get(id) ?? []), textAt(row, 'Number')]);
	}
	return contacts.map((row) => {
		const own = numbers.get(textAt(row, 'Id')) ?? [];
		return {
			id: textAt(row, 'Id'),
			given: textAt(row, 'GivenName'),
			family: textAt(row, 'Surname'),
			note: textAt(row, 'Notes'),
			emails: own.filter((one) => one.includes('@')).map((one) => one.toLowerCase()),
			phones: own.filter((one) => /^[+\d][\d\s()/-]*$/.test(one)).map((one) => one.replace(/\s/g, '')),
		};
	});
}
