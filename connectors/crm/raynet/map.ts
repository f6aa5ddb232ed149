import { contactId, type Contact, type ContactFields, type CrmAccount, type CustomValue, type LegalTitle, type LegalTitleKind, type Owner, type PostalAddress, type RecordType, type TypedValue } from '../../../core/contact/contact';
import type { CrmRecord } from '../../../core/ports/crm';
import { calendarDay, utcInstant } from './dates';
import { roleText, stateText } from './enums';
import { phoneType } from './phoneTypes';
import { linksOf } from './links';
import { NO_TITLE, type RaynetAddress, type RaynetCompany, type RaynetCompanyAddress, type RaynetContactInfo, type RaynetDetail, type RaynetLegalTitle, type RaynetPerson, type RaynetReference } from './raw';

/** What a record does not tell by itself. */
export interface RaynetPlace {
	account: CrmAccount;
	/** Where users open their instance, without a slash at the end: "https://app.raynet.cz/acme". */
	webRoot: string;
}

export function personRecord(raw: RaynetPerson, place: RaynetPlace): CrmRecord {
	const relationship = raw.primaryRelationship;
	const info = raw.contactInfo;
	return record(raw, 'person', place, {
		...personalName(raw),
		emails: emailsOf([info]),
		phones: phonesOf([info]),
		websites: websitesOf([info]),
		// companyAddress is left out: it is the company's, and only lists show it.
		addresses: some([postalAddress(raw.privateAddress, 'home')]),
		company: relationship?.company
			? absent({ id: idText(relationship.company), name: text(relationship.company.name), title: titleOf(relationship.type) })
			: undefined,
		relationship: titleOf(relationship?.type),
		language: text(raw.language?.value),
		doNotEmail: optOutOf([info]),
	});
}

/** A private client (`person: true`) gets a personal name and no company name; it stays a company record. */
export function companyRecord(raw: RaynetCompany, place: RaynetPlace): CrmRecord {
	const addresses = addressesOf(raw);
	const infos = addresses.map(({ contactInfo }) => contactInfo);
	const isPrivate = raw.person === true;
	const name = text(raw.name);
	return record(raw, 'company', place, {
		...(isPrivate ? personalName(raw.lastName || raw.firstName ? raw : { lastName: raw.name }) : {}),
		company: !isPrivate && name ? { id: String(raw.id), name } : undefined,
		emails: emailsOf(infos),
		primaryEmails: primaryEmails(infos),
		phones: phonesOf(infos),
		websites: websitesOf(infos),
		addresses: some(addresses.map(({ address }, n) => postalAddress(address, addressType(n, isPrivate)))),
		state: stateText(raw.state),
		relationship: roleText(raw.role),
		doNotEmail: optOutOf(infos),
	});
}

/** A record read singly, with its links. */
export function detailRecord(raw: RaynetDetail, recordType: RecordType, place: RaynetPlace): CrmRecord {
	const whole = recordType === 'person' ? personRecord(raw, place) : companyRecord(raw, place);
	return { ...whole, links: linksOf(raw.extIds) };
}

function addressType(position: number, isPrivate: boolean): string {
	if (position > 0) return 'other';
	return isPrivate ? 'home' : 'work';
}

function record(raw: RaynetPerson | RaynetCompany, recordType: RecordType, place: RaynetPlace, own: ContactFields): CrmRecord {
	const recordId = String(raw.id);
	const createdAt = utcInstant(raw['rowInfo.createdAt']);
	const contact: Contact = {
		id: contactId(place.account, recordType, recordId),
		...place.account,
		recordType,
		recordId,
		...absent({
			createdAt,
			// updatedAt is null until the first edit (seen in live answers).
			modifiedAt: utcInstant(raw['rowInfo.updatedAt']) ?? createdAt,
			...own,
			birthday: calendarDay(raw.birthday),
			note: text(raw.notice),
			tags: some((raw.tags ?? []).map(text)),
			owner: ownerOf(raw.owner),
			category: text(raw.category?.value),
			legalTitles: some((raw.inlineGdpr ?? []).map(legalTitleOf)),
			customFields: customFieldsOf(raw.customFields),
			url: recordUrl(place, recordType, recordId),
		}),
	};
	return {
		contact,
		standing: raw['rowInfo.rowAccess'] === 'INVALID' ? 'invalid' : 'active',
		version: String(raw._version ?? raw['rowInfo.updatedAt'] ?? ''),
		categoryId: raw.category ? categoryKey(recordType, raw.category.id) : '',
		raw,
	};
}

/** Contact persons and clients have picklists of their own, so that an id alone does not tell a category. */
export function categoryKey(recordType: RecordType, id: number): string {
	return `${recordType}:${id}`;
}

/** The form of the address is seen in several public clients; Raynet does not document it. */
function recordUrl({ webRoot }: RaynetPlace, recordType: RecordType, recordId: string): string {
	return `${webRoot}/?view=DetailView&en=${recordType === 'person' ? 'Person' : 'Company'}&ei=${recordId}`;
}

function personalName(raw: Pick<RaynetPerson, 'titleBefore' | 'firstName' | 'lastName' | 'titleAfter'>): ContactFields {
	return {
		namePrefix: text(raw.titleBefore),
		firstName: text(raw.firstName),
		lastName: text(raw.lastName),
		nameSuffix: text(raw.titleAfter),
	};
}

/** Primary first, then the contact address; the list names both, the detail has them in `addresses`. */
export function addressesOf(raw: RaynetCompany): RaynetCompanyAddress[] {
	const primary = raw.primaryAddress ?? raw.addresses?.find((address) => address.primary);
	const contact = raw.contactAddress ?? raw.addresses?.find((address) => address.contactAddress);
	const isSame = primary?.id !== undefined && primary.id === contact?.id;
	return [primary, isSame ? undefined : contact].flatMap((address) => address ?? []);
}

type Infos = ReadonlyArray<RaynetContactInfo | null | undefined>;

function emailsOf(infos: Infos): TypedValue[] | undefined {
	return typedValues(infos.flatMap((info): Candidate[] => [[info?.email], [info?.email2]]));
}

function phonesOf(infos: Infos): TypedValue[] | undefined {
	return typedValues(
		infos.flatMap((info): Candidate[] => [
			[info?.tel1, phoneType(info?.tel1Type)],
			[info?.tel2, phoneType(info?.tel2Type)],
			[info?.fax, 'fax'],
		]),
	);
}

function websitesOf(infos: Infos): TypedValue[] | undefined {
	return typedValues(infos.map((info): Candidate => [info?.www]));
}

type Candidate = [value: string | null | undefined, type?: string];

/** In order, each value once. */
function typedValues(candidates: readonly Candidate[]): TypedValue[] | undefined {
	const values = new Map<string, TypedValue>();
	for (const [candidate, type] of candidates) {
		const value = text(candidate);
		if (value && !values.has(value.toLowerCase())) values.set(value.toLowerCase(), absent({ value, type }));
	}
	return some([...values.values()]);
}

/** An opt-out of any address counts; a stated "no opt-out" only where nothing says otherwise. */
function optOutOf(infos: Infos): boolean | undefined {
	const told = infos.flatMap((info) => (typeof info?.doNotSendMM === 'boolean' ? [info.doNotSendMM] : []));
	return told.length > 0 ? told.includes(true) : undefined;
}

function postalAddress(raw: RaynetAddress | null | undefined, type: string): PostalAddress | undefined {
	const address = absent({
		street: text(raw?.street),
		city: text(raw?.city),
		region: text(raw?.province),
		postalCode: text(raw?.zipCode),
		country: text(raw?.country),
		countryCode: text(raw?.countryCode)?.toUpperCase(),
	});
	return Object.keys(address).length > 0 ? { type, ...address } : undefined;
}

/** Only where another address has further ones. */
function primaryEmails([primary, ...others]: Infos): string[] | undefined {
	const own = (emailsOf([primary]) ?? []).map(({ value }) => value);
	return own.length > 0 && (emailsOf([primary, ...others]) ?? []).length > own.length ? own : undefined;
}

const TITLE_KINDS: Readonly<Record<string, LegalTitleKind>> = {
	CONSENT: 'consent',
	LEGITIMATE_INTEREST: 'legitimateInterest',
	CONTRACT: 'contract',
	LEGAL_OBLIGATION: 'legalObligation',
	PUBLIC_INTEREST: 'publicInterest',
	VITAL_INTEREST: 'vitalInterest',
};

function legalTitleOf({ legalTitle, templateName, validFrom, validTill }: RaynetLegalTitle): LegalTitle {
	return { kind: TITLE_KINDS[legalTitle ?? ''] ?? 'other', ...absent({ name: text(templateName), validFrom: calendarDay(validFrom), validTill: calendarDay(validTill) }) };
}

function ownerOf(raw: RaynetReference | null | undefined): Owner | undefined {
	return raw ? absent({ id: String(raw.id), name: text(raw.fullName) }) : undefined;
}

function customFieldsOf(raw: Readonly<Record<string, unknown>> | null | undefined): Record<string, CustomValue> | undefined {
	const entries = Object.entries(raw ?? {}).flatMap(([name, value]): Array<[string, CustomValue]> => {
		const kept = typeof value === 'string' ? text(value) : value;
		return typeof kept === 'string' || typeof kept === 'number' || typeof kept === 'boolean' ? [[name, kept]] : [];
	});
	return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function idText(reference: RaynetReference): string | undefined {
	return reference.id > 0 ? String(reference.id) : undefined;
}

function titleOf(type: string | null | undefined): string | undefined {
	return type === NO_TITLE ? undefined : text(type);
}

function text(value: string | null | undefined): string | undefined {
	return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function some<T>(values: ReadonlyArray<T | undefined>): T[] | undefined {
	const kept = values.flatMap((value) => (value === undefined ? [] : [value]));
	return kept.length > 0 ? kept : undefined;
}

/** The same object without its undefined members. */
function absent<T extends object>(value: T): T {
	return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}
