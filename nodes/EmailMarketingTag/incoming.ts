import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { ContactFields, LegalTitle } from '../../core/contact/contact';
import { ConfigurationError } from '../../core/errors';
import type { EmailItem, EmailWish } from '../../core/email';
import { LEGAL_TITLE_KINDS } from '../../core/contact/legalTitle';
import { compact, contactItem, text } from '../GoogleContactsUpsert/contactItem';
import { listIdOf, type TagNodeSettings } from './settings';

/** An input item that could be read, with the list that it goes to. */
export interface ReadItem extends EmailItem {
	index: number;
	listId: string;
}

/** Reads one input item. Throws ConfigurationError where it is no contact. */
export function readItem(context: IExecuteFunctions, json: IDataObject, index: number, settings: TagNodeSettings): ReadItem {
	return { index, key: String(index), listId: listIdOf(context, index), wish: wishOf(context, json, index, settings) };
}

function wishOf(context: IExecuteFunctions, json: IDataObject, index: number, { operation }: TagNodeSettings): EmailWish {
	const email = String(context.getNodeParameter('email', index, '') ?? '').trim();
	switch (operation) {
		case 'upsert':
			return subscribeWish(context, json, index);
		case 'unsubscribe':
		case 'get':
			return { kind: operation, email };
		case 'add':
			return { kind: 'tags', email, change: { add: tagsParameter(context, index), remove: [] } };
		case 'remove':
			return { kind: 'tags', email, change: { add: [], remove: tagsParameter(context, index) } };
		case 'set':
			return { kind: 'tags', email, change: { add: tagsParameter(context, index), remove: [], others: 'remove' } };
	}
}

function subscribeWish(context: IExecuteFunctions, json: IDataObject, index: number): EmailWish {
	const customFields = listFields(context.getNodeParameter('options.listFields', index, {}));
	const previousEmail = text(context.getNodeParameter('options.previousEmail', index, ''));
	const more = { customFields, ...compact({ previousEmail }) };
	if (context.getNodeParameter('input', index, 'items') === 'fields') return { kind: 'subscribe', contact: mappedContact(context, index), event: 'present', ...more };
	const { contact, event } = contactItem(json);
	const gone = event === 'left' || event === 'deleted';
	const noted = { id: contact.id, history: event === 'created' ? 'new' : 'mayBeKnown' } as const;
	return { kind: 'subscribe', contact: { ...contact, ...crmFacts(json) }, event: gone ? 'gone' : 'present', noted, ...more };
}

/** What a contact item says beside the fields that can be synced. */
function crmFacts(json: IDataObject): ContactFields {
	const owner = objectOf(json.owner);
	return compact({
		tags: Array.isArray(json.tags) ? json.tags.flatMap((tag) => text(tag) ?? []) : undefined,
		owner: text(owner.id) === undefined && text(owner.name) === undefined ? undefined : { id: text(owner.id) ?? '', ...compact({ name: text(owner.name) }) },
		state: text(json.state),
		relationship: text(json.relationship),
		language: text(json.language),
		doNotEmail: json.doNotEmail === true ? true : undefined,
		legalTitles: Array.isArray(json.legalTitles) ? json.legalTitles.map(legalTitle) : undefined,
		primaryEmails: Array.isArray(json.primaryEmails) ? json.primaryEmails.flatMap((one) => text(one) ?? []) : undefined,
	});
}

function legalTitle(value: unknown): LegalTitle {
	const { kind, validFrom, validTill } = objectOf(value);
	return { kind: LEGAL_TITLE_KINDS.find((one) => one === kind) ?? 'other', ...compact({ validFrom: text(validFrom), validTill: text(validTill) }) };
}

function mappedContact(context: IExecuteFunctions, index: number): ContactFields {
	const fields = objectOf(context.getNodeParameter('subscriberFields', index, {}));
	const address = compact({ street: text(fields.street), city: text(fields.city), postalCode: text(fields.postalCode), countryCode: text(fields.countryCode) });
	const [phone, company] = [text(fields.phone), text(fields.company)];
	return compact({
		emails: [{ value: String(context.getNodeParameter('mappedEmail', index, '')) }],
		firstName: text(fields.firstName),
		lastName: text(fields.lastName),
		birthday: text(fields.birthday),
		phones: phone === undefined ? undefined : [{ value: phone }],
		company: company === undefined ? undefined : { name: company },
		addresses: Object.keys(address).length > 0 ? [address] : undefined,
		tags: tagList(fields.tags),
		doNotEmail: fields.doNotEmail === true || fields.doNotEmail === 'true' ? true : undefined,
	});
}

function listFields(value: unknown): Record<string, string> {
	const { fields } = objectOf(value);
	const rows = Array.isArray(fields) ? fields.map(objectOf) : [];
	return Object.fromEntries(rows.flatMap(({ name, value: content }) => (text(name) === undefined || text(content) === undefined ? [] : [[String(name), String(content)]])));
}

function tagsParameter(context: IExecuteFunctions, index: number): string[] {
	const tags = tagList(context.getNodeParameter('tags', index, ''));
	if (tags.length === 0) throw new ConfigurationError('Enter at least one tag.', 'Tags is empty.');
	return tags;
}

/** A text with commas, or a list. */
export function tagList(value: unknown): string[] {
	const parts: unknown[] = Array.isArray(value) ? value : String(value ?? '').split(',');
	return parts.flatMap((part) => text(part)?.trim() ?? []);
}

function objectOf(value: unknown): Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
