import { MAPPED_FIELDS, type MappedField, type Person } from '../raw';

/** What a contact itself holds of the mapped fields, ready to be written back: no derived members, no profile values. */
export type OwnPart = Pick<Person, MappedField>;

/** Members that the server makes, by field; echoed back they would go stale (a kept formattedValue survives its parts). */
const DERIVED: Partial<Record<MappedField, readonly string[]>> = {
	addresses: ['formattedType', 'formattedValue'],
	birthdays: ['text'],
	emailAddresses: ['formattedType'],
	externalIds: ['formattedType'],
	names: ['displayName', 'displayNameLastFirst', 'unstructuredName'],
	organizations: ['formattedType'],
	phoneNumbers: ['formattedType', 'canonicalForm'],
	urls: ['formattedType'],
};

/** Fields in which a person chose one value as the first; the only writable part of a value's metadata. */
const HAS_PRIMARY: ReadonlySet<MappedField> = new Set(['addresses', 'emailAddresses', 'organizations', 'phoneNumbers', 'urls']);

const CHOSEN = { sourcePrimary: true };

interface RawValue {
	metadata?: { source?: { type?: string | null }; sourcePrimary?: boolean | null };
}

export function ownPart(person: Person): OwnPart {
	const own: Record<string, unknown> = {};
	for (const field of MAPPED_FIELDS) {
		const values: readonly RawValue[] | undefined = person[field];
		const kept = values?.filter(isOwn).map((value) => writable(value, field));
		if (kept && kept.length > 0) own[field] = kept;
	}
	return own;
}

function isOwn(value: RawValue): boolean {
	const type = value.metadata?.source?.type;
	return type === undefined || type === null || type === 'CONTACT';
}

/** A plain loop, as it runs for every value of every contact of an account. */
function writable(value: RawValue, field: MappedField): RawValue {
	const derived = DERIVED[field] ?? [];
	const kept: RawValue = {};
	for (const name of Object.keys(value) as Array<keyof RawValue>) if (name !== 'metadata' && !derived.includes(name)) kept[name] = value[name];
	if (value.metadata?.sourcePrimary === true && HAS_PRIMARY.has(field)) kept.metadata = CHOSEN;
	return kept;
}

/** Whether a value is the one that its owner put first. */
export function isChosen(value: RawValue): boolean {
	return value.metadata?.sourcePrimary === true;
}
