import type { Counts, Standing } from './counts';
import type { Mark } from './marks';
import { isObject } from './raw';

/** Where a listing of everything goes on: the stamp and id of the last row, and how many rows of that stamp were read. */
export interface Position {
	stamp?: string;
	id?: string;
	atStamp?: number;
}

export interface Cursor {
	contacts: Mark;
	numbers: Mark;
	addresses: Mark;
	counts: Counts;
	/** Set while everything is being listed. */
	position?: Position;
}

/** Raised when the form changes; an older cursor counts as none, so everything is read once. */
const FORMAT = 3;

export function encodeCursor({ contacts, numbers, addresses, counts, position }: Cursor): string {
	const { members, ...rows } = counts;
	return JSON.stringify([FORMAT, packed(contacts), packed(numbers), packed(addresses), members, withoutId(rows.numbers), withoutId(rows.addresses), ...(position ? [position] : [])]);
}

/** Hashes without anything in between: they are most of a cursor. */
function packed({ seen, ...mark }: Mark): object {
	return { ...mark, seen: seen.join('') };
}

function withoutId({ count, newest }: Standing): Standing {
	return { count, ...(newest === undefined ? {} : { newest }) };
}

function unpacked(value: unknown): Mark | undefined {
	if (!isObject(value) || typeof value.seen !== 'string') return undefined;
	return { ...(value as unknown as Mark), seen: value.seen.match(/.{6}/g) ?? [] };
}

function standing(value: unknown): Standing | undefined {
	return isObject(value) && typeof value.count === 'number' ? (value as unknown as Standing) : undefined;
}

/** Undefined for no cursor and for one that is not ours. */
export function decodeCursor(text: string | undefined): Cursor | undefined {
	if (!text) return undefined;
	try {
		const [format, first, second, third, fourth, fifth, sixth, position] = JSON.parse(text) as unknown[];
		const [contacts, numbers, addresses] = [unpacked(first), unpacked(second), unpacked(third)];
		const [members, ofNumbers, ofAddresses] = [standing(fourth), standing(fifth), standing(sixth)];
		if (format !== FORMAT || !contacts || !numbers || !addresses || !members || !ofNumbers || !ofAddresses) return undefined;
		return { contacts, numbers, addresses, counts: { members, numbers: ofNumbers, addresses: ofAddresses }, ...(isObject(position) ? { position: position as Position } : {}) };
	} catch {
		return undefined;
	}
}
