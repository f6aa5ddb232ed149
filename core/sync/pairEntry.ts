import { shortHash } from '../contact/hash';
import { FIELD_CODES, FIELDS, isListField, isMappedField, LIST_FIELDS, type FieldKey, type ListField, type ScalarField } from './fields';
import type { RecordRef, RecordType } from '../contact/contact';

export type { RecordRef };

/**
 * The pair entry: what the partner record carries about its pair, as short text. At most 200 bytes with its key.
 *
 * `1p31+p32;bGGG;sk3f2a.sk3f2b;nXXXXX;cXXXXX.YYYYY;eEEEEtt;p*XXXXX.YYYYY;_bw`
 *  - format, record type letter and record id, a UUID as a capital letter and 22 characters; further ids after "+" when a person merged two partner records;
 *    "@" after them once both sides have opted the person out of mailings, "=" once the CRM record carries the link to this one
 *  - membership at the last settling, per group: b both in, c only CRM, p only partner, and the group's mark;
 *    nothing for a group that both are out of (dormant), so that a group made anew is met for the first time
 *  - stamps of both sides in seconds, base 36, as read before our last write; empty when unknown
 *  - one part per field, by its letter: a scalar has one hash when both sides were equal, else two; a list has
 *    6 characters per common element (hash, type at the CRM, type at the partner), then ",CRM only,partner only"
 *    with 4 characters each; "*" marks a list cut down to one hash per side; "_" lists the letters of empty fields;
 *    "x" and four characters name a field that a person mapped
 */
export type Membership = 'both' | 'crm' | 'partner' | 'dormant';

export interface ScalarBase {
	crm: string;
	partner: string;
}

/** Types of a common element at each side, by element hash. */
export interface CommonElement {
	crmType: string;
	partnerType: string;
}

export type ListBase =
	| { kind: 'elements'; common: Map<string, CommonElement>; crmOnly: Set<string>; partnerOnly: Set<string> }
	| { kind: 'whole'; crm: string; partner: string };

export interface Bases {
	scalars: Map<ScalarField, ScalarBase>;
	lists: Map<ListField, ListBase>;
}

export interface PairEntry {
	record: RecordRef;
	/** Records whose partner record a person merged into this one; left alone. */
	merged: readonly RecordRef[];
	/** Whether the CRM record is known to carry the link to this partner record. */
	linked?: 'yes';
	/** Both sides are known to have opted the person out of mailings. */
	optedOut?: 'yes';
	/** By group mark; a group that is not here is one that both sides are out of. */
	memberships: ReadonlyMap<string, Exclude<Membership, 'dormant'>>;
	/** Milliseconds since 1970, whole seconds. */
	stamps: { crm?: number; partner?: number };
	bases: Bases;
}

/** The same where the CRM record is not known to carry the link. */
export function withoutLink(entry: PairEntry): PairEntry {
	const rest: PairEntry = { ...entry };
	delete rest.linked;
	return rest;
}

export const ENTRY_BUDGET_BYTES = 200;

const FORMAT = '1';
/** Never part of an encoded id. */
const LINKED = '=';
const OPTED_OUT = '@';
const TYPE_LETTERS: Record<RecordType, string> = { person: 'p', company: 'c' };
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const MEMBERSHIP_LETTERS = { both: 'b', crm: 'c', partner: 'p' } as const;
const MARK_LENGTH = 3;
/** A field that a person mapped: the letter, the name of the mapping, the hashes; also where they are empty. */
const MAPPED = 'x';
const MAPPED_NAME = 'mapped:';
const MAPPED_LENGTH = 4;

/** Under which a group is known in pair entries; "" for one that is still to be created. */
export function groupMark(groupId: string | undefined): string {
	return groupId === undefined ? '' : shortHash(groupId, MARK_LENGTH);
}

/** `keyBytes`: length of the key under which the text is stored; text and key together stay within the budget. */
export function encodeEntry(entry: PairEntry, keyBytes: number): string {
	const cut = new Set<ListField>();
	let text = encodeWith(entry, cut);
	const size = (field: ListField) => sizeOf(entry.bases.lists.get(field));
	for (const field of [...LIST_FIELDS].sort((a, b) => size(b) - size(a))) {
		if (text.length + keyBytes <= ENTRY_BUDGET_BYTES) break;
		cut.add(field);
		text = encodeWith(entry, cut);
	}
	return text;
}

function sizeOf(base: ListBase | undefined): number {
	return !base || base.kind === 'whole' ? 0 : base.common.size * 6 + (base.crmOnly.size + base.partnerOnly.size) * 4;
}

function encodeWith(entry: PairEntry, cut: ReadonlySet<ListField>): string {
	const ids = [entry.record, ...entry.merged].map(encodeRef).join('+');
	const parts = [FORMAT + ids + (entry.optedOut ? OPTED_OUT : '') + (entry.linked ? LINKED : ''), encodeMemberships(entry.memberships), encodeStamps(entry.stamps)];
	let empty = '';
	for (const field of FIELDS) {
		const body = isListField(field) ? encodeList(entry.bases.lists.get(field), cut.has(field)) : encodeScalar(entry.bases.scalars.get(field));
		if (body === undefined) continue;
		if (body === '') empty += FIELD_CODES[field];
		else parts.push(FIELD_CODES[field] + body);
	}
	for (const [field, base] of [...entry.bases.scalars].sort(byKey)) if (isMappedField(field)) parts.push(MAPPED + field.slice(MAPPED_NAME.length) + (encodeScalar(base) ?? ''));
	if (empty) parts.push(`_${empty}`);
	return parts.join(';');
}

function encodeRef({ recordType, recordId }: RecordRef): string {
	const letter = TYPE_LETTERS[recordType];
	return UUID.test(recordId) ? letter.toUpperCase() + Buffer.from(recordId.replaceAll('-', ''), 'hex').toString('base64url') : letter + encodeURIComponent(recordId);
}

function encodeMemberships(memberships: PairEntry['memberships']): string {
	return [...memberships].sort(byKey).map(([mark, membership]) => MEMBERSHIP_LETTERS[membership] + mark).join('');
}

function encodeStamps(stamps: PairEntry['stamps']): string {
	const one = (ms: number | undefined) => (ms === undefined ? '' : Math.floor(ms / 1000).toString(36));
	return `${one(stamps.crm)}.${one(stamps.partner)}`;
}

function encodeScalar(base: ScalarBase | undefined): string | undefined {
	if (!base) return undefined;
	return base.crm === base.partner ? base.crm : `${base.crm}.${base.partner}`;
}

function encodeList(base: ListBase | undefined, cut: boolean): string | undefined {
	if (!base) return undefined;
	if (base.kind === 'whole') return `*${base.crm}.${base.partner}`;
	if (cut) return `*${wholeHash(base, 'crm')}.${wholeHash(base, 'partner')}`;
	const common = [...base.common].sort(byKey).map(([hash, types]) => hash + types.crmType + types.partnerType).join('');
	if (base.crmOnly.size + base.partnerOnly.size === 0) return common;
	return `${common},${[...base.crmOnly].sort().join('')},${[...base.partnerOnly].sort().join('')}`;
}

function byKey(a: [string, unknown], b: [string, unknown]): number {
	return a[0] < b[0] ? -1 : 1;
}

/** One hash for all elements of a side, used where a list is too long to be kept by element. */
export function wholeHash(base: ListBase, side: 'crm' | 'partner'): string {
	if (base.kind === 'whole') return base[side];
	const own = side === 'crm' ? base.crmOnly : base.partnerOnly;
	return hashOfElements([...base.common.keys(), ...own]);
}

export function hashOfElements(hashes: readonly string[]): string {
	return hashes.length === 0 ? '' : shortHash([...hashes].sort().join(''), 5);
}

/** Undefined for a text that is not ours or of a later format: the pair then counts as a first meeting. */
export function decodeEntry(text: string): PairEntry | undefined {
	const [head, members, stamps, ...fields] = text.split(';');
	if (!head?.startsWith(FORMAT) || members === undefined || stamps === undefined) return undefined;
	const [, ids = '', optedOut, linked] = /^(.*?)(@?)(=?)$/.exec(head.slice(1)) ?? [];
	const refs = ids.split('+').map(decodeRef);
	const record = refs[0];
	const memberships = decodeMemberships(members);
	if (!record || !memberships || refs.includes(undefined)) return undefined;
	return {
		record,
		merged: refs.slice(1) as RecordRef[],
		...(linked ? { linked: 'yes' as const } : {}),
		...(optedOut ? { optedOut: 'yes' as const } : {}),
		memberships,
		stamps: decodeStamps(stamps),
		bases: decodeBases(fields),
	};
}

const FIELD_BY_CODE = new Map(FIELDS.map((field) => [FIELD_CODES[field], field] as [string, FieldKey]));

function decodeRef(text: string): RecordRef | undefined {
	const letter = text[0]?.toLowerCase();
	const recordType = letter === 'p' ? 'person' : letter === 'c' ? 'company' : undefined;
	if (!recordType || text.length === 1) return undefined;
	if (letter !== text[0]) return decodeUuid(recordType, text.slice(1));
	try {
		return { recordType, recordId: decodeURIComponent(text.slice(1)) };
	} catch {
		return undefined;
	}
}

function decodeUuid(recordType: RecordType, text: string): RecordRef | undefined {
	const hex = Buffer.from(text, 'base64url').toString('hex');
	const recordId = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
	return UUID.test(recordId) ? { recordType, recordId } : undefined;
}

const MEMBERSHIPS = new Map([['b', 'both'], ['c', 'crm'], ['p', 'partner']] as const);

function decodeMemberships(text: string): PairEntry['memberships'] | undefined {
	if (text.length % (MARK_LENGTH + 1) !== 0) return undefined;
	const memberships = new Map<string, Exclude<Membership, 'dormant'>>();
	for (const one of chunks(text, MARK_LENGTH + 1)) {
		const membership = MEMBERSHIPS.get(one.slice(0, 1) as 'b');
		if (!membership) return undefined;
		memberships.set(one.slice(1), membership);
	}
	return memberships;
}

function decodeStamps(text: string): PairEntry['stamps'] {
	const [crm, partner] = text.split('.').map((part) => (part === '' ? undefined : parseInt(part, 36) * 1000));
	return { crm, partner };
}

function decodeBases(parts: readonly string[]): Bases {
	const bases: Bases = { scalars: new Map(), lists: new Map() };
	for (const part of parts) {
		if (part.startsWith('_')) for (const code of part.slice(1)) setBase(bases, code, '');
		else if (part.startsWith(MAPPED)) setScalar(bases, `${MAPPED_NAME}${part.slice(1, 1 + MAPPED_LENGTH)}`, part.slice(1 + MAPPED_LENGTH));
		else setBase(bases, part[0] ?? '', part.slice(1));
	}
	return bases;
}

function setBase(bases: Bases, code: string, body: string): void {
	const field = FIELD_BY_CODE.get(code);
	if (!field) return;
	if (isListField(field)) bases.lists.set(field, decodeList(body));
	else setScalar(bases, field, body);
}

function setScalar(bases: Bases, field: ScalarField, body: string): void {
	const [crm = '', partner = crm] = body.split('.');
	bases.scalars.set(field, { crm, partner });
}

function decodeList(body: string): ListBase {
	if (body.startsWith('*')) {
		const [crm = '', partner = ''] = body.slice(1).split('.');
		return { kind: 'whole', crm, partner };
	}
	const [common = '', crmOnly = '', partnerOnly = ''] = body.split(',');
	const elements = new Map(chunks(common, 6).map((one) => [one.slice(0, 4), { crmType: one[4] ?? '', partnerType: one[5] ?? '' }]));
	return { kind: 'elements', common: elements, crmOnly: new Set(chunks(crmOnly, 4)), partnerOnly: new Set(chunks(partnerOnly, 4)) };
}

function chunks(text: string, size: number): string[] {
	const out: string[] = [];
	for (let i = 0; i + size <= text.length; i += size) out.push(text.slice(i, i + size));
	return out;
}

/** The longest stamp there is, so that comparing cuts lists wherever storing does. */
const ANY_STAMP = 2e12;

/** Equal but for the stamps: nothing that the next run would decide differently. */
export function sameMeaning(a: PairEntry, b: PairEntry | undefined, keyBytes: number): boolean {
	const meaning = (entry: PairEntry) => encodeEntry({ ...entry, stamps: { crm: ANY_STAMP, partner: ANY_STAMP } }, keyBytes);
	return b !== undefined && (identical(a, b) || meaning(a) === meaning(b));
}

/** The merge hands on the very base that it was given where nothing changed. */
function identical(a: PairEntry, b: PairEntry): boolean {
	if (!sameParts(a.memberships, b.memberships) || a.merged.length !== b.merged.length || a.record.recordId !== b.record.recordId || a.linked !== b.linked || a.optedOut !== b.optedOut) return false;
	return sameParts(a.bases.scalars, b.bases.scalars) && sameParts(a.bases.lists, b.bases.lists);
}

function sameParts<K, V>(a: ReadonlyMap<K, V>, b: ReadonlyMap<K, V>): boolean {
	if (a.size !== b.size) return false;
	for (const [key, value] of a) if (b.get(key) !== value) return false;
	return true;
}
