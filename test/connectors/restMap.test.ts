import { checkProfile, type RestProfile } from '../../connectors/crm/rest';
import { changed, type Change } from '../../connectors/crm/rest/map/change';
import { recordOf } from '../../connectors/crm/rest/map/record';
import { stampMs, stampText } from '../../connectors/crm/rest/stamps';
import type { Stamps } from '../../connectors/crm/rest/profile/types';
import type { Contact, ContactFields } from '../../core/contact/contact';
import { restProfiles } from '../../sandbox/rest';

function profileOf(source: object): RestProfile {
	const checked = checkProfile(source);
	if (checked.kind === 'bad') throw new Error(JSON.stringify(checked.problems));
	return checked.profile;
}

const ledger = profileOf(restProfiles.ledger);
const binder = profileOf(restProfiles.binder);
const ACCOUNT = { crm: 'ledger', account: 'acme' };

function contactOf(row: object, profile = ledger): Contact {
	const record = recordOf(row, { account: ACCOUNT, profile });
	if (!record) throw new Error('No record.');
	return record.contact;
}

const patched = (row: object, patch: ContactFields, profile = ledger): object => changed({ ...row }, { patch }, profile);

describe('a row', () => {
	it('is read whole, and nothing that is empty is there', () => {
		const row = {
			id: 7,
			last_name: 'Nova',
			first_name: 'Eva',
			personal_email: 'eva@home.test',
			work_email: ' ',
			personal_mobile: '+420 777 000 111',
			home_phone: null,
			personal_address: { street: 'Dlouhá 1', zip: '110 00', city: 'Praha', country: 'CZ' },
			company: { name: 'Acme', function: '' },
			birthday: '1980-02-29',
			note: 'Met',
			tags: ['VIP', ''],
			no_mailing: false,
			created_at: '2026-01-01T10:00:00Z',
			updated_at: '2026-02-01T11:00:00+01:00',
		};
		expect(contactOf(row)).toEqual({
			id: 'ledger:acme:person:7',
			...ACCOUNT,
			recordType: 'person',
			recordId: '7',
			lastName: 'Nova',
			firstName: 'Eva',
			emails: [{ value: 'eva@home.test', type: 'home' }],
			phones: [{ value: '+420 777 000 111', type: 'mobile' }],
			addresses: [{ type: 'home', street: 'Dlouhá 1', postalCode: '110 00', city: 'Praha', countryCode: 'CZ' }],
			company: { name: 'Acme' },
			birthday: '1980-02-29',
			note: 'Met',
			tags: ['VIP'],
			doNotEmail: false,
			createdAt: '2026-01-01T10:00:00.000Z',
			modifiedAt: '2026-02-01T10:00:00.000Z',
			url: 'https://ledger.example/contact/7',
		});
	});

	it.each([[{ last_name: 'Nova' }], [null], ['x'], [{ id: '' }]])('that is %j is no record', (row) => {
		expect(recordOf(row, { account: ACCOUNT, profile: ledger })).toBeUndefined();
	});

	it('has another version when something mapped changes, and the same when only something else does', () => {
		const version = (row: object): string | undefined => recordOf({ id: 7, last_name: 'Nova', ...row }, { account: ACCOUNT, profile: ledger })?.version;
		expect(version({ visits: 1 })).toBe(version({ visits: 2 }));
		const versions = [version({}), version({ last_name: 'Hill' }), version({ sync_ref: 'google:m1:people/c1' }), version({ updated_at: '2026-02-01T11:00:00Z' }), version({ tags: ['VIP'] })];
		expect(new Set(versions).size).toBe(versions.length);
	});

	it('shows the same number or address once', () => {
		expect(contactOf({ id: 1, personal_email: 'Eva@acme.test', work_email: 'eva@ACME.test', home_phone: '00420777000111', personal_mobile: '+420 777 000 111' })).toMatchObject({
			emails: [{ value: 'Eva@acme.test', type: 'home' }],
			phones: [{ value: '+420 777 000 111', type: 'mobile' }],
		});
	});

	it('tells its links, and other words beside them are none', () => {
		const row = { id: 1, sync_ref: 'ERP-77 google:m1:people/c1 google:m2:' };
		expect(recordOf(row, { account: ACCOUNT, profile: ledger })?.links).toEqual(['google:m1:people/c1', 'google:m2:']);
	});
});

describe('a list', () => {
	it.each<[string, object, ContactFields, object]>([
		['goes to the places of its types', {}, { phones: [{ value: '1', type: 'work' }, { value: '2', type: 'home' }] }, { work_phone: '1', home_phone: '2' }],
		['stays where it stands when the type has no place', { home_phone: '1' }, { phones: [{ value: '1', type: 'pager' }] }, { home_phone: '1' }],
		['moves with its type', { home_phone: '1' }, { phones: [{ value: '1', type: 'work' }] }, { home_phone: '', work_phone: '1' }],
		['without a type goes to the first free place', { personal_mobile: '1' }, { phones: [{ value: '1', type: 'mobile' }, { value: '2' }] }, { personal_mobile: '1', home_phone: '2' }],
		['swaps its places', { home_phone: '1', work_phone: '2' }, { phones: [{ value: '1', type: 'work' }, { value: '2', type: 'home' }] }, { home_phone: '2', work_phone: '1' }],
		['that is too long is cut', {}, { emails: [{ value: 'a@x.test' }, { value: 'b@x.test' }, { value: 'c@x.test' }] }, { personal_email: 'a@x.test', work_email: 'b@x.test' }],
		['that is emptied empties its places', { personal_email: 'a@x.test', work_email: 'b@x.test' }, { emails: [] }, { personal_email: '', work_email: '' }],
	])('%s', (_, row, patch, expected) => {
		expect(patched(row, patch)).toEqual(expected);
	});
});

describe('an address', () => {
	it('is written by its parts, and parts without a place are left out', () => {
		expect(patched({ personal_address: { street: 'Old 1', zip: '1', city: 'A', country: 'CZ', po_box: '7' } }, { addresses: [{ type: 'home', street: 'New 2', city: 'B', region: 'R', countryCode: 'SK' }] })).toEqual({
			personal_address: { street: 'New 2', zip: '', city: 'B', country: 'SK', po_box: '7' },
		});
	});

	it('that differs in blanks and case only is left as it is', () => {
		const row = { personal_address: { street: 'Old  Street 1', zip: '110 00', city: 'Praha', country: 'CZ' } };
		expect(changed(row, { patch: { addresses: [{ type: 'home', street: 'old street 1', postalCode: '110 00', city: 'Praha', countryCode: 'CZ' }] } }, ledger)).toBe(row);
	});

	it.each([
		['the name of the country', { parts: { street: 'str', country: 'land' } }, { str: 'New 2', land: 'Slovakia' }],
		['one text', { key: 'address' }, { address: 'New 2, Slovakia' }],
	])('with a country code alone keeps its country where the CRM has %s', (_, { parts = {}, key }: { parts?: object; key?: string }, row) => {
		const profile = profileOf({ ...restProfiles.ledger, fields: { lastName: 'last_name', addresses: [{ type: 'home', ...parts, ...(key ? { key } : {}) }] } });
		expect(patched({}, { addresses: [{ type: 'home', street: 'New 2', countryCode: 'SK' }] }, profile)).toEqual(row);
	});

	it('of a type that has no place is left out', () => {
		expect(patched({}, { addresses: [{ type: 'work', street: 'New 2' }] })).toEqual({});
	});
});

describe('other values', () => {
	it('a middle name goes to the first name where it has no place of its own', () => {
		expect(patched({}, { firstName: 'Eva', middleName: 'Maria', lastName: 'Nova' })).toEqual({ first_name: 'Eva Maria', last_name: 'Nova' });
	});

	it('a company is written to the first of two places, and the other one is emptied', () => {
		const two = profileOf({ ...restProfiles.ledger, fields: { lastName: 'last_name', company: [{ name: { key: 'firm' }, title: { key: 'role' } }, { name: { key: 'old_firm' } }] } });
		expect(patched({ old_firm: 'Acme' }, { company: { name: 'Beta', title: 'CEO' } }, two)).toEqual({ firm: 'Beta', role: 'CEO', old_firm: '' });
	});

	it('are cleared as the profile says', () => {
		expect(patched({ note: 'x' }, { note: '' })).toEqual({ note: '' });
		expect(patched({ memo: 'x' }, { note: '' }, binder)).toEqual({ memo: null });
	});

	it('that are there already leave the record the same object', () => {
		const row = { last_name: 'Nova', company: { name: 'Acme', function: 'CEO' }, note: 'x', tags: ['VIP'] };
		const change: Change = { patch: { lastName: 'Nova', company: { name: 'Acme', title: 'CEO' }, note: 'x' }, tags: { add: ['vip'], remove: ['none'] } };
		expect(changed(row, change, ledger)).toBe(row);
	});
});

describe('marks', () => {
	const withMarks = (row: object, change: Omit<Change, 'patch'>): object => changed({ ...row }, { patch: {}, ...change }, ledger);

	it.each<[string, object, Omit<Change, 'patch'>, object]>([
		['tags come and go, whatever their case', { tags: ['VIP', 'fair'] }, { tags: { add: ['new', 'FAIR'], remove: ['vip'] } }, { tags: ['fair', 'new'] }],
		['a link comes behind other words', { sync_ref: 'ERP-77' }, { links: { add: ['google:m1:people/c1'], remove: [] } }, { sync_ref: 'ERP-77 google:m1:people/c1' }],
		['a link goes, others stay', { sync_ref: 'google:m1:people/c1 google:m2:people/c9' }, { links: { add: [], remove: ['google:m1:people/c1'] } }, { sync_ref: 'google:m2:people/c9' }],
		['an opt-out is set', { no_mailing: false }, { optOut: true }, { no_mailing: true }],
	])('%s', (_, row, change, expected) => {
		expect(withMarks(row, change)).toEqual(expected);
	});

	it('a link that finds no room is refused', () => {
		const short = profileOf({ ...restProfiles.ledger, linkLength: 30 });
		const change: Change = { patch: {}, links: { add: ['google:m2:people/c2'], remove: [] } };
		expect(() => changed({ sync_ref: 'google:m1:people/c1' }, change, short)).toThrow(expect.objectContaining({ recovery: 'record', reason: 'noRoomForLink' }));
	});
});

describe('a stamp', () => {
	const brussels: Stamps = { modified: 'm', format: 'local', timeZone: 'Europe/Brussels', resolutionSeconds: 1 };
	const of = (format: Stamps['format']): Stamps => ({ modified: 'm', format, resolutionSeconds: 1 });

	it.each<[unknown, Stamps, string | undefined]>([
		['2026-03-02T10:00:00Z', of('iso'), '2026-03-02T10:00:00.000Z'],
		['2026-03-02T11:00:00.5+01:00', of('iso'), '2026-03-02T10:00:00.500Z'],
		['2026-03-02T10:00:00', of('iso'), undefined],
		['2026-03-02 11:00:00', brussels, '2026-03-02T10:00:00.000Z'],
		['2026-07-02 12:00', brussels, '2026-07-02T10:00:00.000Z'],
		['2026-10-25 02:30:00', brussels, '2026-10-25T00:30:00.000Z'],
		[1_772_445_600, of('epochSeconds'), '2026-03-02T10:00:00.000Z'],
		['1772445600', of('epochSeconds'), '2026-03-02T10:00:00.000Z'],
		[1_772_445_600_000, of('epochMilliseconds'), '2026-03-02T10:00:00.000Z'],
		['0001-01-01T00:00:00Z', of('iso'), undefined],
		['0000-00-00 00:00:00', brussels, undefined],
		[0, of('epochSeconds'), undefined],
		[null, of('iso'), undefined],
		['', of('epochSeconds'), undefined],
	])('%j is read as %3$s', (value, stamps, expected) => {
		const ms = stampMs(value, stamps);
		expect(ms === undefined ? undefined : new Date(ms).toISOString()).toBe(expected);
	});

	it.each<[Stamps, string]>([
		[of('iso'), '2026-03-02T10:00:00.000Z'],
		[brussels, '2026-03-02 11:00:00'],
		[of('epochSeconds'), '1772445600'],
		[of('epochMilliseconds'), '1772445600000'],
	])('is written for a filter as %j says', (stamps, text) => {
		expect(stampText(Date.parse('2026-03-02T10:00:00Z'), stamps)).toBe(text);
	});
});
