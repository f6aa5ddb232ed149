import { kindOf, type ContactFields, type RecordType } from '../contact/contact';
import { isWellFormedEmail } from '../contact/email';
import { nameText, type Normaliser } from '../contact/normalise';
import { fold, nameWords } from '../contact/text';
import type { PartnerRecord } from '../ports/partner';
import { compareIds } from './partnerIndex';
import type { AmbiguityPolicy, MatchKey } from './settings';

/** A record that may stand for a contact, on either side. */
export interface Candidate<T> {
	record: T;
	id: string;
	fields: ContactFields & { recordType?: RecordType };
	/** Whether it takes part in the flow: there a name without company is enough. */
	inside: 'in' | 'out';
}

export type Match<T = PartnerRecord> =
	/** `fitting`: how many candidates could be meant; above 1 the one with the lowest id was taken. */
	| { kind: 'found'; record: T; by: MatchKey; fitting: number }
	/** Two or more free candidates: nothing is touched. */
	| { kind: 'ambiguous'; count: number }
	/** `shared`: candidates with the same e-mail or phone whose name is another. */
	| { kind: 'none'; shared: number };

/** Looks for the one free record that stands for a contact. Reads one snapshot; found records are taken by the caller. */
export type Matcher<T = PartnerRecord> = (contact: ContactFields & { recordType?: RecordType }, taken: ReadonlySet<string>) => Match<T>;

/** A matcher over the free records of the partner. */
export function createMatcher(
	free: readonly PartnerRecord[],
	keys: readonly MatchKey[],
	normal: Normaliser,
	groupId: string | undefined,
): Matcher {
	const inside = (record: PartnerRecord) => (groupId !== undefined && record.groups.includes(groupId) ? 'in' : 'out');
	return matcherOver(free.map((record) => ({ record, id: record.id, fields: record.fields, inside: inside(record) })), keys, normal, 'report');
}

/** A matcher over the records of any side. */
export function matcherOver<T>(candidates: ReadonlyArray<Candidate<T>>, keys: readonly MatchKey[], normal: Normaliser, several: AmbiguityPolicy): Matcher<T> {
	const index = new Map<string, Array<Candidate<T>>>();
	for (const candidate of candidates) {
		for (const key of keys) {
			for (const value of keyValues(key, candidate.fields, normal)) push(index, `${key}:${value}`, candidate);
		}
	}
	return (contact, taken) => {
		let shared = 0;
		for (const key of keys) {
			const found = candidatesFor(contact, key).filter(({ id }) => !taken.has(id));
			const fitting = found.filter((candidate) => suits(key, contact, candidate));
			if (fitting.length > 1 && several === 'report') return { kind: 'ambiguous', count: fitting.length };
			const [best] = fitting.sort((a, b) => compareIds(a.id, b.id));
			if (best) return { kind: 'found', record: best.record, by: key, fitting: fitting.length };
			if (key !== 'nameAndCompany') shared = Math.max(shared, found.length);
		}
		return { kind: 'none', shared };
	};

	function candidatesFor(contact: ContactFields & { recordType?: RecordType }, key: MatchKey): Array<Candidate<T>> {
		const kind = kindOf(contact);
		const found = new Set<Candidate<T>>();
		for (const value of keyValues(key, contact, normal)) {
			for (const candidate of index.get(`${key}:${value}`) ?? []) if (kindOf(candidate.fields) === kind) found.add(candidate);
		}
		return [...found];
	}
}

/** Whether there is anything to recognise it by. */
export function hasKey(fields: ContactFields & { recordType?: RecordType }, keys: readonly MatchKey[], normal: Normaliser): boolean {
	return keys.some((key) => keyValues(key, fields, normal).length > 0);
}

function push<T>(index: Map<string, T[]>, key: string, one: T): void {
	const list = index.get(key);
	if (list) list.push(one);
	else index.set(key, [one]);
}

function keyValues(key: MatchKey, fields: ContactFields, normal: Normaliser): string[] {
	switch (key) {
		case 'email':
			return (fields.emails ?? []).map((one) => one.value).filter(isWellFormedEmail).map((value) => normal.email(value));
		case 'phone':
			return (fields.phones ?? []).map((one) => normal.phone(one.value)).filter((value) => value.length >= 7);
		case 'nameAndCompany': {
			const name = nameWords(identityName(fields)).join(' ');
			return name ? [`${name}|${kindOf(fields) === 'person' ? fold(fields.company?.name) : ''}`] : [];
		}
	}
}

function identityName(fields: ContactFields & { recordType?: RecordType }): string {
	return kindOf(fields) === 'company'
		? (fields.company?.name ?? '')
		: nameText({ firstName: fields.firstName, middleName: fields.middleName, lastName: fields.lastName });
}

function suits(key: MatchKey, contact: ContactFields & { recordType?: RecordType }, candidate: Pick<Candidate<unknown>, 'fields' | 'inside'>): boolean {
	if (key !== 'nameAndCompany') return namesAgree(identityName(contact), identityName(candidate.fields));
	if (kindOf(contact) === 'company' || contact.company?.name) return true;
	return candidate.inside === 'in';
}

/** The same words, or all words of the shorter name (two at least) in the longer one; no name agrees with every name. */
export function namesAgree(a: string, b: string): boolean {
	const [short = [], long = []] = [nameWords(a), nameWords(b)].sort((x, y) => x.length - y.length);
	if (short.length === 0) return true;
	if (short.length === 1 && long.length > 1) return false;
	return short.every((word) => long.includes(word));
}
