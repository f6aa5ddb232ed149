import type { ContactFields, FieldPatch, MappedField } from '../../../core/contact/contact';
import { emailKey } from '../../../core/contact/email';
import { shortHash } from '../../../core/contact/hash';
import { clean, tagKey } from '../../../core/contact/text';
import type { Membership, Subscriber, SubscriberField, SubscriberFields, SubscriberState } from '../../../core/ports/email';
import type { PartnerRecord } from '../../../core/ports/partner';
import { OWN_FIELD, parseOwn, storedEntries, type OwnData } from './entry';

/** A list with one tag of it: who carries the tag is in the flow's group. */
export interface ListPlace {
	listId: string;
	tag: string;
	groupId: string;
	/** Fields that a person mapped, by the key of the list's own field. */
	mapped(): readonly MappedKey[];
}

export interface MappedKey {
	field: MappedField;
	key: string;
}

export function hasTag({ tags }: Subscriber, tag: string): boolean {
	return tags.some((one) => tagKey(one) === tagKey(tag));
}

export function ownOf(membership: Membership | undefined): OwnData {
	return parseOwn(membership?.customFields?.[OWN_FIELD]);
}

const MAILING: Record<SubscriberState, NonNullable<PartnerRecord['mailing']>> = { subscribed: 'open', unconfirmed: 'open', unsubscribed: 'optedOut', complained: 'optedOut', bounced: 'unreachable' };

/** A subscriber of the list as the sync sees it; undefined for an address that is not in the list. */
export function recordOf(subscriber: Subscriber, place: ListPlace): PartnerRecord | undefined {
	const membership = subscriber.memberships[place.listId];
	if (!membership) return undefined;
	const own = ownOf(membership);
	return {
		id: emailKey(subscriber.email),
		version: versionOf(subscriber, membership),
		fields: { ...contactFields(subscriber.email, shownFields(subscriber, own)), ...mappedValues(membership, place) },
		groups: hasTag(subscriber, place.tag) ? [place.groupId] : [],
		entries: storedEntries(own),
		externalIds: [...own.entries.keys()],
		...(own.contacts.length > 0 ? { noted: own.contacts } : {}),
		mailing: MAILING[membership.state],
		truncated: false,
	};
}

function mappedValues({ customFields = {} }: Membership, { mapped }: ListPlace): ContactFields {
	const values = mapped().flatMap(({ field, key }) => (customFields[key] ? [[field, customFields[key]] as const] : []));
	return values.length > 0 ? { mapped: Object.fromEntries(values) } : {};
}

/** What of a patch goes to fields of the list. */
export function mappedFields({ mapped: wanted = {} }: FieldPatch, { mapped }: ListPlace): Record<string, string> {
	return Object.fromEntries(mapped().flatMap(({ field, key }) => (wanted[field] === undefined ? [] : [[key, wanted[field]]])));
}

/** A service has no stamps of its own, so what it holds tells whether somebody wrote. */
function versionOf({ fields, tags }: Subscriber, { state, customFields = {} }: Membership): string {
	return shortHash(JSON.stringify([Object.entries(fields).sort(), [...tags].sort(), state, Object.entries(customFields).sort()]), 10);
}

/** What readings do not show is as we wrote it last. */
function shownFields({ fields, unseen }: Subscriber, { held }: OwnData): SubscriberFields {
	const hidden = Object.entries(held).filter(([field]) => unseen.includes(field as SubscriberField));
	return { ...fields, ...Object.fromEntries(hidden) };
}

function contactFields(email: string, { namePrefix, firstName, lastName, nameSuffix, company, street, city, postalCode, countryCode, phone, birthday }: SubscriberFields): ContactFields {
	const address = filled({ street, city, postalCode, countryCode: countryCode?.toUpperCase() });
	return filled({
		...{ namePrefix, firstName, lastName, nameSuffix, birthday },
		emails: [{ value: email }],
		...(company ? { company: { name: company } } : {}),
		...(phone ? { phones: [{ value: phone }] } : {}),
		...(Object.keys(address).length > 0 ? { addresses: [address] } : {}),
	});
}

function filled<T extends object>(values: T): T {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== '')) as T;
}

const NAME = ['namePrefix', 'firstName', 'middleName', 'lastName', 'nameSuffix'] as const;

/** The subscriber's fields that a patch comes to; "" clears. What a list has no place for is left out. */
export function subscriberFields(patch: FieldPatch, current: ContactFields = {}): SubscriberFields {
	const [address = {}] = patch.addresses ?? [];
	const fullBirthday = patch.birthday === '' || /^\d{4}-/.test(patch.birthday ?? '') ? patch.birthday : undefined;
	return {
		...nameFields(patch, current),
		...(patch.company ? { company: patch.company.name ?? '' } : {}),
		...(patch.phones ? { phone: patch.phones[0]?.value ?? '' } : {}),
		...(patch.addresses ? { street: address.street ?? '', city: address.city ?? '', postalCode: address.postalCode ?? '', countryCode: address.countryCode?.toUpperCase() ?? '' } : {}),
		...(fullBirthday === undefined ? {} : { birthday: fullBirthday }),
	};
}

/** The middle name goes with the first one. */
function nameFields(patch: FieldPatch, current: ContactFields): SubscriberFields {
	if (NAME.every((part) => patch[part] === undefined)) return {};
	const { namePrefix = '', firstName = '', middleName = '', lastName = '', nameSuffix = '' } = { ...current, ...patch };
	return { namePrefix, firstName: clean(`${firstName} ${middleName}`), lastName, nameSuffix };
}
