import { isObject } from './raw';
import type { Mark } from './marks';

/** How a scope stood: how many rows, and which was the newest. */
export interface Members {
	count: number;
	newest?: string;
	id?: string;
}

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
	members: Members;
	/** Set while everything is being listed. */
	position?: Position;
}

/** Raised when the form changes; an older cursor counts as none, so everything is read once. */
const FORMAT = 2;

export function encodeCursor({ contacts, numbers, addresses, members, position }: Cursor): string {
	return JSON.stringify([FORMAT, packed(contacts), packed(numbers), packed(addresses), members, ...(position ? [position] : [])]);
}

/** Hashes without anything in between: they are most of a cursor. */
function packed({ seen, ...mark }: Mark): object {
	return { ...mark, seen: seen.join('') };
}

function unpacked(value: unknown): Mark | undefined {
	if (!isObject(value) || typeof value.seen !== 'string') return undefined;
	return { ...(value as unknown as Mark), seen: value.seen.match(/.{6}/g) ?? [] };
}

/** Undefined for no cursor and for one that is not ours. */
export function decodeCursor(text: string | undefined): Cursor | undefined {
	if (!text) return undefined;
	try {
		const [format, first, second, third, members, position] = JSON.parse(text) as unknown[];
		const [contacts, numbers, addresses] = [unpacked(first), unpacked(second), unpacked(third)];
		if (format !== FORMAT || !contacts || !numbers || !addresses || !isObject(members) || typeof members.count !== 'number') return undefined;
		return { contacts, numbers, addresses, members: members as unknown as Members, ...(isObject(position) ? { position: position as Position } : {}) };
	} catch {
		return undefined;
	}
}
