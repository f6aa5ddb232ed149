import { raynetAccounts } from '../../../raynet/accounts';
import { at, listAt, plainHttp, textAt } from '../http';

/** What matters to mailings of a record of Raynet. */
export interface Addressee {
	/** "person:31" */
	key: string;
	firstName: string;
	lastName: string;
	/** Of a company: its name; of a person, that of the employer. */
	company: string;
	phone: string;
	/** In lower case, in the order of their places. */
	emails: string[];
	tags: string[];
	owner: string;
	optedOut: boolean;
	valid: boolean;
}

/** A recipient's row of a mass e-mail: "-" for a day that is not there. */
export interface RecipientRow {
	email: string;
	status: string;
	opened: string;
	clicked: string;
	unsubscribed: string;
}

export interface MassEmail {
	id: number;
	externalId: string;
	title: string;
	source: string;
	completed: string;
	/** sent, opened, clicked, unsubscribed */
	stats: number[];
	rows: RecipientRow[];
}

/** Raynet as whoever looks after mailings sees it, through Raynet's own API. */
export interface Office {
	addressees(): Promise<Addressee[]>;
	massEmails(): Promise<MassEmail[]>;
	/** Addresses of the webhooks that are registered. */
	webhooks(): Promise<string[]>;
	requests(): number;
}

export function openOffice(sandboxUrl: string): Office {
	const { userName, apiKey, instance } = raynetAccounts.acmeSales;
	const authorization = `Basic ${Buffer.from(`${userName}:${apiKey}`).toString('base64')}`;
	const http = plainHttp(`${sandboxUrl}/raynet/api/v2`, { authorization, 'x-instance-name': instance });
	const readAll = async (path: string): Promise<unknown[]> => {
		const rows: unknown[] = [];
		for (;;) {
			const page = await http.get(`/${path}/`, { offset: String(rows.length), limit: '1000', sortColumn: 'id', sortDirection: 'ASC' });
			const found = listAt(page, 'data');
			rows.push(...found);
			if (found.length < 1000) return rows;
		}
	};
	return {
		addressees: async () => [...(await readAll('person')).map(person), ...(await readAll('company')).map(company)],
		async massEmails() {
			const mails: MassEmail[] = [];
			for (const mail of await readAll('massEmail')) {
				const id = Number(at(mail, 'id'));
				mails.push({
					id,
					externalId: textAt(mail, 'externalId'),
					title: textAt(mail, 'title'),
					source: textAt(mail, 'source'),
					completed: textAt(mail, 'completed').slice(0, 10),
					stats: ['sent', 'opened', 'clicked', 'unsubscribed'].map((name) => Number(at(mail, 'stats', name))),
					rows: (await readAll(`massEmail/${id}/recipient`)).map(recipient),
				});
			}
			return mails;
		},
		webhooks: async () => listAt(await http.get('/webhook/'), 'data', 'webhooks').map((one) => textAt(one, 'url')),
		requests: http.requests,
	};
}

function recipient(row: unknown): RecipientRow {
	const day = (name: string): string => textAt(row, name).slice(0, 10) || '-';
	return { email: textAt(row, 'email').toLowerCase(), status: textAt(row, 'status'), opened: day('opened'), clicked: day('clicked'), unsubscribed: day('unsubscribed') };
}

function person(raw: unknown): Addressee {
	return {
		...common('person', raw, [at(raw, 'contactInfo')]),
		firstName: textAt(raw, 'firstName'),
		lastName: textAt(raw, 'lastName'),
		company: textAt(raw, 'primaryRelationship', 'company', 'name'),
	};
}

/** A private client is a company record with a personal name. */
function company(raw: unknown): Addressee {
	const isPrivate = at(raw, 'person') === true;
	const [primary, contact] = [at(raw, 'primaryAddress'), at(raw, 'contactAddress')];
	const infos = [primary, ...(at(contact, 'id') === at(primary, 'id') ? [] : [contact])].map((address) => at(address, 'contactInfo'));
	return {
		...common('company', raw, infos),
		firstName: isPrivate ? textAt(raw, 'firstName') : '',
		lastName: isPrivate ? textAt(raw, 'lastName') : '',
		company: isPrivate ? '' : textAt(raw, 'name'),
	};
}

function common(kind: string, raw: unknown, infos: readonly unknown[]): Omit<Addressee, 'firstName' | 'lastName' | 'company'> {
	const all = (...names: string[]): string[] => infos.flatMap((info) => names.map((name) => textAt(info, name))).filter((text) => text !== '');
	return {
		key: `${kind}:${textAt(raw, 'id')}`,
		phone: all('tel1', 'tel2', 'fax')[0] ?? '',
		emails: all('email', 'email2').map((email) => email.toLowerCase()),
		tags: listAt(raw, 'tags').map(String),
		owner: textAt(raw, 'owner', 'fullName'),
		optedOut: infos.some((info) => at(info, 'doNotSendMM') === true),
		valid: at(raw, 'rowInfo.rowAccess') !== 'INVALID',
	};
}
