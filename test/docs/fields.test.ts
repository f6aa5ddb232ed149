import { simpleCrmPreset } from '../../connectors/crm/rest/profile/presets';
import { wireFields } from '../../connectors/email/ecomail/map';
import { newBodyOf } from '../../connectors/google/map';
import type { Contact, RecordType, SyncField } from '../../core/contact/contact';
import type { CrmCapabilities, CrmRecord } from '../../core/ports/crm';
import { creatioProbe, raynetProbe } from './fieldProbes';
import { page, tablesOf } from './pages';

const tables = tablesOf(page('docs/fields.md'));
const rowsUnder = (title: string, first?: string): string[][] => tables.filter(({ under, head }) => under === title && (first === undefined || head[0] === first)).flatMap(({ rows }) => rows);
const plain = (cell: string): string => cell.replaceAll('`', '');

/** Which field of a sync a member of the item belongs to. */
const SYNC_FIELDS: Readonly<Record<string, SyncField>> = {
	namePrefix: 'name', firstName: 'name', middleName: 'name', lastName: 'name', nameSuffix: 'name',
	emails: 'emails', phones: 'phones', websites: 'websites', addresses: 'addresses', company: 'company', birthday: 'birthday', note: 'note', url: 'url',
};

const IDENTITY = ['id', 'crm', 'account', 'recordType', 'recordId', 'createdAt', 'modifiedAt'];

interface Probe {
	recordType: RecordType;
	capabilities: CrmCapabilities;
	/** The record with every key filled that the table names. */
	record: CrmRecord;
	/** The text that stands at a key. */
	valueAt(key: string): string;
}

/** Every leaf of an object with its path; positions in lists are left out, parts of a date are one. */
function leavesOf(value: unknown, path = ''): Array<[path: string, text: string]> {
	if (Array.isArray(value)) return value.flatMap((one) => leavesOf(one, path));
	if (typeof value === 'object' && value !== null) {
		const { year, month, day } = value as Record<string, unknown>;
		if (year !== undefined) return [[path, [year, month, day].map((part) => String(part).padStart(2, '0')).join('-')]];
		return Object.entries(value).flatMap(([name, one]) => leavesOf(one, path === '' ? name : `${path}.${name}`));
	}
	return [[path, String(value)]];
}

function inGoogle(contact: Contact): Array<[string, string]> {
	return leavesOf(newBodyOf({ patch: contact, account: { crm: contact.crm, account: contact.account } }));
}

describe.each<[string, Probe]>([
	['RAYNET contact person', raynetProbe('person', rowsUnder('RAYNET contact person').map((row) => plain(row[1] ?? '')))],
	['RAYNET client', raynetProbe('company', rowsUnder('RAYNET client').map((row) => plain(row[1] ?? '')))],
	['Creatio contact', creatioProbe(rowsUnder('Creatio contact').map((row) => plain(row[1] ?? '')))],
])('%s', (title, probe) => {
	const rows = rowsUnder(title).map(([, key = '', item = '', google = '', direction = '']) => ({ key: plain(key), item: plain(item), google: plain(google), direction }));
	const { contact } = probe.record;

	test('every key arrives in the member of the item, and in the field of Google, that its row names', () => {
		const wrong = rows.filter(({ key, item, google }) => {
			const value = probe.valueAt(key);
			const arrives = leavesOf(contact[item as keyof Contact]).some(([, text]) => text === value);
			return !arrives || (google !== '' && !inGoogle(contact).some(([path, text]) => path === google && text === value));
		});

		expect(wrong).toEqual([]);
	});

	test('no member of the item is without a row', () => {
		const named = new Set(rows.map(({ item }) => item));

		expect(Object.keys(contact).filter((name) => !IDENTITY.includes(name) && !named.has(name))).toEqual([]);
	});

	test('what goes both ways can be written to the CRM, and what is for the item only does not go to Google', () => {
		const writable = probe.capabilities.writable[probe.recordType];
		const wrong = rows.filter(({ item, google, direction }) => {
			const field = SYNC_FIELDS[item];
			if (direction === 'item only') return google !== '';
			return google === '' || field === undefined || (direction === 'both ways') !== (direction !== 'to Google') || (direction === 'both ways' && !writable.includes(field));
		});

		expect(wrong).toEqual([]);
	});
});

test('the fields of Simple CRM are those of its profile, and the lines of the note, too', () => {
	const labels = [...JSON.stringify(simpleCrmPreset).matchAll(/"label":"([^"]+)"/g)].map(([, label]) => label);
	const lines = [...JSON.stringify(simpleCrmPreset).matchAll(/"line":"([^"]+)"/g)].map(([, line]) => line);
	const toGoogle = rowsUnder('Simple CRM', 'Simple CRM to Google').map(([label]) => label);
	const fromGoogle = rowsUnder('Simple CRM', 'Google to Simple CRM').flatMap(([, place = '']) => [...place.matchAll(/line `([^`]+)`/g)].map(([, line]) => line));

	expect([...toGoogle].sort()).toEqual(['Contact / Name', 'Contact / First name', ...labels].sort());
	expect([...fromGoogle].sort()).toEqual([...lines].sort());
});

test('the fields of Ecomail are those that are sent', () => {
	const fields = ['namePrefix', 'firstName', 'lastName', 'nameSuffix', 'company', 'street', 'city', 'postalCode', 'countryCode', 'phone', 'birthday'];
	const sent = wireFields(Object.fromEntries(fields.map((field) => [field, field])));
	const told = rowsUnder('Ecomail subscriber').flatMap(([item = '', ecomail = '']) => (/^`\w+`$/.test(ecomail) ? [[plain(ecomail), /`(\w+)`/.exec(item)?.[1]]] : []));

	expect(Object.fromEntries(told)).toEqual(sent);
});
