import { googleAccounts, type GoogleAccountName } from '../../google/accounts';
import type { JsonObject } from '../../kit/json';
import { at, listAt, plainHttp, textAt } from './http';

/** A person's phone: Google Contacts as the People API shows them, changed as by hand. */
export interface Phone {
	everybodyIn(label: string): Promise<PhoneContact[]>;
	/** Those in the label, by family name. */
	inLabel(label: string): Promise<Map<string, PhoneContact>>;
	all(): Promise<PhoneContact[]>;
	/** Names of the user's own labels. */
	labels(): Promise<string[]>;
	createLabel(label: string): Promise<void>;
	create(person: JsonObject, label: string): Promise<string>;
	edit(resourceName: string, person: JsonObject): Promise<void>;
	label(resourceName: string, label: string): Promise<void>;
	unlabel(resourceName: string, label: string): Promise<void>;
	remove(resourceName: string): Promise<void>;
	/** Requests to the People API so far. */
	requests(): number;
}

export interface PhoneContact {
	resourceName: string;
	given: string;
	family: string;
	note: string;
	emails: string[];
	phones: string[];
	/** Name and function, e.g. "Example Ltd, buyer". */
	company: string;
	groups: string[];
}

const fields = 'names,biographies,emailAddresses,phoneNumbers,organizations,memberships';

export function openPhone(sandboxUrl: string, account: GoogleAccountName): Phone {
	const http = plainHttp(`${sandboxUrl}/google/v1`, { authorization: `Bearer ${googleAccounts[account].accessToken}` });
	const control = plainHttp(`${sandboxUrl}/_control/control/google`, {});
	const hand = async (action: string, values: JsonObject): Promise<unknown> => at(await control.send('POST', `/${action}`, { account, ...values }), 'result');
	const all = async (): Promise<PhoneContact[]> => {
		const found: PhoneContact[] = [];
		let pageToken = '';
		do {
			const page = await http.get('/people/me/connections', { personFields: fields, pageSize: '1000', ...(pageToken ? { pageToken } : {}) });
			found.push(...listAt(page, 'connections').map(toContact));
			pageToken = textAt(page, 'nextPageToken');
		} while (pageToken !== '');
		return found;
	};
	const everybodyIn = async (label: string): Promise<PhoneContact[]> => {
		const groups = await http.get('/contactGroups', { pageSize: '1000' });
		const id = textAt(listAt(groups, 'contactGroups').find((one) => textAt(one, 'name') === label), 'resourceName');
		return id === '' ? [] : (await all()).filter((one) => one.groups.includes(id));
	};
	return {
		all,
		async labels() {
			const groups = listAt(await http.get('/contactGroups', { pageSize: '1000' }), 'contactGroups');
			return groups.filter((group) => textAt(group, 'groupType') === 'USER_CONTACT_GROUP').map((group) => textAt(group, 'name'));
		},
		everybodyIn,
		inLabel: async (label) => new Map((await everybodyIn(label)).map((one) => [one.family, one])),
		createLabel: async (label) => void (await hand('label.create', { label })),
		async create(person, label) {
			const resourceName = textAt(await hand('person.create', { person }), 'resourceName');
			await hand('label.add', { resourceName, label });
			return resourceName;
		},
		edit: async (resourceName, person) => void (await hand('person.update', { resourceName, person })),
		label: async (resourceName, label) => void (await hand('label.add', { resourceName, label })),
		unlabel: async (resourceName, label) => void (await hand('label.remove', { resourceName, label })),
		remove: async (resourceName) => void (await hand('person.delete', { resourceName })),
		requests: http.requests,
	};
}

function toContact(person: unknown): PhoneContact {
	return {
		resourceName: textAt(person, 'resourceName'),
		given: textAt(person, 'names', 0, 'givenName'),
		family: textAt(person, 'names', 0, 'familyName'),
		note: textAt(person, 'biographies', 0, 'value'),
		emails: listAt(person, 'emailAddresses').map((one) => textAt(one, 'value').toLowerCase()),
		phones: listAt(person, 'phoneNumbers').map((one) => textAt(one, 'value').replace(/\s/g, '')),
		company: [textAt(person, 'organizations', 0, 'name'), textAt(person, 'organizations', 0, 'title')].filter(Boolean).join(', '),
		groups: listAt(person, 'memberships').map((one) => textAt(one, 'contactGroupMembership', 'contactGroupResourceName')),
	};
}
