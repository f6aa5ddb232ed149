import type { GoogleAccountName } from '../../../google/accounts';
import type { JsonObject } from '../../../kit/json';
import { at, listAt, plainHttp, textAt } from '../http';

/** A person's phone: Google Contacts as the People API shows them, changed as by hand. */
export interface Phone {
	/** Those in the label, by family name. */
	inLabel(label: string): Promise<Map<string, PhoneContact>>;
	all(): Promise<PhoneContact[]>;
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
	family: string;
	note: string;
	phones: string[];
	groups: string[];
}

const fields = 'names,biographies,phoneNumbers,memberships';

export function openPhone(sandboxUrl: string, account: GoogleAccountName, accessToken: string): Phone {
	const http = plainHttp(`${sandboxUrl}/google/v1`, { authorization: `Bearer ${accessToken}` });
	const control = plainHttp(`${sandboxUrl}/_control/control/google`, {});
	const hand = async (action: string, values: JsonObject): Promise<unknown> => at(await control.send('POST', `/${action}`, { account, ...values }), 'result');
	const all = async (): Promise<PhoneContact[]> => {
		const page = await http.get('/people/me/connections', { personFields: fields, pageSize: '1000' });
		return listAt(page, 'connections').map(toContact);
	};
	return {
		all,
		async inLabel(label) {
			const groups = await http.get('/contactGroups', { pageSize: '1000' });
			const group = listAt(groups, 'contactGroups').find((one) => textAt(one, 'name') === label);
			const id = textAt(group, 'resourceName');
			const inside = id === '' ? [] : (await all()).filter((one) => one.groups.includes(id));
			return new Map(inside.map((one) => [one.family, one]));
		},
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
		family: textAt(person, 'names', 0, 'familyName'),
		note: textAt(person, 'biographies', 0, 'value'),
		phones: listAt(person, 'phoneNumbers').map((one) => textAt(one, 'value').replace(/\s/g, '')),
		groups: listAt(person, 'memberships').map((one) => textAt(one, 'contactGroupMembership', 'contactGroupResourceName')),
	};
}
