import type { RecordType } from '../../../core/contact/contact';
import type { CrmRecord } from '../../../core/ports/crm';
import { isObject } from './raw';

/** What is known about the records of one type at the end of a reading. */
export interface TypeState {
	/** Records in the scope and in use. */
	inScope: number;
	/** Records of the type altogether; absent as long as nobody counted them. */
	all?: number;
	/**
	 * Versions by id of what was touched lately and is read already, as windows overlap; absent where it was too much to
	 * remember.
	 */
	seen?: Readonly<Record<string, string>>;
}

export type TypeStates = Partial<Record<RecordType, TypeState>>;

/** Plain values of the server only. */
export type Cursor =
	/** Everything touched before `since` (ms) was read. `mark` names what was written from here on; see own.ts. */
	| { kind: 'read'; since: number; types: TypeStates; mark?: string }
	/** Everything is being read, sorted by id, and was read up to the record `after` of the type. */
	| { kind: 'reading'; since: number; types: TypeStates; stream: number; after: number; counting: 'count' | 'leave' };

/** Undefined for a text that this version does not know: then everything is read. */
export function parseCursor(text: string | undefined): Cursor | undefined {
	if (text === undefined) return undefined;
	try {
		const parsed: unknown = JSON.parse(text);
		const isKnown = isObject(parsed) && (parsed.kind === 'read' || parsed.kind === 'reading') && typeof parsed.since === 'number' && isObject(parsed.types);
		return isKnown ? (parsed as Cursor) : undefined;
	} catch {
		return undefined;
	}
}

/** Keeps the cursor of two record types below 4 KB. */
const MOST_SEEN = 80;

export function seenOf(versions: Readonly<Record<string, string>>): Pick<TypeState, 'seen'> {
	return Object.keys(versions).length > MOST_SEEN ? {} : { seen: versions };
}

/** A window begins this much before the last one ended, for changes that the server shows late. */
export const OVERLAP_MS = 120_000;
/** Stamps may be cut to minutes. */
export const STAMP_MS = 60_000;

/** Records that a window which begins at `since` may show, by their stamps; one without a stamp may be shown, too. */
export function lately(records: readonly CrmRecord[], since: number): CrmRecord[] {
	return records.filter(({ contact }) => !(stampOf(contact.modifiedAt) < since - OVERLAP_MS - STAMP_MS));
}

/** NaN where there is none. */
export function stampOf(iso: string | undefined): number {
	return Date.parse(iso ?? '');
}

export function versionsOf(records: readonly CrmRecord[]): Record<string, string> {
	return Object.fromEntries(records.map(({ contact, version }) => [contact.recordId, version]));
}
