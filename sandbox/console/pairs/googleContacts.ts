import { ownPart, toRecord } from '../../../connectors/google/map';
import type { Person } from '../../../connectors/google/raw';
import type { CrmAccount } from '../../../core/contact/contact';
import type { PartnerRecord } from '../../../core/ports/partner';
import { isObject } from '../../kit/json';
import type { Sandbox } from '../../kit/sandbox';

/** A contact of one of the Google accounts, with the names of its labels. */
export interface GoogleContact {
	account: string;
	person: Person;
	labels: readonly string[];
	/** Names of the account's labels by resource name. */
	labelNames: ReadonlyMap<string, string>;
}

export function googleContacts(sandbox: Sandbox): GoogleContact[] {
	const accounts = at(sandbox.service('google').dump(), 'accounts');
	return Object.entries(isObject(accounts) ? accounts : {}).flatMap(([account, state]) => {
		const labelNames = new Map(list(at(state, 'labels')).map((label) => [String(at(label, 'resourceName')), String(at(label, 'name'))] as const));
		return list(at(state, 'contacts')).map((contact) => ({ account, person: contact as Person, labels: list(at(contact, 'groups')).map(String), labelNames }));
	});
}

/** `crm`: whose link back counts as the contact's link. */
export function recordOf({ person }: GoogleContact, crm?: CrmAccount): PartnerRecord {
	const state = { id: person.resourceName ?? '', etag: person.etag ?? '', sourceEtag: person.etag ?? '', updateTime: textAt(person, 'updateTime'), cut: 'whole' } as const;
	return toRecord(state, ownPart(person), crm);
}

function at(value: unknown, name: string): unknown {
	return isObject(value) ? value[name] : undefined;
}

function textAt(value: unknown, name: string): string | undefined {
	const found = at(value, name);
	return typeof found === 'string' ? found : undefined;
}

function list(value: unknown): unknown[] {
	return Array.isArray(value) ? value : [];
}
