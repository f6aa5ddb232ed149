import { checkProfile, createRestCrm, problemText, simpleCrmPreset } from '../../connectors/crm/rest';
import { RestCrmContactSyncApi } from '../../credentials/RestCrmContactSyncApi.credentials';
import { restProfiles } from '../../sandbox/rest';
import { fakeEnvironment } from '../support/environment';
import { bombHttp } from './httpFake';

function problemsOf(source: string | object): string[] {
	const checked = checkProfile(source);
	return checked.kind === 'good' ? [] : checked.problems.map(problemText);
}

const { ledger } = restProfiles;

describe('a profile', () => {
	it.each(Object.entries(restProfiles))('of the personality %s is good', (_, profile) => {
		expect(problemsOf(profile)).toEqual([]);
	});

	it('as text is the same as the object', () => {
		expect(checkProfile(JSON.stringify(ledger))).toEqual(checkProfile(ledger));
	});

	it.each<[string, object, string]>([
		['an unknown slot', { ...ledger, colour: 'red' }, 'colour (line 118) is not known. Known here: '],
		['a path without a slash', { ...ledger, paths: { ...ledger.paths, list: 'contacts' } }, 'paths.list (line 8) must begin with "/"'],
		['a path of one record without its id', { ...ledger, paths: { ...ledger.paths, one: '/contacts' } }, 'paths.one (line 9) must hold "{id}"'],
		['an unknown style', { ...ledger, paging: { style: 'cursor' } }, 'paging.style (line 20) must be one of: offset, page'],
		['a filter without stamps', { ...ledger, stamps: undefined }, 'stamps (line 1) is needed where changes.style is "filter"'],
		['a filter without a total', { ...ledger, answers: { items: 'items', item: '.' } }, 'answers.total (line 14) is needed where changes.style is "filter"'],
		['a local time without its zone', { ...ledger, stamps: { modified: 'updated_at', format: 'local' } }, 'stamps.timeZone (line 29) is empty'],
		['a zone that is none', { ...ledger, stamps: { modified: 'updated_at', format: 'local', timeZone: 'Brussels' } }, 'stamps.timeZone (line 32) must be a time zone such as "Europe/Brussels"'],
		['a number as text', { ...ledger, paging: { ...ledger.paging, size: '50' } }, 'paging.size (line 23) must be a whole number'],
		['a page of one', { ...ledger, paging: { ...ledger.paging, size: 1 } }, 'paging.size (line 23) must be 2 or more'],
		['a name with capitals for the ids', { ...ledger, crm: 'My CRM' }, 'crm (line 3) must be lower-case letters and digits only'],
		['a line of the note without a block', { ...ledger, fields: { lastName: 'a', phones: [{ line: 'Phone' }] } }, 'fields.phones[0].line'],
		['an unknown match key', { ...ledger, match: { by: ['name'] } }, 'match.by'],
		['an object where a text is due', { ...ledger, id: {} }, 'id (line 37) is empty'],
		['no name at all', { ...ledger, fields: { emails: [{ key: 'mail' }] } }, 'fields.lastName'],
	])('with %s is refused, and the slot and its line are named', (_, profile, expected) => {
		expect(problemsOf(profile)).toEqual(expect.arrayContaining([expect.stringContaining(expected)]));
	});

	it.each([
		['{', 'The profile (line 1) is no JSON: a name in double quotes is missing'],
		['{\n  "name": "A"\n  "crm": "a"\n}', 'The profile (line 3) is no JSON: a comma or "}" is missing'],
		['{\n  "name": A\n}', 'The profile (line 2) is no JSON: a value is missing, or is no JSON'],
		['{"a": 1,\n"a": 2}', 'The profile (line 2) is no JSON: "a" is there twice'],
		['{} x', 'The profile (line 1) is no JSON: more text follows after the end'],
		['[]', 'The profile (line 1) must be an object in braces'],
	])('of the text %j is refused with the line', (text, expected) => {
		expect(problemsOf(text)).toEqual(expect.arrayContaining([expected]));
	});
});

describe('the preset of Simple CRM', () => {
	const EMPTY = [
		'login.style',
		'changes.style',
		'answers.items',
		'answers.item',
		'paths.list',
		'paths.one',
		'paths.create',
		'paths.update',
		'paging.style',
		'write.method',
		'id',
		'noteBlock.key',
		'fields.firstName',
		'fields.lastName',
		'fields.emails[0].key',
		'fields.emails[1].key',
		'fields.phones[0].key',
		'fields.phones[1].key',
		'fields.phones[2].key',
		'fields.phones[3].key',
		'fields.addresses[0].key',
		'fields.company[0].name.key',
		'fields.company[0].title.key',
	];

	it('names each slot that only the account holder can fill in, with its line, and no other', () => {
		const checked = checkProfile(simpleCrmPreset);
		const problems = checked.kind === 'bad' ? checked.problems : [];
		const named = problems.filter(({ message }) => message.startsWith('is empty')).map(({ slot }) => slot);
		expect([...named].sort()).toEqual([...EMPTY].sort());
		expect(problems.filter(({ message, line }) => !message.startsWith('is empty') || line === undefined).map(problemText)).toEqual([]);
	});

	it('is refused with the base URL, every empty slot and whom to ask, and without any request', () => {
		const build = (): unknown => createRestCrm({ http: bombHttp(), env: fakeEnvironment().env, baseUrl: '', profile: simpleCrmPreset });
		expect(build).toThrow(expect.objectContaining({ recovery: 'configuration', message: expect.stringMatching(/^The profile of Simple CRM is not ready\. Base URL in the credential is empty; login\.style \(line 5\) is empty.*paths\.list \(line 8\) is empty.*Ask the vendor of the CRM for its API document/) }));
	});

	it.each([
		['bearer', '"Password, Key or Token" in the credential is empty'],
		['basic', 'User in the credential is empty; "Password, Key or Token" in the credential is empty'],
	])('with the login style "%s" names what the credential lacks in the same message', (style, lacking) => {
		const build = (): unknown => createRestCrm({ http: bombHttp(), env: fakeEnvironment().env, baseUrl: '', profile: { ...simpleCrmPreset, login: { style } }, login: { user: '', password: '' } });
		const message = (build: () => unknown): string => {
			try {
				return String(build());
			} catch (error) {
				return error instanceof Error ? error.message : '';
			}
		};
		expect(message(build)).toMatch(/^The profile of Simple CRM is not ready\. Base URL in the credential is empty; .*paths\.list \(line 8\) is empty; .*fields\.lastName/);
		expect(message(build)).toContain(`; ${lacking}. Ask the vendor`);
	});

	it('is what the credential offers to be filled in', () => {
		const field = new RestCrmContactSyncApi().properties.find(({ name }) => name === 'simpleCrmProfile');
		expect(JSON.parse(String(field?.default))).toEqual(simpleCrmPreset);
	});

	it('once filled in makes a connector with the account of its base URL', () => {
		const options = { http: bombHttp(), env: fakeEnvironment().env, profile: restProfiles.register, login: { user: 'u', password: 'p' } };
		expect(createRestCrm({ ...options, baseUrl: 'https://crm.Example.com/api/v1/' }).account).toEqual({ crm: 'simplecrm', account: 'crm.example.com-api-v1' });
		expect(createRestCrm({ ...options, baseUrl: 'https://crm.example.com', account: 'Acme / Lyon' }).account).toEqual({ crm: 'simplecrm', account: 'acme-lyon' });
		expect(() => createRestCrm({ ...options, baseUrl: 'crm.example.com' })).toThrow(/must begin with "https:\/\/"/);
		expect(() => createRestCrm({ ...options, baseUrl: 'https://crm.example.com', login: { user: '', password: '' } })).toThrow(/User in the credential is empty; "Password, Key or Token" in the credential is empty\. /);
	});
});

it('an example for a profile of a user\'s own in the credential is good', () => {
	const field = new RestCrmContactSyncApi().properties.find(({ name }) => name === 'customProfile');
	expect(problemsOf(String(field?.default))).toEqual([]);
});
