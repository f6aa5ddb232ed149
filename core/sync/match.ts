import { kindOf, type Contact, type ContactFields } from '../contact/contact';
import { isWellFormedEmail } from '../contact/email';
import { nameText, type Normaliser } from '../contact/normalise';
import { fold, nameWords } from '../contact/text';
import type { PartnerRecord } from '../ports/partner';
import type { MatchKey } from './settings';

export type Match =
	| { kind: 'found'; record: PartnerRecord; by: MatchKey }
	/** Two or more free candidates: nothing is touched. */
	| { kind: 'ambiguous'; count: number }
	/** `shared`: candidates with the same e-mail or phone whose name is another. */
	| { kind: 'none'; shared: number };

/** Looks for the one free record that stands for a contact. Reads one snapshot; found records are taken by the caller. */
export type Matcher = (contact: Contact, taken: ReadonlySet<string>) => Match;

/** `groupId`: inside the flow's own group a name without company is enough. */
export function createMatcher(
	free: readonly PartnerRecord[],
	keys: readonly MatchKey[],
	normal: Normaliser,
	groupId: string | undefined,
): Matcher {
	const index = new Map<string, PartnerRecord[]>();
	for (const record of free) {
		for (const key of keys) {
			for (const value of keyValues(key, record.fields, normal)) push(index, `${key}:${value}`, record);
		}
	}
	return (contact, taken) => {
		let shared = 0;
		for (const key of keys) {
			const candidates = candidatesFor(contact, key).filter((record) => !taken.has(record.id));
			const fitting = candidates.filter((record) => suits(key, contact, record, groupId));
			if (fitting.length > 1) return { kind: 'ambiguous', count: fitting.length };
			if (fitting[0]) return { kind: 'found', record: fitting[0], by: key };
			if (key !== 'nameAndCompany') shared = Math.max(shared, candidates.length);
		}
		return { kind: 'none', shared };
	};

	function candidatesFor(contact: Contact, key: MatchKey): PartnerRecord[] {
		const kind = kindOf(contact);
		const found = new Set<PartnerRecord>();
		for (const value of keyValues(key, contact, normal)) {
			for (const record of index.get(`${key}:${value}`) ?? []) if (kindOf(record.fields) === kind) found.add(record);
		}
		return [...found];
	}
}

function push(index: Map<string, PartnerRecord[]>, key: string, record: PartnerRecord): void {
	const list = index.get(key);
	if (list) list.push(record);
	else index.set(key, [record]);
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

function identityName(fields: ContactFields): string {
	return kindOf(fields) === 'company'
		? (fields.company?.name ?? '')
		: nameText({ firstName: fields.firstName, middleName: fields.middleName, lastName: fields.lastName });
}

function suits(key: MatchKey, contact: Contact, record: PartnerRecord, groupId: string | undefined): boolean {
	if (key !== 'nameAndCompany') return namesAgree(identityName(contact), identityName(record.fields));
	if (kindOf(contact) === 'company' || contact.company?.name) return true;
	return groupId !== undefined && record.groups.includes(groupId);
}

/** The same words, or all words of the shorter name (two at least) in the longer one; no name agrees with every name. */
export function namesAgree(a: string, b: string): boolean {
	const [short = [], long = []] = [nameWords(a), nameWords(b)].sort((x, y) => x.length - y.length);
	if (short.length === 0) return true;
	if (short.length === 1 && long.length > 1) return false;
	return short.every((word) => long.includes(word));
}
