import { ecomailAccounts } from '../../../ecomail/accounts';
import type { JsonObject } from '../../../kit/json';
import { at, listAt, plainHttp, textAt } from '../http';

/** A subscriber of one list, as Ecomail shows it. */
export interface Subscriber {
	email: string;
	/** 1 subscribed, 2 unsubscribed, 4 bounced, 5 complained, 6 unconfirmed. */
	status: number;
	name: string;
	surname: string;
	company: string;
	phone: string;
	source: string;
	owner: string;
	tags: string[];
}

export interface LogRow {
	event: string;
	email: string;
	at: string;
}

/** The Ecomail stand-in: read through Ecomail's own API, changed as by a person in the app. */
export interface EcomailDesk {
	newList(name: string): Promise<number>;
	/** A person enters or changes a subscriber. */
	put(listId: number, email: string, more?: JsonObject): Promise<void>;
	/** Everybody in a list, in whatever state, by address. */
	members(listId: number): Promise<Map<string, Subscriber>>;
	/** Everything that happened with a campaign. */
	log(campaignId: number): Promise<LogRow[]>;
	/** What a person or time does: an action of the stand-in. */
	hand(action: string, values: JsonObject): Promise<unknown>;
	/** A call of Ecomail's API by somebody else's program. */
	unsubscribeByApi(listId: number, email: string): Promise<void>;
	/** Requests to Ecomail's API so far. */
	requests(): number;
}

const states = ['', 'unsubscribed', 'not_confirmed', 'bounced', 'complained'] as const;

export function openEcomail(sandboxUrl: string): EcomailDesk {
	const http = plainHttp(`${sandboxUrl}/ecomail`, { key: ecomailAccounts.acme.apiKey });
	const control = plainHttp(`${sandboxUrl}/_control/control/ecomail`, {});
	const hand = async (action: string, values: JsonObject): Promise<unknown> => at(await control.send('POST', `/${action}`, values), 'result');
	return {
		newList: async (name) => Number(at(await hand('list.create', { name }), 'id')),
		put: async (listId, email, more = {}) => void (await hand('subscriber.put', { listId, email, ...more })),
		async members(listId) {
			const found = new Map<string, Subscriber>();
			for (const status of states) {
				const page = await http.get(`/lists/${listId}/subscribers`, { per_page: '5000', page: '1', ...(status === '' ? {} : { status }) });
				for (const row of listAt(page, 'data')) found.set(textAt(row, 'email').toLowerCase(), toSubscriber(row));
			}
			return found;
		},
		async log(campaignId) {
			const rows: LogRow[] = [];
			for (let page = 1; ; page += 1) {
				const answer = await http.get(`/campaigns/${campaignId}/log`, { per_page: '100', page: String(page) });
				// Sic: "occured_at".
				rows.push(...listAt(answer, 'campaign_log').map((row) => ({ event: textAt(row, 'event'), email: textAt(row, 'email').toLowerCase(), at: textAt(row, 'occured_at') })));
				if (page >= Number(at(answer, 'last_page') ?? 1)) return rows;
			}
		},
		hand,
		unsubscribeByApi: async (listId, email) => void (await http.send('DELETE', `/lists/${listId}/unsubscribe`, { email })),
		requests: http.requests,
	};
}

function toSubscriber(row: unknown): Subscriber {
	const subscriber = (name: string): string => textAt(row, 'subscriber', name);
	return {
		email: textAt(row, 'email'),
		status: Number(at(row, 'status')),
		name: subscriber('name'),
		surname: subscriber('surname'),
		company: subscriber('company'),
		phone: subscriber('phone'),
		source: textAt(row, 'source'),
		owner: textAt(row, 'custom_fields', 'owner'),
		tags: listAt(row, 'subscriber', 'tags').map(String),
	};
}

/** How many of an action's deliveries n8n answered, and with what. */
export async function deliveriesOf(ecomail: EcomailDesk): Promise<Array<{ n: number; url: string; status: unknown }>> {
	const all = await ecomail.hand('deliveries.settled', {});
	return (Array.isArray(all) ? all : []).map((one: unknown) => ({ n: Number(at(one, 'n')), url: textAt(one, 'url'), status: at(one, 'status') }));
}
