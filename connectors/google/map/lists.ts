import type { PostalAddress, TypedValue } from '../../../core/contact/contact';
import type { RawAddress, RawEmail, RawPhone, RawUrl } from '../raw';
import { isChosen } from './own';
import { toAddress } from './read';

interface RawValue {
	metadata?: { sourcePrimary?: boolean | null };
}

interface ListKind<Wanted, Raw extends RawValue> {
	/** Whether a reader of the list sees this raw value; others survive every write. */
	shows(raw: Raw): boolean;
	/** Keys by which a wanted element is found among the raw ones, the strictest first. */
	keys: ReadonlyArray<(value: Wanted) => string>;
	/** A raw value as a wanted one, to be compared by the keys. */
	read(raw: Raw): Wanted;
	write(wanted: Wanted, raw: Raw | undefined): Raw;
}

/**
 * The list to send so that it holds exactly the wanted elements. An element that is there already keeps all of its
 * other members; the one its owner put first stays first, since either order or mark may decide (unknown).
 */
function merged<Wanted, Raw extends RawValue>(wanted: readonly Wanted[], raw: readonly Raw[], kind: ListKind<Wanted, Raw>): Raw[] {
	const free = new Set(raw.filter((one) => kind.shows(one)));
	const found = new Map<Wanted, Raw>();
	for (const key of kind.keys) {
		const byKey = groupedBy(free, (one) => key(kind.read(one)));
		for (const element of wanted) {
			const match = found.has(element) ? undefined : byKey.get(key(element))?.shift();
			if (match === undefined) continue;
			found.set(element, match);
			free.delete(match);
		}
	}
	const sent = wanted.map((element) => kind.write(element, found.get(element)));
	const hidden = raw.filter((one) => !kind.shows(one));
	return [...sent.filter(isChosen), ...sent.filter((one) => !isChosen(one)), ...hidden];
}

function groupedBy<T>(values: Iterable<T>, keyOf: (value: T) => string): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const value of values) {
		const key = keyOf(value);
		const group = groups.get(key);
		if (group) group.push(value);
		else groups.set(key, [value]);
	}
	return groups;
}

interface RawTyped extends RawValue {
	value?: string | null;
	type?: string | null;
}

const SEPARATOR = '\u0001';

function typedKind<Raw extends RawTyped>(loose: (value: string) => string): ListKind<TypedValue, Raw> {
	return {
		shows: (raw) => Boolean(raw.value),
		keys: [(one) => `${one.value}${SEPARATOR}${one.type ?? ''}`, (one) => one.value, (one) => loose(one.value)],
		read: (raw) => ({ value: raw.value ?? '', type: raw.type ?? undefined }),
		// A raw value with other members set is still a raw value of its kind.
		write: (wanted, raw) => ({ ...raw, value: wanted.value, ...(wanted.type ? { type: wanted.type } : {}) }) as Raw,
	};
}

const emailKind = typedKind<RawEmail>((value) => value.trim().toLowerCase());
const phoneKind = typedKind<RawPhone>((value) => value.replace(/^\s*00/, '+').replace(/[^+\d]/g, ''));
const urlKind = typedKind<RawUrl>((value) => value.trim().toLowerCase());

const addressKind: ListKind<PostalAddress, RawAddress> = {
	shows: (raw) => Object.keys(toAddress(raw)).some((part) => part !== 'type'),
	keys: [
		(one) => [one.type, ...placeOf(one), one.country, one.countryCode].map((part) => part ?? '').join(SEPARATOR),
		(one) => placeOf(one).map(loosely).join(SEPARATOR),
	],
	read: toAddress,
	write: (wanted, raw) => ({
		...raw,
		...(wanted.type ? { type: wanted.type } : {}),
		...addressParts(wanted),
	}),
};

function placeOf(address: PostalAddress): Array<string | undefined> {
	return [address.street, address.city, address.region, address.postalCode];
}

function loosely(part: string | undefined): string {
	return (part ?? '').replace(/\s+/g, ' ').trim().toLowerCase();
}

function addressParts(address: PostalAddress): RawAddress {
	return {
		streetAddress: address.street ?? '',
		city: address.city ?? '',
		region: address.region ?? '',
		postalCode: address.postalCode ?? '',
		country: address.country ?? '',
		countryCode: address.countryCode ?? '',
	};
}

export const emailsWith = (raw: readonly RawEmail[], wanted: readonly TypedValue[]): RawEmail[] => merged(wanted, raw, emailKind);
export const phonesWith = (raw: readonly RawPhone[], wanted: readonly TypedValue[]): RawPhone[] => merged(wanted, raw, phoneKind);
export const urlsWith = (raw: readonly RawUrl[], wanted: readonly TypedValue[]): RawUrl[] => merged(wanted, raw, urlKind);

export function addressesWith(raw: readonly RawAddress[], wanted: readonly PostalAddress[]): RawAddress[] {
	return merged(wanted, raw, addressKind).map(withoutEmpty);
}

/** Proto JSON reads "" as absent; leaving it out keeps bodies comparable with what comes back. */
export function withoutEmpty<T extends object>(value: T): T {
	return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== '' && member !== undefined && member !== null)) as T;
}
