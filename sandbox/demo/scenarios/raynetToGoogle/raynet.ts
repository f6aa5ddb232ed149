import { raynetAccounts } from '../../../raynet/accounts';
import type { JsonObject } from '../../../kit/json';
import { at, listAt, plainHttp, textAt } from '../http';
import { distinct, type Card } from './card';

const pageSize = 1000;

/** A record that takes part, as the vendor's API shows it. */
export interface Source {
	/** "person:31" */
	key: string;
	tags: string[];
	/** Id of the person of the user who owns it; "" where nobody does. */
	owner: string;
	card: Card;
}

export type Kind = 'person' | 'company';

/** The Raynet stand-in: read through Raynet's own API, changed as by a person in the browser. */
export interface RaynetDesk {
	/** All records that are valid, by key. */
	sources(): Promise<Map<string, Source>>;
	/** Ids of other systems on a record, which only its detail shows. */
	links(key: string): Promise<string[]>;
	create(values: JsonObject): Promise<string>;
	update(key: string, values: JsonObject): Promise<void>;
	invalidate(key: string): Promise<void>;
	tag(key: string, tag: string): Promise<void>;
	untag(key: string, tag: string): Promise<void>;
	/** Requests to Raynet's API so far. */
	requests(): number;
}

export function openRaynet(sandboxUrl: string): RaynetDesk {
	const { userName, apiKey, instance } = raynetAccounts.acmeSales;
	const authorization = `Basic ${Buffer.from(`${userName}:${apiKey}`).toString('base64')}`;
	const http = plainHttp(`${sandboxUrl}/raynet/api/v2`, { authorization, 'x-instance-name': instance });
	const control = plainHttp(`${sandboxUrl}/_control/control/raynet`, {});
	const hand = async (action: string, values: JsonObject): Promise<unknown> => at(await control.send('POST', `/${action}`, values), 'result');

	const readAll = async (kind: Kind): Promise<unknown[]> => {
		const records: unknown[] = [];
		for (;;) {
			const page = await http.get(`/${kind}/`, { offset: String(records.length), limit: String(pageSize), sortColumn: 'id', sortDirection: 'ASC' });
			const rows = listAt(page, 'data');
			records.push(...rows);
			if (rows.length < pageSize) return records;
		}
	};
	return {
		async sources() {
			const people = (await readAll('person')).map((raw) => ({ raw, key: `person:${textAt(raw, 'id')}`, card: personCard(raw) }));
			const companies = (await readAll('company')).map((raw) => ({ raw, key: `company:${textAt(raw, 'id')}`, card: companyCard(raw) }));
			const valid = [...people, ...companies].filter(({ raw }) => at(raw, 'rowInfo.rowAccess') !== 'INVALID');
			return new Map(valid.map(({ raw, key, card }) => [key, { key, card: { ...card, link: linkTo(instance, key) }, tags: listAt(raw, 'tags').map(String), owner: textAt(raw, 'owner', 'id') }]));
		},
		links: async (key) => listAt(await http.get(`/${key.replace(':', '/')}/`), 'data', 'extIds').map(String),
		create: async (values) => `person:${textAt(await hand('person.create', values), 'id')}`,
		async update(key, values) {
			await hand(...named(key, 'update', values));
		},
		async invalidate(key) {
			await hand(...named(key, 'invalidate', {}));
		},
		async tag(key, tag) {
			await hand(...named(key, 'tag', { tag }));
		},
		async untag(key, tag) {
			await hand(...named(key, 'untag', { tag }));
		},
		requests: http.requests,
	};
}

/** "person:31" and "tag" make the action "person.tag" on record 31. */
function named(key: string, action: string, values: JsonObject): [string, JsonObject] {
	const [kind = '', id = ''] = key.split(':');
	return [`${kind}.${action}`, { id: Number(id), ...values }];
}

function linkTo(instance: string, key: string): string {
	const [kind, id] = key.split(':');
	return `/${instance}/?view=DetailView&en=${kind === 'person' ? 'Person' : 'Company'}&ei=${id}`;
}

function personCard(raw: unknown): Card {
	return {
		...personalName(raw),
		organization: textAt(raw, 'primaryRelationship', 'company', 'name'),
		title: textAt(raw, 'primaryRelationship', 'type'),
		...reachedAt([at(raw, 'contactInfo')]),
		addresses: addressesOf([at(raw, 'privateAddress')]),
		birthday: textAt(raw, 'birthday').slice(0, 10),
		note: textAt(raw, 'notice'),
		link: '',
	};
}

/** A private client is a company record with a personal name. */
function companyCard(raw: unknown): Card {
	const isPrivate = at(raw, 'person') === true;
	const [primary, contact] = [at(raw, 'primaryAddress'), at(raw, 'contactAddress')];
	const sites = at(contact, 'id') === at(primary, 'id') ? [primary] : [primary, contact];
	return {
		...(isPrivate ? personalName(raw) : { prefix: '', given: '', family: '', suffix: '' }),
		organization: isPrivate ? '' : textAt(raw, 'name'),
		title: '',
		...reachedAt(sites.map((site) => at(site, 'contactInfo'))),
		addresses: addressesOf(sites.map((site) => at(site, 'address'))),
		birthday: textAt(raw, 'birthday').slice(0, 10),
		note: textAt(raw, 'notice'),
		link: '',
	};
}

function personalName(raw: unknown): Pick<Card, 'prefix' | 'given' | 'family' | 'suffix'> {
	return { prefix: textAt(raw, 'titleBefore'), given: textAt(raw, 'firstName'), family: textAt(raw, 'lastName'), suffix: textAt(raw, 'titleAfter') };
}

function reachedAt(infos: readonly unknown[]): Pick<Card, 'emails' | 'phones' | 'websites'> {
	const all = (...names: string[]): string[] => distinct(infos.flatMap((info) => names.map((name) => textAt(info, name))));
	return { emails: all('email', 'email2').map((email) => email.toLowerCase()), phones: all('tel1', 'tel2', 'fax'), websites: all('www') };
}

function addressesOf(addresses: readonly unknown[]): string[] {
	const parts = ['street', 'zipCode', 'city', 'province', 'countryCode'];
	return distinct(addresses.map((address) => parts.map((part) => textAt(address, part)).join(', ')).filter((text) => /[^, ]/.test(text)));
}
