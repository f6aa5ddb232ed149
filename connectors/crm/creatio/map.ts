import { contactId, type Contact, type ContactFields, type PostalAddress, type TypedValue } from '../../../core/contact/contact';
import { emailKey } from '../../../core/contact/email';
import { shortHash } from '../../../core/contact/hash';
import { parseLink } from '../../../core/contact/link';
import type { CrmRecord } from '../../../core/ports/crm';
import { ADDRESS_TYPE, COMMUNICATION } from './ids';
import { plainText } from './notes';
import type { CreatioPlace } from './place';
import { idOf, instantOf, nameOf, textOf, type Row } from './raw';
import type { ContactState } from './read';

/** The neutral type of a phone by its row's type; types that are no phones are missing. */
const PHONE_TYPES: ReadonlyMap<string, string> = new Map([
	[COMMUNICATION.work, 'work'],
	[COMMUNICATION.mobile, 'mobile'],
	[COMMUNICATION.home, 'home'],
	[COMMUNICATION.other, 'other'],
	[COMMUNICATION.extension, 'extension'],
	[COMMUNICATION.fax, 'fax'],
	[COMMUNICATION.main, 'main'],
]);

const ADDRESS_NAMES: ReadonlyMap<string, string> = new Map([
	[ADDRESS_TYPE.home, 'home'],
	[ADDRESS_TYPE.work, 'work'],
	[ADDRESS_TYPE.actual, 'work'],
	[ADDRESS_TYPE.legal, 'other'],
	[ADDRESS_TYPE.shipping, 'other'],
	[ADDRESS_TYPE.other, 'other'],
]);

/** Columns that mirror the primary rows; they count too, should a site not keep the rows. */
const EMAIL_COLUMNS: ReadonlyArray<readonly [column: string, type?: string]> = [['Email']];
const PHONE_COLUMNS: ReadonlyArray<readonly [column: string, type?: string]> = [
	['Phone', 'work'],
	['MobilePhone', 'mobile'],
	['HomePhone', 'home'],
];

export function contactRecord(state: ContactState, place: CreatioPlace): CrmRecord {
	const recordId = state.row.Id.toLowerCase();
	const fields = fieldsOf(state, place);
	const links = linksOf(state, place);
	const groupIds = [...new Set(state.folders.flatMap((row) => idOf(row, 'FolderId') ?? []))].sort();
	const contact: Contact = {
		id: contactId(place.account, 'person', recordId),
		...place.account,
		recordType: 'person',
		recordId,
		...absent({ createdAt: instantOf(state.row, 'CreatedOn'), modifiedAt: trueStamp(instantOf(state.row, 'ModifiedOn'), place) }),
		...fields,
	};
	return {
		contact,
		groupIds,
		links,
		standing: 'active',
		// Not ModifiedOn: jobs of the server touch it without a change, and rows that hang on a contact change without it.
		version: shortHash(JSON.stringify([fields, links, groupIds]), 10),
		raw: state,
	};
}

/** Clocks differ a little; time zones by more. */
const MOST_AHEAD_MS = 2 * 60_000;

/**
 * A stamp ahead of the server's own clock is in local time: of a site whose Z does not hold, or of a contact that was taken
 * out of a folder (both seen). It counts as none, because a wrong stamp would decide conflicts wrongly.
 */
function trueStamp(stamp: string | undefined, { serverTime }: CreatioPlace): string | undefined {
	const now = serverTime();
	return stamp !== undefined && now !== undefined && Date.parse(stamp) > now + MOST_AHEAD_MS ? undefined : stamp;
}

function fieldsOf(state: ContactState, { webRoot }: CreatioPlace): ContactFields {
	const { row } = state;
	const owner = idOf(row, 'OwnerId');
	return absent({
		...nameParts(state),
		emails: numbersOf(state, (type) => (type === COMMUNICATION.email ? {} : undefined), EMAIL_COLUMNS),
		phones: numbersOf(state, phoneTypeOf, PHONE_COLUMNS),
		websites: numbersOf(state, (type) => (type === COMMUNICATION.web ? {} : undefined), []),
		addresses: addressesOf(state),
		company: some({ id: idOf(row, 'AccountId'), name: nameOf(row, 'Account'), title: textOf(row, 'JobTitle'), department: nameOf(row, 'Department') }),
		birthday: birthdayOf(row),
		note: plainText(textOf(row, 'Notes')),
		tags: list(tagNames(state).filter((name) => !parseLink(name))),
		owner: owner === undefined ? undefined : absent({ id: owner, name: nameOf(row, 'Owner') }),
		category: nameOf(row, 'Type'),
		doNotEmail: typeof row.DoNotUseEmail === 'boolean' ? row.DoNotUseEmail : undefined,
		// The address of a record page is the classic one (assumed); newer sites forward it.
		url: `${webRoot}/Nui/ViewModule.aspx#CardModuleV2/ContactPageV2/edit/${row.Id.toLowerCase()}`,
	});
}

/** Name alone is the last name, unless it only repeats an e-mail or phone: the server wants one for every contact. */
function nameParts({ row, numbers }: ContactState): ContactFields {
	const parts = { namePrefix: nameOf(row, 'SalutationType'), firstName: textOf(row, 'GivenName'), middleName: textOf(row, 'MiddleName'), lastName: textOf(row, 'Surname') };
	const name = textOf(row, 'Name');
	const standsIn = isStandIn(name, numbers);
	if (standsIn) return { namePrefix: parts.namePrefix };
	return parts.firstName || parts.middleName || parts.lastName ? parts : { ...parts, lastName: name };
}

function isStandIn(name: string | undefined, numbers: readonly Row[]): boolean {
	return name !== undefined && numbers.some((row) => textOf(row, 'Number') === name);
}

export function phoneTypeOf(typeId: string): { type?: string } | undefined {
	const type = PHONE_TYPES.get(typeId);
	return type === undefined ? undefined : { type };
}

/** The primary ones first, each value once. */
function numbersOf(state: ContactState, typeOf: (typeId: string) => { type?: string } | undefined, columns: typeof EMAIL_COLUMNS): TypedValue[] | undefined {
	const ranked = [...state.numbers].sort((a, b) => Number(b.Primary === true) - Number(a.Primary === true));
	const values = new Map<string, TypedValue>();
	const add = (value: string | undefined, type: { type?: string } | undefined): void => {
		if (value !== undefined && type && !values.has(emailKey(value))) values.set(emailKey(value), { value, ...type });
	};
	for (const row of ranked) add(textOf(row, 'Number'), typeOf(idOf(row, 'CommunicationTypeId') ?? ''));
	for (const [column, type] of columns) add(textOf(state.row, column), type === undefined ? {} : { type });
	return list([...values.values()]);
}

/** The rows; where there is none, the columns of the contact that mirror the primary one. */
function addressesOf({ row, addresses }: ContactState): PostalAddress[] | undefined {
	const ranked = [...addresses].sort((a, b) => Number(b.Primary === true) - Number(a.Primary === true));
	return list((ranked.length > 0 ? ranked : [row]).flatMap((one) => addressOf(one) ?? []));
}

export function addressOf(row: Row): PostalAddress | undefined {
	const address = some({ street: textOf(row, 'Address'), city: nameOf(row, 'City'), region: nameOf(row, 'Region'), postalCode: textOf(row, 'Zip'), country: nameOf(row, 'Country') });
	return address && { type: ADDRESS_NAMES.get(idOf(row, 'AddressTypeId') ?? '') ?? 'other', ...address };
}

/**
 * Dates have a time and a zone here (seen). A midnight in whatever zone the site counts is nearer to its day than to
 * another, so half a day is added before the day is taken (assumed).
 */
function birthdayOf(row: Row): string | undefined {
	const instant = instantOf(row, 'BirthDate');
	return instant === undefined ? undefined : new Date(Date.parse(instant) + 12 * 3_600_000).toISOString().slice(0, 10);
}

export function tagNames({ tags }: Pick<ContactState, 'tags'>): string[] {
	return [...new Set(tags.flatMap((row) => nameOf(row, 'Tag') ?? []))].sort();
}

function linksOf(state: ContactState, { link }: CreatioPlace): string[] {
	if (link.kind === 'tag') return tagNames(state).filter((name) => parseLink(name) && !parseLink(name)?.partnerId);
	return (textOf(state.row, link.name) ?? '').split(/\s+/).filter((text) => parseLink(text));
}

function list<T>(values: readonly T[]): T[] | undefined {
	return values.length > 0 ? [...values] : undefined;
}

function some<T extends object>(value: T): T | undefined {
	const kept = absent(value);
	return Object.keys(kept).length > 0 ? kept : undefined;
}

/** The same object without its undefined members. */
export function absent<T extends object>(value: T): T {
	return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}
