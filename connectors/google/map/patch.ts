import type { CompanyRole, ContactFields, CrmAccount } from '../../../core/contact/contact';
import type { EntryWrite, FieldPatch } from '../../../core/ports/partner';
import { MY_CONTACTS, type MappedField, type RawBirthday, type RawName, type RawOrganization, type RawUrl } from '../raw';
import { accountKeysOf, clientDataWith, externalIdsWith, linkType, linkTypeOf } from './entries';
import { addressesWith, emailsWith, phonesWith, urlsWith, withoutEmpty } from './lists';
import type { OwnPart } from './own';
import { roleOf } from './read';

/** What is to be written to a contact, new or existing. */
export interface Change {
	patch: FieldPatch;
	groups?: readonly string[];
	entry?: EntryWrite;
	/** Whose link back `patch.url` is, where no entry says it. */
	account?: CrmAccount;
}

const NAME_PARTS = {
	namePrefix: 'honorificPrefix',
	firstName: 'givenName',
	middleName: 'middleName',
	lastName: 'familyName',
	nameSuffix: 'honorificSuffix',
} as const satisfies Partial<Record<keyof ContactFields, keyof RawName>>;

type NamePart = keyof typeof NAME_PARTS;
const NAME_PART_LIST = Object.keys(NAME_PARTS) as NamePart[];

/** A field in an update mask is replaced as a whole, so each of these starts from what the contact holds. */
const WRITERS: Record<MappedField, { isIn(change: Change): boolean; write(own: OwnPart, change: Change): OwnPart }> = {
	addresses: {
		isIn: ({ patch }) => patch.addresses !== undefined,
		write: (own, { patch }) => ({ addresses: addressesWith(own.addresses ?? [], patch.addresses ?? []) }),
	},
	biographies: {
		isIn: ({ patch }) => patch.note !== undefined,
		write: (_own, { patch }) => ({ biographies: patch.note ? [{ value: patch.note, contentType: 'TEXT_PLAIN' }] : [] }),
	},
	birthdays: {
		isIn: ({ patch }) => patch.birthday !== undefined && birthdaysOf(patch.birthday) !== undefined,
		write: (_own, { patch }) => ({ birthdays: birthdaysOf(patch.birthday ?? '') ?? [] }),
	},
	clientData: {
		isIn: ({ entry }) => entry !== undefined,
		write: (own, { entry }) => (entry ? { clientData: clientDataWith(own, entry) } : {}),
	},
	emailAddresses: {
		isIn: ({ patch }) => patch.emails !== undefined,
		write: (own, { patch }) => ({ emailAddresses: emailsWith(own.emailAddresses ?? [], patch.emails ?? []) }),
	},
	externalIds: {
		isIn: ({ entry }) => entry !== undefined,
		write: (own, { entry }) => (entry ? { externalIds: externalIdsWith(own, entry) } : {}),
	},
	memberships: {
		isIn: ({ groups }) => groups !== undefined,
		write: (own, { groups }) => ({ memberships: membershipsWith(own, groups ?? []) }),
	},
	names: {
		isIn: ({ patch }) => NAME_PART_LIST.some((part) => patch[part] !== undefined),
		write: (own, { patch }) => ({ names: namesWith(own.names?.[0] ?? {}, patch) }),
	},
	organizations: {
		isIn: ({ patch }) => patch.company !== undefined,
		write: (own, { patch }) => ({ organizations: organizationsWith(own.organizations ?? [], patch.company ?? {}) }),
	},
	phoneNumbers: {
		isIn: ({ patch }) => patch.phones !== undefined,
		write: (own, { patch }) => ({ phoneNumbers: phonesWith(own.phoneNumbers ?? [], patch.phones ?? []) }),
	},
	urls: {
		isIn: (change) => change.patch.websites !== undefined || (change.patch.url !== undefined && accountOf(change) !== undefined),
		write: (own, change) => ({ urls: urlsOf(own, change) }),
	},
};

/** The fields that a change replaces; in alphabetical order, so that equal sets make equal masks. */
export function maskOf(change: Change): MappedField[] {
	return (Object.keys(WRITERS) as MappedField[]).filter((field) => WRITERS[field].isIn(change));
}

/** Exactly the mask's fields, as they are to be: the wanted values, and whatever else these fields held. */
export function bodyOf(own: OwnPart, change: Change): OwnPart {
	return Object.assign({}, ...maskOf(change).map((field) => WRITERS[field].write(own, change)));
}

/** A new contact's body; fields without a value are left out. */
export function newBodyOf(change: Change): OwnPart {
	return Object.fromEntries(Object.entries(bodyOf({}, change)).filter(([, values]) => values.length > 0));
}

/** Parts only: with parts, an unstructuredName would be a second truth (which one wins is not documented). */
function namesWith(raw: RawName, patch: FieldPatch): RawName[] {
	const parts = NAME_PART_LIST.filter((part) => patch[part] !== undefined).map((part) => [NAME_PARTS[part], patch[part]]);
	const name = withoutEmpty({ ...raw, ...Object.fromEntries(parts) });
	return Object.keys(name).length === 0 ? [] : [name];
}

/** Further organizations stay; the first one goes when nothing of substance is left on it. */
function organizationsWith(raw: readonly RawOrganization[], role: CompanyRole): RawOrganization[] {
	const first = roleOf(raw);
	const next = withoutEmpty({ ...first, name: role.name ?? '', title: role.title ?? '', department: role.department ?? '' });
	const isBare = Object.keys(next).every((member) => member === 'type' || member === 'current' || member === 'metadata');
	const replacement = isBare ? [] : [next];
	return first === undefined ? replacement : raw.flatMap((one) => (one === first ? replacement : [one]));
}

function urlsOf(own: OwnPart, change: Change): RawUrl[] {
	const { patch } = change;
	const account = accountOf(change);
	const linkTypes = new Set(accountKeysOf(own).map(linkType));
	if (account) linkTypes.add(linkTypeOf(account));
	const isLink = ({ type }: RawUrl): boolean => linkTypes.has(type ?? '');
	const links = (own.urls ?? []).filter(isLink);
	const websites = (own.urls ?? []).filter((url) => !isLink(url));
	return [
		...(patch.websites === undefined ? websites : urlsWith(websites, patch.websites)),
		...(patch.url === undefined || !account ? links : linksWith(links, linkTypeOf(account), patch.url)),
	];
}

function linksWith(links: readonly RawUrl[], type: string, value: string): RawUrl[] {
	const others = links.filter((link) => link.type !== type);
	return value === '' ? others : [...others, { value, type }];
}

function accountOf(change: Change): CrmAccount | undefined {
	return change.entry?.account ?? change.account;
}

/** [] clears; undefined for a text that is no date of a birthday, which is then not written. */
function birthdaysOf(birthday: string): RawBirthday[] | undefined {
	if (birthday === '') return [];
	const [, year, month, day] = /^(\d{4}|-)-(\d{2})-(\d{2})$/.exec(birthday) ?? [];
	if (!year || !month || !day) return undefined;
	return [{ date: { ...(year === '-' ? {} : { year: Number(year) }), month: Number(month), day: Number(day) } }];
}

/** A contact is always in at least one group, and a set without any is refused (documented): then My Contacts keeps it. */
function membershipsWith(own: OwnPart, groups: readonly string[]): OwnPart['memberships'] {
	const others = (own.memberships ?? []).filter((membership) => !membership.contactGroupMembership);
	const names = groups.length === 0 ? [MY_CONTACTS] : [...new Set(groups)];
	return [...others, ...names.map((name) => ({ contactGroupMembership: { contactGroupResourceName: name } }))];
}

/** Whether a contact already holds what a change would write to it. */
export function isSatisfied(own: OwnPart, change: Change): boolean {
	const body = bodyOf(own, change);
	return maskOf(change).every((field) => sameValues(comparable(body, field), comparable(own, field)));
}

function sameValues(a: readonly string[], b: readonly string[]): boolean {
	return a.length === b.length && a.every((value, index) => value === b[index]);
}

/** The values of a field as sorted text, without what only the server sets. */
function comparable(own: OwnPart, field: MappedField): string[] {
	const values: readonly object[] = field === 'memberships' ? groupNames(own) : (own[field] ?? []);
	return values.map((value) => JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))).sort();
}

function groupNames(own: OwnPart): Array<{ name: string }> {
	return (own.memberships ?? []).flatMap(({ contactGroupMembership }) => ({ name: contactGroupMembership?.contactGroupResourceName ?? '' }));
}
