import fc from 'fast-check';
import type { ContactFields, TypedValue } from '../../core/contact/contact';

/** Few values, so that contacts often look alike, share addresses and change to what the other side has already. */
const NAMES: ContactFields[] = [
	{ firstName: 'Eva', lastName: 'Malá' },
	{ firstName: 'Jan', lastName: 'Novák' },
	{ firstName: 'Eva', middleName: 'Marie', lastName: 'Mala\u0301' },
	{ lastName: 'Malá' },
	{ namePrefix: 'Ing.', firstName: 'Jan', lastName: 'Novák' },
	{},
];
const EMAILS = ['eva@a.test', ' EVA@a.test', 'jan@a.test', 'info@a.test', 'eva at home'];
const PHONES = ['+420 777 000 111', '777000111', '+420777000222', '112'];
const TYPES = [undefined, 'work', 'home'];
const COMPANIES: Array<ContactFields['company']> = [undefined, { name: 'Acme' }, { name: 'Acme', title: 'Director' }, { name: 'Beta', department: 'Sales' }];
const NOTES = [undefined, 'one', 'two\r\nlines', 'a note that is longer than some partners like'];
const BIRTHDAYS = [undefined, '2000-02-29', '--05-01'];
const STREETS = [undefined, 'Nová 1', 'Stará 2'];
const SITES = [undefined, 'https://a.test/', 'a.test'];

const pick = <T>(list: readonly T[], at: number): T => list[at % list.length] as T;

function typed(value: string, at: number): TypedValue {
	const type = pick(TYPES, at);
	return type ? { value, type } : { value };
}

/** What a person can change in a contact, on either side. */
export interface Change {
	field: 'name' | 'company' | 'birthday' | 'note' | 'emails' | 'phones' | 'addresses' | 'websites' | 'language';
	how: 'set' | 'own' | 'clear' | 'add' | 'remove' | 'retype' | 'many';
	at: number;
}

export const change: fc.Arbitrary<Change> = fc.record({
	field: fc.constantFrom('name', 'company', 'birthday', 'note', 'note', 'emails', 'emails', 'phones', 'addresses', 'websites', 'language'),
	how: fc.constantFrom('set', 'set', 'set', 'own', 'own', 'own', 'clear', 'add', 'remove', 'retype', 'many'),
	at: fc.nat(11),
});

export const values: fc.Arbitrary<ContactFields> = fc
	.record({ name: fc.nat(5), emails: fc.subarray([0, 1, 2, 3, 4], { maxLength: 2 }), phones: fc.subarray([0, 1, 2, 3], { maxLength: 2 }), rest: fc.nat(1_000) })
	.map(({ name, emails, phones, rest }) =>
		tidy({
			...NAMES[name],
			emails: emails.map((at) => typed(pick(EMAILS, at), rest + at)),
			phones: phones.map((at) => typed(pick(PHONES, at), rest + at)),
			company: pick(COMPANIES, rest),
			note: pick(NOTES, rest >> 1),
			birthday: pick(BIRTHDAYS, rest >> 2),
			addresses: listOf(pick(STREETS, rest >> 3)).map((street) => ({ street, countryCode: 'CZ' })),
			websites: listOf(pick(SITES, rest >> 4)).map((value) => ({ value })),
		}),
	);

const listOf = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value]);

/** Absent is absent. */
export function tidy(fields: ContactFields): ContactFields {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)));
}

/** Words that nobody else has; a value is found by its word again wherever it goes. */
export type Words = () => string;

export function createWords(prefix: string): Words {
	let count = 0;
	return () => `${prefix}${(count += 1)}x`;
}

const NAME_PARTS = { namePrefix: undefined, firstName: undefined, middleName: undefined, lastName: undefined, nameSuffix: undefined };

/** The fields after the change. `own` values carry a word of their own, the others come from the few that everybody has. */
export function changed(fields: ContactFields, { field, how, at }: Change, words: Words): ContactFields {
	const own = how === 'own' ? words() : undefined;
	switch (field) {
		case 'name':
			return tidy({ ...fields, ...NAME_PARTS, ...(how === 'clear' ? {} : own ? { lastName: own } : pick(NAMES, at)) });
		case 'company':
			return tidy({ ...fields, company: how === 'clear' ? undefined : own ? { name: own } : pick(COMPANIES, at) });
		case 'birthday':
			return tidy({ ...fields, birthday: how === 'clear' ? undefined : pick(BIRTHDAYS, at) });
		case 'note':
			return tidy({ ...fields, note: how === 'clear' ? undefined : (own ?? pick(NOTES, at)) });
		case 'language':
			return tidy({ ...fields, language: how === 'own' ? 'fr' : 'cs' });
		case 'addresses': {
			const street = own ?? pick(STREETS, at);
			const added = street ? [{ street, countryCode: 'CZ' }] : [];
			return tidy({ ...fields, addresses: how === 'clear' || how === 'set' ? added.slice(how === 'clear' ? 1 : 0) : [...(fields.addresses ?? []), ...added] });
		}
		default:
			return tidy({ ...fields, [field]: changedList(fields[field] ?? [], field, { how, at, own }) });
	}
}

const OWN_VALUES = { emails: (own: string) => `${own}@b.test`, phones: (own: string) => `+4206${own.replace(/\D/g, '').padStart(8, own.startsWith('own') ? '0' : '1')}`, websites: (own: string) => `${own}.test` };
const POOLS = { emails: EMAILS, phones: PHONES, websites: ['a.test', 'https://a.test/', 'b.test'] };

function changedList(list: readonly TypedValue[], field: keyof typeof POOLS, { how, at, own }: { how: Change['how']; at: number; own?: string }): TypedValue[] {
	switch (how) {
		case 'clear':
			return [];
		case 'remove':
			return list.filter((_, index) => index !== at % Math.max(1, list.length));
		case 'retype':
			return list.map((one, index) => (index === at % list.length ? typed(one.value, at) : one));
		case 'many':
			return [...list, ...Array.from({ length: 30 }, (_, i) => ({ value: OWN_VALUES[field](`many${i}`) }))];
		case 'set':
			return [typed(pick(POOLS[field], at), at)];
		default:
			return [...list, typed(own ? OWN_VALUES[field](own) : pick(POOLS[field], at), at)];
	}
}
