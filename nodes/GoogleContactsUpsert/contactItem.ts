import type { IDataObject } from 'n8n-workflow';
import { contactId, type Contact, type ContactFields, type CrmAccount, type PostalAddress, type RecordType, type TypedValue } from '../../core/contact/contact';
import { ConfigurationError } from '../../core/errors';
import type { IncomingEvent } from '../../core/sync';
import { decodeEntry, type PairEntry } from '../../core/sync/pairEntry';

/** A contact with what its item says beside it. */
export interface ContactItem {
	contact: Contact;
	event: IncomingEvent;
	scope?: string;
	/** The precision of the contact's stamps in milliseconds, if the item tells. */
	stampResolutionMs?: number;
	/** The record at Google that a step before has found to be its pair. */
	partnerId?: string;
	/** The account's mark under which that step has stored its link. */
	accountMark?: string;
	/** What that step has settled, and Google's record does not carry yet. */
	remembered?: PairEntry;
}

const EVENTS: readonly IncomingEvent[] = ['created', 'updated', 'entered', 'left', 'deleted'];

/** Parses a contact item as CRM Trigger makes it. Members that are unknown or of a wrong type are left out. */
export function contactItem(json: IDataObject): ContactItem {
	const account: CrmAccount = { crm: text(json.crm) ?? '', account: text(json.account) ?? '' };
	const recordId = text(json.recordId);
	const recordType = recordTypeOf(json.recordType);
	if (!isAccountPart(account.crm) || !isAccountPart(account.account) || !recordId || !recordType) {
		throw new ConfigurationError(
			'This item is no contact item. Connect a CRM Trigger, or set Input to "Map Fields Below" and map its fields.',
			'A contact item has crm, account, recordType and recordId.',
		);
	}
	const sync = objectOf(json.sync);
	return {
		contact: {
			...fieldsOf(json),
			id: contactId(account, recordType, recordId),
			...account,
			recordType,
			recordId,
			...compact({ createdAt: text(json.createdAt), modifiedAt: text(json.modifiedAt) }),
		},
		event: EVENTS.find((event) => event === json.event) ?? 'updated',
		...compact({ scope: text(sync.scope), stampResolutionMs: typeof sync.stampResolutionMs === 'number' ? sync.stampResolutionMs : undefined }),
		...compact({ partnerId: text(sync.partnerId), accountMark: markOf(sync.accountMark), remembered: decodeEntry(text(sync.entry) ?? '') }),
	};
}

/** An item that CRM Contact hands on without a CRM record: it was dealt with there, and nothing is left to do. */
export function isDealtWith(json: IDataObject): boolean {
	return text(json.recordId) === undefined && text(json.action) !== undefined && text(objectOf(json.sync).partnerId) !== undefined;
}

/** Only what can stand in a link. */
function markOf(value: unknown): string | undefined {
	const mark = text(value);
	return mark && /^[a-z0-9]{1,20}$/.test(mark) ? mark : undefined;
}

function isAccountPart(part: string): boolean {
	return /^[^:/\sA-Z]+$/.test(part);
}

function recordTypeOf(value: unknown): RecordType | undefined {
	return value === 'person' || value === 'company' ? value : undefined;
}

/** Only fields that can be synced are needed; the rest stays in the item. */
export function fieldsOf(json: IDataObject): ContactFields {
	const company = objectOf(json.company);
	const role = compact({ id: text(company.id), name: text(company.name), title: text(company.title), department: text(company.department) });
	return compact({
		namePrefix: text(json.namePrefix),
		firstName: text(json.firstName),
		middleName: text(json.middleName),
		lastName: text(json.lastName),
		nameSuffix: text(json.nameSuffix),
		emails: typedValues(json.emails),
		phones: typedValues(json.phones),
		addresses: addresses(json.addresses),
		company: Object.keys(role).length > 0 ? role : undefined,
		birthday: text(json.birthday),
		note: text(json.note),
		websites: typedValues(json.websites),
		url: text(json.url),
	});
}

function typedValues(value: unknown): TypedValue[] | undefined {
	const found = (Array.isArray(value) ? value : []).flatMap((one: unknown): TypedValue[] => {
		const element = text(one) ?? text(objectOf(one).value);
		return element === undefined ? [] : [{ value: element, ...compact({ type: text(objectOf(one).type) }) }];
	});
	return found.length > 0 ? found : undefined;
}

const ADDRESS_PARTS = ['type', 'street', 'city', 'region', 'postalCode', 'country', 'countryCode'] as const;

function addresses(value: unknown): PostalAddress[] | undefined {
	const found = (Array.isArray(value) ? value : []).flatMap((one: unknown): PostalAddress[] => {
		const source = objectOf(one);
		const address: PostalAddress = compact(Object.fromEntries(ADDRESS_PARTS.map((part) => [part, text(source[part])])));
		return Object.keys(address).some((part) => part !== 'type') ? [address] : [];
	});
	return found.length > 0 ? found : undefined;
}

export function objectOf(value: unknown): Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** A text that says something; numbers count, as other nodes give ids so. */
export function text(value: unknown): string | undefined {
	const found = typeof value === 'number' ? String(value) : value;
	return typeof found === 'string' && found.trim() !== '' ? found : undefined;
}

/** The same object without its undefined members. */
export function compact<T extends object>(value: T): T {
	return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}
