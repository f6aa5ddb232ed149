import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { accountKey, contactId, type ContactFields, type CrmAccount } from '../../core/contact/contact';
import { fold } from '../../core/contact/text';
import { ConfigurationError } from '../../core/errors';
import type { PartnerRecord, StoredEntry } from '../../core/ports/partner';
import type { IncomingEvent, PartnerIncoming } from '../../core/sync';
import { compact, fieldsOf, objectOf, text } from '../GoogleContactsUpsert/contactItem';
import { mappedFields } from '../GoogleContactsUpsert/mappedFields';

/** An input item that could be read. */
export interface ReadItem {
	index: number;
	incoming: PartnerIncoming;
	/** What its label says, handed on to the node that follows. */
	place: Place;
	/** Items that say the same of one contact have the same text. */
	sameAs?: string;
	/** The CRM's own key, where the user mapped it. */
	recordId?: string;
}

/** Where a contact item comes from; items of one place go together. */
export interface Place {
	/** Absent for fields that were mapped by hand. */
	partner?: 'google';
	groupId: string;
	accountMark?: string;
	/** No link in the CRM can name that mark yet. */
	markIs?: 'new';
	/** Pairs of the flow, where the item tells. */
	pairs?: number;
}

/** Mapped fields come from nowhere that could be paired; to the engine they are in a group of this name. */
const MAPPED: Place = { groupId: 'mapped' };

const EVENTS: ReadonlyArray<Exclude<IncomingEvent, 'deleted'>> = ['created', 'updated', 'entered', 'left'];

/** Parses an item of Google Contacts Trigger. Throws ConfigurationError. */
export function googleItem(json: IDataObject, index: number, account: CrmAccount): ReadItem {
	const sync = objectOf(json.sync);
	const partnerId = text(sync.partnerId);
	const groupId = text(sync.groupId);
	if (sync.partner !== 'google' || !partnerId || !groupId) {
		throw new ConfigurationError(
			'This item does not come from a Google Contacts Trigger. Connect one, or set Input to "Map Fields Below" and map its fields.',
			'A contact item of Google has sync.partner, sync.partnerId and sync.groupId.',
		);
	}
	const owner = text(sync.crmAccount);
	if (owner !== undefined && owner !== accountKey(account)) {
		throw new ConfigurationError(`The label of this contact belongs to another CRM account (${owner}). Choose another label for ${accountKey(account)}.`);
	}
	const place: Place = compact({ partner: 'google' as const, groupId, accountMark: text(sync.accountMark), markIs: sync.markIs === 'new' ? ('new' as const) : undefined, pairs: typeof sync.pairs === 'number' ? sync.pairs : undefined });
	const key = String(index);
	if (json.event === 'deleted') return { index, place, incoming: { key, event: 'deleted', partnerId } };
	const event = EVENTS.find((one) => one === json.event) ?? 'updated';
	return { index, place, incoming: { key, event, record: googleRecord(json, sync, partnerId) } };
}

function googleRecord(json: IDataObject, sync: Record<string, unknown>, id: string): PartnerRecord {
	return {
		id,
		version: text(sync.version) ?? '',
		...compact({ modifiedAt: text(sync.modifiedAt), formerIds: sync.formerIds === undefined ? undefined : texts(sync.formerIds) }),
		fields: fieldsOf(json),
		groups: texts(sync.groups),
		entries: entriesOf(sync.entries),
		externalIds: texts(sync.externalIds),
		truncated: sync.truncated === true,
	};
}

function texts(value: unknown): string[] {
	return (Array.isArray(value) ? value : []).flatMap((one: unknown) => text(one) ?? []);
}

function entriesOf(value: unknown): StoredEntry[] {
	return (Array.isArray(value) ? value : []).flatMap((one: unknown): StoredEntry[] => {
		const { accountKey: key, text: entry } = objectOf(one);
		return typeof key === 'string' && typeof entry === 'string' ? [{ accountKey: key, text: entry }] : [];
	});
}

/** Parses an item whose fields the user mapped. */
export function mappedItem(context: IExecuteFunctions, json: IDataObject, index: number, account: CrmAccount): ReadItem {
	const { mappingMode, value } = context.getNodeParameter('contactFields', index, {}) as { mappingMode?: string; value?: IDataObject | null };
	const values = mappingMode === 'autoMapInputData' ? json : (value ?? {});
	const fields = mappedFields(values);
	const recordId = text(values.recordId)?.trim();
	const recordType = fields.firstName || fields.lastName || !fields.company?.name ? 'person' : 'company';
	const [, type = recordType, id = recordId] = /(?:^|:)(person|company):([^:]+)$/.exec(recordId ?? '') ?? [];
	const externalIds = id === undefined ? [] : [contactId(account, type === 'company' ? 'company' : 'person', id)];
	const record: PartnerRecord = { id: `mapped:${index}`, version: '', fields, groups: [MAPPED.groupId], entries: [], externalIds, truncated: false };
	return { index, place: MAPPED, incoming: { key: String(index), event: 'updated', record }, sameAs: id ?? whoIs(fields, index), ...(id === undefined ? {} : { recordId: id }) };
}

/** Who a person would say it is: rows of a sheet that name the same contact twice are not two contacts. */
function whoIs({ firstName, lastName, company, emails = [], phones = [] }: ContactFields, index: number): string {
	const [name, firm] = [fold(`${firstName ?? ''} ${lastName ?? ''}`), fold(company?.name)];
	const reach = [...emails, ...phones].map(({ value }) => fold(value)).sort();
	return name || firm || reach.length > 0 ? JSON.stringify([name, firm, reach]) : String(index);
}

/** Items that go to the CRM in one run. */
export type Batch = [ReadItem, ...ReadItem[]];

export function batchesOf(items: readonly ReadItem[]): Batch[] {
	const batches = new Map<string, Batch>();
	for (const item of items) {
		const key = JSON.stringify([item.place.groupId, item.place.accountMark]);
		const batch = batches.get(key);
		if (batch) batch.push(item);
		else batches.set(key, [item]);
	}
	return [...batches.values()];
}
