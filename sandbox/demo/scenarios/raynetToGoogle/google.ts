import { googleAccounts, type GoogleAccountName } from '../../../google/accounts';
import { at, listAt, plainHttp, textAt } from '../http';
import type { Card } from './card';

/** A contact as the People API shows it. */
export interface Contact {
	resourceName: string;
	card: Card;
	/** Names of the user's own labels. */
	labels: string[];
	inMyContacts: boolean;
	/** Ids of CRM records, such as "raynet:acme:person:31". */
	crmIds: string[];
	/** Everything the API tells of it, to see whether anything was touched. */
	whole: string;
}

/** One Google account through the People API, by plain HTTP. */
export interface GoogleAccount {
	contacts(): Promise<Contact[]>;
	requests(): number;
}

const personFields = [
	'addresses', 'biographies', 'birthdays', 'clientData', 'emailAddresses', 'externalIds', 'memberships', 'metadata', 'names', 'nicknames',
	'organizations', 'phoneNumbers', 'urls', 'userDefined',
].join(',');

const myContacts = 'contactGroups/myContacts';

export function openGoogle(sandboxUrl: string, account: GoogleAccountName): GoogleAccount {
	const http = plainHttp(`${sandboxUrl}/google/v1`, { authorization: `Bearer ${googleAccounts[account].accessToken}` });
	return {
		async contacts() {
			const groups = await http.get('/contactGroups', { pageSize: '1000' });
			const names = new Map(listAt(groups, 'contactGroups').map((group) => [textAt(group, 'resourceName'), group]));
			const found: Contact[] = [];
			let pageToken = '';
			do {
				const page = await http.get('/people/me/connections', { personFields, pageSize: '1000', ...(pageToken ? { pageToken } : {}) });
				found.push(...listAt(page, 'connections').map((person) => toContact(person, names)));
				pageToken = textAt(page, 'nextPageToken');
			} while (pageToken !== '');
			return found;
		},
		requests: http.requests,
	};
}

function toContact(person: unknown, groups: ReadonlyMap<string, unknown>): Contact {
	const memberOf = listAt(person, 'memberships').map((one) => textAt(one, 'contactGroupMembership', 'contactGroupResourceName'));
	const labels = memberOf.filter((group) => textAt(groups.get(group), 'groupType') === 'USER_CONTACT_GROUP');
	return {
		resourceName: textAt(person, 'resourceName'),
		card: toCard(person),
		labels: labels.map((group) => textAt(groups.get(group), 'name')),
		inMyContacts: memberOf.includes(myContacts),
		crmIds: listAt(person, 'externalIds').map((one) => textAt(one, 'value')).filter((id) => id.startsWith('raynet:')),
		whole: JSON.stringify(person),
	};
}

function toCard(person: unknown): Card {
	const name = listAt(person, 'names')[0];
	const organization = listAt(person, 'organizations')[0];
	const urls = listAt(person, 'urls');
	const isLink = (url: unknown): boolean => textAt(url, 'type').startsWith('Raynet');
	const link = textAt(urls.find(isLink), 'value');
	return {
		prefix: textAt(name, 'honorificPrefix'),
		given: textAt(name, 'givenName'),
		family: textAt(name, 'familyName'),
		suffix: textAt(name, 'honorificSuffix'),
		organization: textAt(organization, 'name'),
		title: textAt(organization, 'title'),
		emails: values(person, 'emailAddresses').map((email) => email.toLowerCase()),
		phones: values(person, 'phoneNumbers'),
		addresses: listAt(person, 'addresses').map(addressText),
		websites: urls.filter((url) => !isLink(url)).map((url) => textAt(url, 'value')),
		birthday: birthdayText(at(listAt(person, 'birthdays')[0], 'date')),
		note: textAt(listAt(person, 'biographies')[0], 'value'),
		// The part that names the record; in front of it is the server that the credential names.
		link: link === '' ? '' : link.slice(link.indexOf('/', link.indexOf('//') + 2)).replace(/^\/raynet/, ''),
	};
}

function values(person: unknown, field: string): string[] {
	return listAt(person, field).map((one) => textAt(one, 'value'));
}

function addressText(address: unknown): string {
	return ['streetAddress', 'postalCode', 'city', 'region', 'countryCode'].map((part) => textAt(address, part)).join(', ');
}

function birthdayText(date: unknown): string {
	if (date === undefined) return '';
	const [year, month, day] = ['year', 'month', 'day'].map((part) => textAt(date, part));
	return [year?.padStart(4, '0'), month?.padStart(2, '0'), day?.padStart(2, '0')].join('-');
}
