import type { CrmRecord, CrmScope, CrmWrite, CrmWriteResult } from '../../core/ports/crm';
import type { RaynetSettings } from '../../connectors/crm/raynet';
import type { RaynetDetail } from '../../connectors/crm/raynet/raw';
import type { HttpRequest } from '../../core/ports/http';
import { EMPTY_INFO, listReply, rawAddress, rawCompany, rawPerson, raynetOn } from './raynetBuilders';

type Update = Extract<CrmWrite, { op: 'update' }>;

const ROOT = 'https://raynet.test/api/v2/';
const ALL: CrmScope = { kind: 'all' };

/** A server of one record, which answers every write kindly and keeps what was sent. */
function serverOf(detail: RaynetDetail, settings: Partial<RaynetSettings> = {}, companies: unknown[] = []) {
	const sent: Array<[string, unknown]> = [];
	let version = detail._version ?? 1;
	const reply = ({ method, url, body }: HttpRequest) => {
		const path = url.slice(ROOT.length);
		if (method === 'GET' && path === 'company/') return listReply(companies);
		if (method === 'GET' && path === 'telType/') return listReply([{ id: 1, code01: 'mobil' }, { id: 2, code01: 'práce' }]);
		if (method === 'GET' && path === 'language/') return listReply([{ id: 1, code01: 'čeština' }, { id: 2, code01: 'Angličtina' }]);
		if (method === 'GET' && path === 'customField/config/') return { body: { success: true, data: { Person: CUSTOM_FIELDS, Company: [] } } };
		if (method === 'GET') return { body: { success: 'true', data: { ...detail, _version: version } } };
		sent.push([`${method} ${path}`, body]);
		if (!/setPrimary/.test(path)) version += 1;
		return { status: method === 'PUT' ? 201 : 200, body: { success: true, data: { id: 77 } } };
	};
	return { ...raynetOn(reply, settings), sent };
}

const CUSTOM_FIELDS = [
	...['BIG_DECIMAL', 'BOOLEAN', 'DATE', 'STRING', 'FILE'].map((dataType) => ({ name: dataType.toLowerCase(), dataType, enumeration: [] })),
	{ name: 'level', dataType: 'ENUMERATION', enumeration: ['Gold', 'Silver'] },
	{ name: 'fixed', dataType: 'STRING', enumeration: [], readOnly: true },
];

async function write(server: ReturnType<typeof serverOf>, more: Partial<Update>, recordType: 'person' | 'company' = 'person'): Promise<CrmWriteResult> {
	const [record] = (await server.raynet.read([{ recordType, recordId: '31' }])).values();
	const update: Update = { op: 'update', key: 'a', record: record as CrmRecord, patch: {}, scope: ALL, move: 'stay', ...more };
	for await (const [result] of server.raynet.write([update])) if (result) return result;
	throw new Error('No result.');
}

const INFO = { ...EMPTY_INFO, email: 'eva@acme.test', email2: 'eva@home.test', tel1: '+420777000111', tel1Type: 'mobil', fax: '+420222333444', www: 'https://eva.test', otherContact: 'skype' };
const WRITTEN = { email: 'eva@acme.test', email2: 'eva@home.test', tel1: '+420777000111', tel1Type: 'mobil', tel2: '', tel2Type: '', fax: '+420222333444', www: 'https://eva.test', otherContact: 'skype' };
const person = (more: Partial<RaynetDetail> = {}): RaynetDetail => ({ ...rawPerson({ contactInfo: INFO }), ...more }) as RaynetDetail;

describe('values that a person mapped', () => {
	it.each<[string, Partial<Update>['patch'], Record<string, unknown>]>([
		['a language goes by its label, whatever its case', { language: 'angličtina' }, { language: 2 }],
		['a language that is cleared', { language: '' }, { language: null }],
		['numbers, days and flags as their field takes them', { customFields: { big_decimal: '1 250,5', boolean: 'Ano', date: '2026-03-02 10:00', string: 'x' } }, { customFields: { big_decimal: 1250.5, boolean: true, date: '2026-03-02', string: 'x' } }],
		['an option by its name, and one that is cleared', { customFields: { level: 'gold', string: '' } }, { customFields: { level: 'Gold' } }],
	])('%s', async (_, patch = {}, expected) => {
		const server = serverOf(person({ language: { id: 1, value: 'čeština' } }));
		await write(server, { patch });
		expect(server.sent).toEqual([['POST person/31/', expected]]);
	});

	it.each<[string, Partial<Update>['patch']]>([
		['a language that the instance does not have', { language: 'klingon' }],
		['the language that is there', { language: 'čeština' }],
		['values that their field cannot hold, of read-only fields, and of fields that are unknown', { customFields: { big_decimal: 'many', boolean: 'perhaps', date: 'soon', level: 'Bronze', file: 'x', fixed: 'x', nothing: 'x' } }],
	])('are not sent: %s', async (_, patch = {}) => {
		const server = serverOf(person({ language: { id: 1, value: 'čeština' } }));
		expect(await write(server, { patch })).toMatchObject({ kind: 'done' });
		expect(server.sent).toEqual([]);
	});
});

describe('e-mails and numbers', () => {
	it.each<[string, Partial<Update>['patch'], Record<string, unknown>]>([
		['a first e-mail that goes leaves the second one where it is', { emails: [{ value: 'EVA@home.test' }] }, { email: '', email2: 'EVA@home.test' }],
		['a new e-mail takes the free place', { emails: [{ value: 'new@acme.test' }, { value: 'eva@home.test' }] }, { email: 'new@acme.test' }],
		['a third e-mail finds no place', { emails: [{ value: 'eva@acme.test' }, { value: 'third@acme.test' }, { value: 'eva@home.test' }] }, {}],
		['an e-mail that is none is not sent', { emails: [{ value: 'eva@acme.test' }, { value: 'eva at home' }] }, { email2: '' }],
		['a number with a type gets the label of the instance', { phones: [{ value: '+420777000111', type: 'mobile' }, { value: '+420111', type: 'work' }, { value: '+420222333444', type: 'fax' }] }, { tel2: '+420111', tel2Type: 'práce' }],
		['a type that the instance has no label for is left out', { phones: [{ value: '+420777000111', type: 'mobile' }, { value: '+420111', type: 'pager' }, { value: '+420222333444', type: 'fax' }] }, { tel2: '+420111' }],
		['a number spelled otherwise stays in its place', { phones: [{ value: '+420 777 000 111', type: 'mobile' }, { value: '+420222333444', type: 'fax' }] }, { tel1: '+420 777 000 111' }],
		['a website that goes is cleared', { websites: [] }, { www: '' }],
	])('%s', async (_, patch = {}, expected) => {
		const server = serverOf(person());
		await write(server, { patch });
		const whole = { ...WRITTEN, ...expected };
		expect(server.sent).toEqual(JSON.stringify(whole) === JSON.stringify(WRITTEN) ? [] : [['POST person/31/', { contactInfo: whole }]]);
	});

	it('go with the opt-out that was just read, which is never sent as untrue', async () => {
		const server = serverOf(person({ contactInfo: { ...INFO, doNotSendMM: true } }));
		await write(server, { patch: { websites: [], doNotEmail: false } });
		expect(server.sent).toEqual([['POST person/31/', { contactInfo: { ...WRITTEN, www: '', doNotSendMM: true } }]]);
	});
});

describe('a name', () => {
	it.each<[string, Partial<Update>['patch'], Record<string, unknown>]>([
		['takes the middle name with the first one', { firstName: 'Eva', middleName: 'Marie', lastName: 'Nova' }, { firstName: 'Eva Marie' }],
		['without a last name puts the first one there', { firstName: 'Ewa', lastName: '' }, { firstName: '', lastName: 'Ewa' }],
		['that is cleared altogether leaves an e-mail in its place', { firstName: '', lastName: '' }, { firstName: '', lastName: 'eva@acme.test' }],
		['has titles', { namePrefix: 'Ing.', nameSuffix: 'Ph.D.' }, { titleBefore: 'Ing.', titleAfter: 'Ph.D.' }],
	])('%s', async (_, patch = {}, body) => {
		const server = serverOf(person());
		await write(server, { patch });
		expect(server.sent).toEqual([['POST person/31/', body]]);
	});
});

it('a birthday without its year is not sent', async () => {
	const server = serverOf(person());
	await write(server, { patch: { birthday: '--02-29' } });
	expect(server.sent).toEqual([]);
});

describe('a postal address', () => {
	const privateAddress = { street: 'Main 1', city: 'Brno', province: null, zipCode: '602 00', country: 'Česko', countryCode: 'CZ' };

	it('is sent whole, with its country by code', async () => {
		const server = serverOf(person({ privateAddress }));
		await write(server, { patch: { addresses: [{ street: 'Dlouhá 2', city: 'Praha', countryCode: 'sk', country: 'Slovensko' }] } });
		expect(server.sent).toEqual([['POST person/31/', { privateAddress: { street: 'Dlouhá 2', city: 'Praha', province: '', zipCode: '', country: 'SK' } }]]);
	});

	it('that stays keeps its place, and its country where only a name is known', async () => {
		const server = serverOf(person({ privateAddress }));
		await write(server, { patch: { addresses: [{ street: 'Main 1', city: 'Brno', postalCode: '602 00', country: 'Czechia' }] } });
		expect(server.sent).toEqual([]);
	});

	it('that goes is cleared', async () => {
		const server = serverOf(person({ privateAddress }));
		await write(server, { patch: { addresses: [] } });
		expect(server.sent).toEqual([['POST person/31/', { privateAddress: { street: '', city: '', province: '', zipCode: '', country: '' } }]]);
	});
});

describe('the client that a person works for', () => {
	const acme = { id: 12, name: 'Acme s.r.o.' };
	const works = { relationships: [{ id: 7, type: 'Buyer', company: acme, primary: true, notice: 'since 2020' }, { id: 8, type: 'Owner', company: { id: 13, name: 'Beta' }, primary: false }], primaryRelationship: { id: 7, type: 'Buyer', company: acme } };

	it.each<[string, Partial<RaynetDetail>, unknown[], RaynetSettings['companies'], NonNullable<Update['patch']['company']>, Array<[string, unknown]>]>([
		['gets another title whole, with its notice', works, [], 'match', { name: 'Acme s.r.o.', title: 'Director' }, [['POST person/31/relationship/7/', { company: 12, type: 'Director', notice: 'since 2020' }]]],
		['is another one that the person has already', works, [], 'match', { name: 'BETA', title: 'Owner' }, [['POST person/31/relationship/8/setPrimary/', undefined]]],
		['is one that is found by its name', works, [{ id: 14 }], 'match', { name: 'Gamma', title: 'Buyer' }, [['PUT person/31/relationship/', { company: 14, type: 'Buyer' }], ['POST person/31/relationship/77/setPrimary/', undefined]]],
		['is left alone where none is found', works, [], 'match', { name: 'Gamma' }, []],
		['is left alone where two are found', works, [{ id: 14 }, { id: 15 }], 'create', { name: 'Gamma' }, []],
		['is created where that is wanted', {}, [], 'create', { name: 'Gamma' }, [['PUT company/', { name: 'Gamma', rating: 'C', state: 'A_POTENTIAL', role: 'A_SUBSCRIBER' }], ['PUT person/31/relationship/', { company: 77, type: '-' }], ['POST person/31/relationship/77/setPrimary/', undefined]]],
		['is none any more when it is cleared', works, [], 'match', {}, [['DELETE person/31/relationship/7/', undefined]]],
		['stays when only a title without a company comes', works, [], 'match', { title: 'Director' }, []],
	])('%s', async (_, detail, found, companies, company, sent) => {
		const server = serverOf(person(detail), { companies }, found);
		await write(server, { patch: { company } });
		expect(server.sent).toEqual(sent);
	});

	it('is looked for by registration number where eight digits stand in its place', async () => {
		const server = serverOf(person(), {}, [{ id: 14 }]);
		await write(server, { patch: { company: { name: '12345678' } } });
		expect(server.calls).toContain(`GET ${ROOT}company/?regNumber=12345678&sortColumn=id&sortDirection=ASC&limit=2&dateFormat=ISO8601`);
	});
});

it('a relationship without a title is read as none', async () => {
	const acme = { id: 12, name: 'Acme' };
	const server = serverOf(person({ primaryRelationship: { type: '-', company: acme }, relationships: [{ id: 7, type: '-', company: acme, primary: true }] }));
	const [record] = (await server.raynet.read([{ recordType: 'person', recordId: '31' }])).values();
	expect([record?.contact.company, record?.contact.relationship]).toEqual([{ id: '12', name: 'Acme' }, undefined]);
	expect(await write(server, { patch: { company: { name: 'Acme' } } })).toMatchObject({ kind: 'done' });
	expect(server.sent).toEqual([]);
});

describe('a client', () => {
	const info = { email: 'info@acme.test', email2: '', tel1: '', tel1Type: '', tel2: '', tel2Type: '', fax: '', www: '', otherContact: '' };
	const postal = { street: '', city: 'Ostrava', province: '', zipCode: '', country: '' };
	const company = (): RaynetDetail => ({
		...rawCompany({ id: 31 }),
		addresses: [{ ...rawAddress(2, { email: 'info@acme.test' }, 'Ostrava'), address: { ...rawAddress(2, {}, 'Ostrava').address, id: 102, lat: 49.8, lng: 18.2 }, territory: { id: 5 } }],
	}) as RaynetDetail;

	it('has its e-mail in an address, which is sent whole', async () => {
		const server = serverOf(company());
		await write(server, { patch: { emails: [{ value: 'office@acme.test' }] } }, 'company');
		expect(server.sent).toEqual([['POST company/31/address/2/', { address: { name: 'Headquarters', ...postal, lat: 49.8, lng: 18.2 }, contactInfo: { ...info, email: 'office@acme.test' }, territory: 5 }]]);
	});

	it('that moves loses its place on the map', async () => {
		const server = serverOf(company());
		await write(server, { patch: { addresses: [{ city: 'Brno' }] } }, 'company');
		expect(server.sent).toEqual([['POST company/31/address/2/', { address: { name: 'Headquarters', ...postal, city: 'Brno' }, contactInfo: info, territory: 5 }]]);
	});

	it('without an address gets one', async () => {
		const server = serverOf({ ...rawCompany({ id: 31 }), addresses: [] } as RaynetDetail);
		await write(server, { patch: { emails: [{ value: 'office@acme.test' }] } }, 'company');
		expect(server.sent).toEqual([['PUT company/31/address/', { address: { name: 'Headquarters' }, contactInfo: { email: 'office@acme.test' } }]]);
	});

	it('opts out with every address that it has', async () => {
		const second = { ...rawAddress(3, { email: 'shop@acme.test' }), primary: false };
		const server = serverOf({ ...company(), addresses: [...(company().addresses ?? []), second] });
		await write(server, { optOut: true }, 'company');
		expect(server.sent.map(([call, body]) => [call, (body as { contactInfo: object }).contactInfo])).toEqual([
			['POST company/31/address/2/', { ...info, doNotSendMM: true }],
			['POST company/31/address/3/', { ...info, email: 'shop@acme.test', doNotSendMM: true }],
		]);
	});

	it('is renamed', async () => {
		const server = serverOf(company());
		await write(server, { patch: { company: { name: 'Acme a.s.' } } }, 'company');
		expect(server.sent).toEqual([['POST company/31/', { name: 'Acme a.s.' }]]);
	});

	it('that is a private person has its personal name in its name, too', async () => {
		const server = serverOf({ ...company(), person: true, name: 'Nova Eva', firstName: 'Eva', lastName: 'Nova' });
		await write(server, { patch: { lastName: 'Hill' } }, 'company');
		expect(server.sent).toEqual([['POST company/31/', { lastName: 'Hill', name: 'Hill Eva' }]]);
	});
});

describe('a link', () => {
	const ten = Array.from({ length: 10 }, (_, n) => `erp:${n}`);

	it('is stored without a slash', async () => {
		const server = serverOf(person({ extIds: ['erp:1'] }));
		await write(server, { link: { set: 'google:m1:people/c1' } });
		expect(server.sent).toEqual([['PUT person/31/extId/', { extId: 'google:m1:people~c1' }]]);
	});

	it('is removed by its path', async () => {
		const server = serverOf(person({ extIds: ['erp:1', 'google:m1:people~c1'] }));
		await write(server, { link: { remove: 'google:m1:people/c1' } });
		expect(server.sent).toEqual([['DELETE person/31/extId/google%3Am1%3Apeople~c1', undefined]]);
	});

	it('finds no room beside ten others, and nothing is written', async () => {
		const server = serverOf(person({ extIds: ten }));
		expect(await write(server, { patch: { note: 'New' }, link: { set: 'google:m1:people/c1' } })).toMatchObject({ kind: 'failed', error: { recovery: 'record', reason: 'noRoomForLink' } });
		expect(server.sent).toEqual([]);
	});

	it('is told apart from the ids of other programs', async () => {
		const server = serverOf(person({ extIds: ['erp:1', 'google:m1:people~c1'] }));
		const [record] = (await server.raynet.read([{ recordType: 'person', recordId: '31' }])).values();
		expect(record?.links).toEqual(['google:m1:people/c1']);
	});
});

it.each([
	[403, 'RecordLockedException', 'deniedByServer'],
	[500, 'RecordLockedException', 'refusedByServer'],
])('a write that is refused with %s fails alone', async (status, message, reason) => {
	const detail = person();
	const server = raynetOn(({ method }) => (method === 'GET' ? { body: { success: 'true', data: detail } } : { status, body: { message, translatedMessage: 'Záznam je uzamčen.' } }));
	const [record] = (await server.raynet.read([{ recordType: 'person', recordId: '31' }])).values();
	const update: Update = { op: 'update', key: 'a', record: record as CrmRecord, patch: { note: 'New' }, scope: ALL, move: 'stay' };
	for await (const results of server.raynet.write([update])) expect(results).toMatchObject([{ kind: 'failed', key: 'a', error: { recovery: 'record', reason } }]);
	expect(server.calls).toHaveLength(3);
});
