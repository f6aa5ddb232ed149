import type { IDataObject } from 'n8n-workflow';
import { restProfiles } from '../../sandbox/rest';
import type { Fault } from '../../sandbox/kit';
import { startEngine, type Engine, type NodeSetting } from './engine';
import { creatioCredentials, openOtherPlace, restCredential, type OtherPlace } from './otherCrms';

/** What a user sees of each fault of a CRM: the message, and that nobody is lost, doubled or taken off the label. */
let engine: Engine;
let place: OtherPlace;
let stored: { staticData: IDataObject };
beforeAll(async () => {
	engine = await startEngine();
});
beforeEach(async () => {
	place = await openOtherPlace();
	stored = { staticData: {} };
});
afterEach(() => place.sandbox.close());

/** The message of a run that fails; "went through" else. */
async function outcomeOf(setting: NodeSetting): Promise<string> {
	place.wait();
	place.sandbox.clearCalls();
	return await engine.run(setting, [{}]).then(
		() => 'went through',
		(error: unknown) => String((error as { message?: unknown }).message),
	);
}

const MINUTE = 60_000;
const people = (count: number): string[] => Array.from({ length: count }, (_, n) => `Nová${n}`);

describe('Contact Sync with Creatio', () => {
	let folderId: string;
	beforeEach(() => {
		folderId = String(place.hand('creatio', 'folder.create', { name: 'Phone book' }).id);
	});

	const inCreatio = (lastName: string, columns: IDataObject = {}): string => {
		const id = String(place.hand('creatio', 'row.create', { Surname: lastName, GivenName: 'Eva', Name: `Eva ${lastName}`, Email: `${lastName.toLowerCase()}@example.com`, ...columns }).id);
		place.hand('creatio', 'folder.put', { folderId, id });
		return id;
	};
	const setting = (credential: Record<string, string> = {}, login: 'password' | 'oAuth2' = 'password', options: IDataObject = {}): NodeSetting => {
		const [type = '', values = {}] = Object.entries(creatioCredentials(place)[login])[0] ?? [];
		return { type: 'contactSync', parameters: { crm: 'creatio', authentication: login, scope: 'group', group: { __rl: true, mode: 'id', value: folderId }, options }, credentials: { [type]: { ...values, ...credential }, ...place.google }, stored };
	};
	const rows = (entity: string): Array<Record<string, unknown>> => (place.sandbox.service('creatio').dump() as Record<string, Array<Record<string, unknown>>>)[entity] ?? [];
	/** Everybody of the story in Creatio, with "(in)" for each row in the folder. */
	const creatioLines = (): string[] => rows('Contact')
		.filter(({ Email }) => String(Email ?? '').endsWith('@example.com'))
		.map(({ Id, GivenName, Surname }) => [GivenName, Surname, ...rows('ContactInFolder').filter((row) => row.ContactId === Id && row.FolderId === folderId).map(() => '(in)')].join(' '))
		.sort();
	const inLabel = async (): Promise<string[]> => (await place.googleLines()).filter((line) => line.endsWith('[Creatio]'));
	const fault = (op: string, effect: Fault['effect'], times = 1): void => place.sandbox.fault({ service: 'creatio', op, times, effect });
	const began = async (names: readonly string[]): Promise<void> => {
		for (const name of names) inCreatio(name);
		expect(await outcomeOf(setting())).toBe('went through');
	};

	test.each(['401', 'redirect', 'page'].flatMap((shape) => [2, 6].map((after) => [shape, after] as const)))('loses its session, shown by %s, after %i requests of a run: all come over once', async (shape, after) => {
		place.sandbox.setSwitch('creatio', 'lostSession', shape);
		await began(['Dávná']);
		inCreatio('Malá');
		place.inGoogle('Novák', 'Creatio');
		place.hand('creatio', 'session.expire', { after });
		expect(await outcomeOf(setting())).toBe('went through');
		expect(place.sandbox.calls('creatio').filter(({ op }) => op === 'login')).toHaveLength(1);
		expect(creatioLines()).toEqual(['Eva Dávná (in)', 'Eva Malá (in)', 'Jan Novák (in)']);
		expect(await place.googleLines()).toEqual(['Eva Dávná dávná@example.com [Creatio]', 'Eva Malá malá@example.com [Creatio]', 'Jan Novák novák@example.com [Creatio]']);
	});

	test('has its CSRF token refused: it logs in once more and goes on', async () => {
		await began(['Malá']);
		inCreatio('Nová');
		place.hand('creatio', 'csrf.rotate', {});
		expect(await outcomeOf(setting())).toBe('went through');
		expect(place.sandbox.calls('creatio').slice(0, 3).map(({ op, status }) => `${op} ${status}`)).toEqual(['Contact.list 403', 'login 200', 'Contact.list 200']);
		expect(await inLabel()).toHaveLength(2);
	});

	test('is given a wrong password, which Creatio answers with 200: it says so, and tries it once', async () => {
		await began(['Malá']);
		for (let n = 0; n < 2; n += 1) expect(await outcomeOf(setting({ password: 'wrong' }))).toMatch(/^Creatio did not accept user name and password\. Check both in the credential, and that the user is active\. No login is tried before /);
		expect(place.sandbox.calls('creatio')).toEqual([]);
		expect(place.writes()).toEqual([]);
		expect(await inLabel()).toHaveLength(1);
	});

	test('meets the error of a flat lookup inside a 200: it says so, and nobody counts as gone', async () => {
		await began(people(3));
		const body = { error: { code: '', message: 'An error has occurred.', innererror: { message: 'An error has occurred.', internalexception: { message: 'Column by path FolderId not found in schema ContactInFolder.' } } } };
		fault('Contact.list', { kind: 'answer', status: 200, body });
		expect(await outcomeOf(setting())).toBe('Creatio did not accept the query. Check the scope: its group, tag or owner may no longer exist.');
		expect(place.writes()).toEqual([]);
		expect(await inLabel()).toHaveLength(3);
	});

	test('is answered fewer rows than it asked for: everybody arrives, and nobody leaves', async () => {
		place.hand('creatio', 'rowCap.set', { rows: 3 });
		await began(people(8));
		expect(await inLabel()).toHaveLength(8);
		expect(await outcomeOf({ ...setting(), parameters: { ...setting().parameters, read: 'everything' } })).toBe('went through');
		expect(await inLabel()).toHaveLength(8);
	});

	test('finds somebody in the folder twice: one contact in Google, and both rows go', async () => {
		const id = inCreatio('Malá');
		place.hand('creatio', 'folder.put', { folderId, id });
		expect(await outcomeOf(setting())).toBe('went through');
		expect(await place.googleLines()).toEqual(['Eva Malá malá@example.com [Creatio]']);
		place.hand('google', 'label.remove', { resourceName: await place.googleId('Malá'), label: 'Creatio' });
		expect(await outcomeOf(setting())).toBe('went through');
		expect(creatioLines()).toEqual(['Eva Malá']);
	});

	test.each(['zeros', 'null'])('is shown empty columns as %s: none of it gets to Google', async (nothing) => {
		place.sandbox.setSwitch('creatio', 'nullLookups', nothing);
		place.sandbox.setSwitch('creatio', 'expandedNothing', nothing);
		inCreatio('Malá', { OwnerId: null, AccountId: null, BirthDate: null });
		expect(await outcomeOf(setting())).toBe('went through');
		expect(JSON.stringify(place.sandbox.service('google').dump())).not.toMatch(/0001-01-01|00000000-0000|"year":1,/);
		expect(await inLabel()).toEqual(['Eva Malá malá@example.com [Creatio]']);
	});

	/** The login by password asks for UTC, so the later change is known; else times ahead of the server's clock count for nothing, and the CRM wins. */
	test.each([['password', 'Jan'], ['oAuth2', 'Office']] as const)('is told local times with a Z, with the login "%s": %s stays', async (login, stays) => {
		place.sandbox.setSwitch('creatio', 'zone', 'local');
		// Stamps only count where the clocks agree in the end: the nodes have the clock of this machine.
		const { clock } = place.sandbox;
		clock.advance(Date.now() - 30 * MINUTE - clock.now());
		const id = inCreatio('Malá');
		expect(await outcomeOf(setting({}, login))).toBe('went through');
		clock.advance(5 * MINUTE);
		place.hand('creatio', 'row.update', { id, GivenName: 'Office' });
		clock.advance(5 * MINUTE);
		place.hand('google', 'person.update', { resourceName: await place.googleId('Malá'), person: { names: [{ givenName: 'Jan', familyName: 'Malá' }] } });
		expect(await outcomeOf(setting({}, login))).toBe('went through');
		expect([creatioLines(), await place.googleLines()]).toEqual([[`${stays} Malá (in)`], [`${stays} Malá malá@example.com [Creatio]`]]);
	});

	test('has a link column that Creatio lacks, on a site that passes over unknown columns: it says so before it writes', async () => {
		place.sandbox.setSwitch('creatio', 'patchUnknown', 'ignored');
		inCreatio('Malá');
		expect(await outcomeOf(setting({ linkColumn: 'UsrNowhere' }))).toMatch(/^This Creatio has no column "UsrNowhere"\. Check the name of the link column/);
		expect(place.writes()).toEqual([]);
	});

	test.each([['a tag as the mark of a pair', ''], ['a column for links', 'UsrGoogleLink']])('is begun anew by a restart that keeps nothing, with %s: who was deleted in Google leaves the folder, and is not made anew', async (_, linkColumn) => {
		for (const name of ['Malá', 'Klidná']) inCreatio(name);
		for (let n = 0; n < 2; n += 1) expect(await outcomeOf(setting({ linkColumn }))).toBe('went through');
		place.hand('google', 'person.delete', { resourceName: await place.googleId('Malá') });
		const { credentials, ...rest } = setting({ linkColumn });
		// What a process knows it keeps by credential: another text of it is another process.
		const restarted = Object.fromEntries(Object.entries(credentials ?? {}).map(([type, values]) => [type, { ...values, restarted: 'yes' }]));
		expect(await outcomeOf({ ...rest, credentials: restarted, stored: { staticData: {} } })).toBe('went through');
		expect(creatioLines()).toEqual(['Eva Klidná (in)', 'Eva Malá']);
		expect(await place.googleLines()).toEqual(['Eva Klidná klidná@example.com [Creatio]']);
	});

	test('loses a second number to somebody in Creatio: the next run takes it off the phone', async () => {
		const id = inCreatio('Malá');
		const row = place.hand('creatio', 'communication.add', { id, type: 'Mobile phone', number: '+420 603 000 111', primary: true });
		place.hand('creatio', 'communication.add', { id, type: 'Mobile phone', number: '+420 603 000 222', primary: false });
		expect(await outcomeOf(setting())).toBe('went through');
		const [second] = rows('ContactCommunication').filter(({ Number, Id }) => Number === '+420 603 000 222' && Id !== row.id);
		const phones = (): string => JSON.stringify(place.sandbox.service('google').dump()).match(/\+420 603 000 \d+/g)?.filter((one, index, all) => all.indexOf(one) === index).sort().join() ?? '';
		expect(phones()).toBe('+420 603 000 111,+420 603 000 222');
		place.wait();
		place.hand('creatio', 'row.delete', { entity: 'ContactCommunication', id: second?.Id });
		expect(await outcomeOf(setting())).toBe('went through');
		expect(phones()).toBe('+420 603 000 111');
	});
});

describe('Contact Sync with a REST CRM', () => {
	const KINDS = ['ledger', 'cards', 'binder', 'register'] as const;
	type Kind = (typeof KINDS)[number];

	const hand = (kind: Kind, action: string, args: IDataObject = {}): Record<string, unknown> => place.hand('rest-reference', action, { personality: kind, ...args });
	const inCrm = (kind: Kind, lastName: string): string => String(hand(kind, 'record.create', { values: { lastName, firstName: 'Eva', email: `${lastName.toLowerCase()}@example.com` } }).id);
	const setting = (kind: Kind, credential: Record<string, string> = {}, options: IDataObject = {}): NodeSetting => {
		const { restCrmContactSyncApi = {} } = restCredential(place, kind);
		const label = { __rl: true, mode: 'name', value: 'CRM' };
		return { type: 'contactSync', parameters: { crm: kind === 'register' ? 'simpleCrm' : 'customRest', label, options }, credentials: { restCrmContactSyncApi: { ...restCrmContactSyncApi, ...credential }, ...place.google }, stored };
	};
	const records = (kind: Kind): number => ((place.sandbox.service('rest-reference').dump() as Record<Kind, unknown[]>)[kind] ?? []).length;
	const inLabel = async (): Promise<string[]> => (await place.googleLines()).filter((line) => line.endsWith('[CRM]'));
	const began = async (kind: Kind, count: number): Promise<string[]> => {
		const ids = people(count).map((name) => inCrm(kind, name));
		expect(await outcomeOf(setting(kind))).toBe('went through');
		expect(await inLabel()).toHaveLength(count);
		return ids;
	};

	test.each([
		['the rows', { answers: { ...restProfiles.ledger.answers, items: 'data' } }, /Correct the slot answers\.items of the profile\.$/],
		['the name', { fields: { ...restProfiles.ledger.fields, lastName: 'surname' } }, /has a name at "surname"\. Correct the slot fields\.lastName of the profile\.$/],
	])('has a profile with a wrong path to %s: it names the slot, and nobody counts as gone or nameless', async (_, slots, message) => {
		await began('ledger', 6);
		const customProfile = JSON.stringify({ ...restProfiles.ledger, ...slots });
		expect(await outcomeOf({ ...setting('ledger', { customProfile }), stored: { staticData: {} } })).toMatch(message);
		expect(place.writes()).toEqual([]);
		expect(await inLabel()).toHaveLength(6);
	});

	test.each(['ledger', 'register'] as const)('reads a list of the kind "%s" that shifts between two pages: only who is gone leaves', async (kind) => {
		const ids = await began(kind, 60);
		hand(kind, 'list.deleteAfter', { afterPage: 1, id: ids[3] });
		expect(await outcomeOf({ ...setting(kind), parameters: { ...setting(kind).parameters, read: 'everything' } })).toBe('went through');
		expect(await outcomeOf(setting(kind))).toBe('went through');
		expect(await inLabel()).toHaveLength(59);
		expect(records(kind)).toBe(59);
	});

	test.each(KINDS)('is told no id of what it creates in the kind "%s": there is one record, now and after the next runs', async (kind) => {
		place.sandbox.setSwitch('rest-reference', 'createAnswer', 'nothing');
		place.hand('google', 'label.create', { label: 'CRM' });
		place.inGoogle('Novák', 'CRM');
		for (let n = 0; n < 3; n += 1) expect(await outcomeOf(setting(kind))).toBe('went through');
		expect(records(kind)).toBe(1);
		expect(await place.googleLines()).toEqual(['Jan Novák novák@example.com [CRM]']);
	});

	test.each(KINDS)('lists 70 %% fewer contacts of the kind "%s" than last time: it stops with the numbers, and when told to go on it asks for each before anybody leaves', async (kind) => {
		await began(kind, 20);
		hand(kind, 'list.hide', { share: 0.7 });
		expect(await outcomeOf(setting(kind))).toMatch(/ lists 6 contacts, and listed 20 last time .* Nothing was written\. .* switch on "Accept Fewer Contacts Once" under "Options" and run again\.$/);
		expect(place.writes()).toEqual([]);
		expect(await inLabel()).toHaveLength(20);
		expect(await outcomeOf(setting(kind, {}, { acceptFewerContacts: true, passGuards: ['massLeave'] }))).toBe('went through');
		expect(await inLabel()).toHaveLength(20);
	});
});
