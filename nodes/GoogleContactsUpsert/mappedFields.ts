import type { FieldType, IDataObject, ILoadOptionsFunctions, ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';
import { contactId, type Contact, type ContactFields, type RecordType, type TypedValue } from '../../core/contact/contact';
import { ConfigurationError } from '../../core/errors';
import { compact, text } from './contactItem';

type Mapped = (name: string) => string | undefined;

/** The fields that a user maps by hand, in the order in which the editor shows them. */
export const MAPPED_FIELDS: ReadonlyArray<{ id: string; displayName: string; type?: FieldType }> = [
	{ id: 'recordId', displayName: 'Record ID' },
	{ id: 'namePrefix', displayName: 'Name Prefix' },
	{ id: 'firstName', displayName: 'First Name' },
	{ id: 'middleName', displayName: 'Middle Name' },
	{ id: 'lastName', displayName: 'Last Name' },
	{ id: 'nameSuffix', displayName: 'Name Suffix' },
	{ id: 'emails', displayName: 'E-Mails (Separated by Commas)' },
	{ id: 'mobilePhones', displayName: 'Mobile Phones (Separated by Commas)' },
	{ id: 'workPhones', displayName: 'Work Phones (Separated by Commas)' },
	{ id: 'homePhones', displayName: 'Home Phones (Separated by Commas)' },
	{ id: 'companyName', displayName: 'Company' },
	{ id: 'jobTitle', displayName: 'Job Title' },
	{ id: 'department', displayName: 'Department' },
	{ id: 'street', displayName: 'Street' },
	{ id: 'city', displayName: 'City' },
	{ id: 'region', displayName: 'Region' },
	{ id: 'postalCode', displayName: 'Postal Code' },
	{ id: 'country', displayName: 'Country' },
	{ id: 'countryCode', displayName: 'Country Code' },
	{ id: 'birthday', displayName: 'Birthday', type: 'dateTime' },
	{ id: 'websites', displayName: 'Websites (Separated by Commas)' },
	{ id: 'note', displayName: 'Note' },
	{ id: 'url', displayName: 'Link to the Record' },
	{ id: 'modifiedAt', displayName: 'Changed At', type: 'dateTime' },
];

/** For the resource mapper of the node. */
export async function getContactFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	return {
		fields: MAPPED_FIELDS.map(
			({ id, displayName, type = 'string' }): ResourceMapperField => ({
				id,
				displayName,
				type,
				required: id === 'recordId',
				display: true,
				defaultMatch: false,
				canBeUsedToMatch: false,
			}),
		),
	};
}

export interface MappedSource {
	sourceName: string;
	recordType: RecordType;
}

/** A contact from mapped values, or from an item whose members have the names of the fields. */
export function mappedContact(values: IDataObject, { sourceName, recordType }: MappedSource): Contact {
	const account = { crm: 'source', account: slug(sourceName) };
	if (account.account === '') throw new ConfigurationError('Give the source a name with letters or digits under "Source Name".');
	const recordId = text(values.recordId)?.trim();
	if (!recordId) throw new ConfigurationError('Map the Record ID: every item needs the key that it has in its source.');
	return {
		...mappedFields(values),
		...compact({ modifiedAt: instant(text(values.modifiedAt)?.trim()) }),
		id: contactId(account, recordType, recordId),
		...account,
		recordType,
		recordId,
	};
}

/** The fields of a contact from mapped values. */
export function mappedFields(values: IDataObject): ContactFields {
	const mapped: Mapped = (name) => text(values[name])?.trim();
	return {
		...nameAndCompany(mapped),
		...listsOf(values, mapped),
		...compact({ birthday: mapped('birthday')?.slice(0, 10), note: mapped('note'), url: mapped('url') }),
	};
}

function nameAndCompany(mapped: Mapped): ContactFields {
	const company = compact({ name: mapped('companyName'), title: mapped('jobTitle'), department: mapped('department') });
	return compact({
		namePrefix: mapped('namePrefix'),
		firstName: mapped('firstName'),
		middleName: mapped('middleName'),
		lastName: mapped('lastName'),
		nameSuffix: mapped('nameSuffix'),
		company: Object.keys(company).length > 0 ? company : undefined,
	});
}

const ADDRESS_PARTS = ['street', 'city', 'region', 'postalCode', 'country', 'countryCode'] as const;

function listsOf(values: IDataObject, mapped: Mapped): ContactFields {
	const address = compact(Object.fromEntries(ADDRESS_PARTS.map((part) => [part, mapped(part)])));
	const phones = [...separated(values.mobilePhones, 'mobile'), ...separated(values.workPhones, 'work'), ...separated(values.homePhones, 'home')];
	return compact({
		emails: some(separated(values.emails)),
		phones: some(phones),
		websites: some(separated(values.websites)),
		addresses: some(Object.keys(address).length > 0 ? [address] : []),
	});
}

/** "a, b" or a list of texts. */
function separated(value: unknown, type?: string): TypedValue[] {
	const parts: unknown[] = Array.isArray(value) ? value : (text(value) ?? '').split(/[,;\n]/);
	return parts.flatMap((part) => {
		const found = text(part)?.trim();
		return found === undefined ? [] : [compact({ value: found, type })];
	});
}

function some<T>(values: T[]): T[] | undefined {
	return values.length > 0 ? values : undefined;
}

function instant(value: string | undefined): string | undefined {
	const stamp = value === undefined ? Number.NaN : Date.parse(value);
	return Number.isNaN(stamp) ? undefined : new Date(stamp).toISOString();
}

function slug(name: string): string {
	return name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
}
