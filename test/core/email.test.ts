import { createContactNotes } from '../../connectors/email/list';
import { GuardError, RetriableError } from '../../core/errors';
import type { ContactFields } from '../../core/contact/contact';
import type { SubscriberState } from '../../core/ports/email';
import { wantedOf } from '../../core/email/wanted';
import { eva, LIMITS, openList, outcomes, settings, STATES, subscribe } from './emailKit';

test.each([['first', [true, false]], ['last', [false, true]]])('of two contacts with one address, the one that opted out counts for both when it comes %s', async (_when, optOuts) => {
	const fresh = openList();
	const items = optOuts.map((doNotEmail, index) => subscribe(eva({ doNotEmail }), {}, String(index)));
	expect([outcomes(await fresh.run(items)), fresh.held()]).toEqual([['skip optedOut', 'skip optedOut'], undefined]);

	const known = openList();
	known.put(known.listId, { email: 'eva@example.com' });
	expect(outcomes(await known.run(items))).toEqual(['unsubscribe optedOut', 'unchanged alreadyOut']);
});

describe('what a contact is to be in a list', () => {
	test('first and middle name are one, the first phone and address count, a birthday without a year does not', () => {
		const contact = eva({
			namePrefix: 'Ing.',
			middleName: 'Marie',
			company: { name: 'Acme', title: 'Ředitelka' },
			phones: [{ value: '+420 777 000 111' }, { value: '2' }],
			addresses: [{ street: 'Dlouhá 1', city: 'Praha', postalCode: '110 00', countryCode: 'cz' }, { city: 'Brno' }],
			birthday: '--02-29',
		});
		expect(wantedOf(contact, settings(), LIMITS).fields).toEqual({ namePrefix: 'Ing.', firstName: 'Eva Marie', lastName: 'Nová', company: 'Acme', phone: '+420 777 000 111', street: 'Dlouhá 1', city: 'Praha', postalCode: '110 00', countryCode: 'CZ' });
		expect(wantedOf(eva({ birthday: '1980-02-29' }), settings(), LIMITS).fields.birthday).toBe('1980-02-29');
	});

	test('owner, state, relationship and language go to the named fields, empty names to none', () => {
		const contact = eva({ owner: { id: '1', name: 'Jan' }, state: 'Klient', relationship: 'Odběratel', language: 'cs' });
		expect(wantedOf(contact, settings(), LIMITS, { Points: '7', Empty: ' ' }).customFields).toEqual({ owner: 'Jan', state: 'Klient', relationship: 'Odběratel', language: 'cs', points: '7' });
		expect(wantedOf(contact, settings({ listFields: { owner: 'Vlastník', state: '', relationship: '', language: '' } }), LIMITS).customFields).toEqual({ vlastník: 'Jan' });
	});

	test('addresses are told apart without regard to case; broken ones are left out and told', () => {
		const emails = ['Eva@example.com', 'eva@EXAMPLE.com', 'eva+x@example.com', 'broken', 'a@b,c.cz'].map((value) => ({ value }));
		const wanted = wantedOf(eva({ emails }), settings({ addresses: 'all' }), LIMITS);
		expect([wanted.emails, wanted.warnings]).toEqual([['eva@example.com', 'eva+x@example.com'], [{ code: 'malformedEmail', count: 2 }]]);
		expect(wantedOf(eva({ emails: [{ value: 'broken' }, { value: 'eva@example.com' }] }), settings(), LIMITS).emails).toEqual(['eva@example.com']);
	});

	test('tags with a comma, over 50 characters or beyond 2,000 together are left out and told, never cut', () => {
		const many = Array.from({ length: 60 }, (_, index) => `tag ${index} `.padEnd(40, 'x'));
		const { tags, warnings } = wantedOf(eva({ tags: ['a,b', 'y'.repeat(51), 'č'.repeat(50), ...many] }), settings(), LIMITS);
		expect(tags.join('').length).toBeLessThanOrEqual(2000);
		expect(tags.slice(0, 2)).toEqual(['crm', 'č'.repeat(50)]);
		expect(warnings).toEqual([
			{ code: 'tagLeftOut', count: 1 },
			{ code: 'tagTooLong', count: 1 },
			{ code: 'tooManyTags', count: 62 - tags.length },
		]);
	});

	test('list fields beyond 5,000 characters are left out and told', () => {
		const wanted = wantedOf(eva(), settings(), LIMITS, { a: 'x'.repeat(4000), b: 'x'.repeat(2000), c: 'x' });
		expect([Object.keys(wanted.customFields), wanted.warnings]).toEqual([['a', 'c'], [{ code: 'customFieldsTooLong', count: 1 }]]);
	});
});

describe('legal titles', () => {
	const rule = { kinds: ['consent'], today: '2026-03-02' } as const;
	const titled = (more: object) => subscribe(eva({ legalTitles: [{ kind: 'consent', ...more }] }));

	test.each([
		['that began today', { validFrom: '2026-03-02' }, 'create new'],
		['that ends today', { validTill: '2026-03-02' }, 'create new'],
		['without bounds', {}, 'create new'],
		['that begins tomorrow', { validFrom: '2026-03-03' }, 'skip noLegalTitle'],
		['that ended yesterday', { validTill: '2026-03-01' }, 'skip noLegalTitle'],
		['of another kind', { kind: 'contract' }, 'skip noLegalTitle'],
	] as const)('one %s: %j', async (_which, title, outcome) => {
		expect(outcomes(await openList().run([titled(title)], { legalTitle: rule }))).toEqual([outcome]);
	});

	test('a company needs none, and where titles do not matter nobody does', async () => {
		const company = subscribe({ company: { name: 'Acme' }, emails: [{ value: 'info@acme.test' }] });
		expect(outcomes(await openList().run([company], { legalTitle: rule }))).toEqual(['create new']);
		expect(outcomes(await openList().run([subscribe(eva())]))).toEqual(['create new']);
	});

	test.each([
		['untag', 'leave noLegalTitle', { tags: ['web'], state: 'subscribed' }],
		['unsubscribe', 'unsubscribe noLegalTitle', { tags: ['crm', 'web'], state: 'unsubscribed' }],
		['nothing', 'skip noLegalTitle', { tags: ['crm', 'web'], state: 'subscribed' }],
	] as const)('who is in the list and has none leaves: %s', async (leaving, outcome, expected) => {
		const list = openList();
		list.put(list.listId, { email: 'eva@example.com', tags: ['crm', 'web'] });
		expect(outcomes(await list.run([subscribe(eva())], { leaving, legalTitle: rule }))).toEqual([outcome]);
		expect(list.held()).toMatchObject(expected);
	});
});

describe('the fields of a list', () => {
	const held = async (fields: Array<{ key: string; name: string }>, listFields = settings().listFields) => {
		const list = openList();
		const known = { ...(await list.side.list(list.listId)), fields };
		await list.run([subscribe(eva({ owner: { id: '1', name: 'Jan' } }))], { listFields }, { list: known });
		return list.held()?.customFields;
	};

	test('are found by the name that people see, or by their key; others are named by what was typed', async () => {
		const names = { ...settings().listFields, owner: 'Vlastník' };
		expect(await held([{ key: 'vlastnik', name: 'Vlastník' }], names)).toEqual({ vlastnik: 'Jan' });
		expect(await held([{ key: 'vlastník', name: 'Person' }, { key: 'other', name: 'Vlastník' }], names)).toEqual({ vlastník: 'Jan' });
		expect(await held([])).toEqual({ owner: 'Jan' });
	});

	test('that a list does not take are told', async () => {
		const list = openList();
		const write: typeof list.side.write = async function* (to, writes) {
			yield* list.side.write(to, writes.map((one) => (one.op === 'delete' ? one : { ...one, customFields: {} })));
		};
		const { results } = await list.run([subscribe(eva({ owner: { id: '1', name: 'Jan' } }))], {}, { side: { ...list.side, write } });
		expect(results[0]).toMatchObject({ action: 'create', warnings: [{ code: 'listFieldNotTaken', count: 1 }] });
	});

	test('that would be too long beside those that are there are left out and told', async () => {
		const list = openList();
		list.put(list.listId, { email: 'eva@example.com', tags: ['crm'], customFields: { story: 'x'.repeat(4990) } });
		const contact = eva({ language: 'cs', owner: { id: '1', name: 'Jan Velmi Dlouhý' } });
		const { results } = await list.run([subscribe(contact)], { existing: 'overwrite' });
		expect([results[0]?.warnings, list.held()?.customFields]).toEqual([[{ code: 'customFieldsTooLong', count: 1 }], { story: 'x'.repeat(4990), language: 'cs' }]);
	});
});

describe('an opt-out counts for the person', () => {
	const two = (more: ContactFields = {}) => subscribe(eva({ emails: [{ value: 'eva@example.com' }, { value: 'eva@home.example' }], ...more }));

	test('of the CRM: every address of the contact that is in the list is unsubscribed, also those that are not subscribed from here', async () => {
		const list = openList();
		list.put(list.listId, { email: 'eva@home.example' });
		expect(outcomes(await list.run([two({ doNotEmail: true })]))).toEqual(['skip optedOut', 'unsubscribe optedOut']);
		expect([list.held(), list.held('eva@home.example')?.state]).toEqual([undefined, 'unsubscribed']);
	});

	test.each([['first'], ['all']] as const)('of the list: who unsubscribed under one address does not come in under the other one (%s addresses)', async (addresses) => {
		const list = openList();
		list.put(list.listId, { email: 'eva@home.example', state: 'unsubscribed' });
		const [first] = outcomes(await list.run([two()], { addresses }));
		expect([first, list.held()]).toEqual(['skip carriedOptOut', undefined]);
	});

	test('of another record with the same address, when only this one comes: the CRM is asked about newcomers alone', async () => {
		const list = openList();
		list.put(list.listId, { email: 'known@example.com' });
		const asked: string[][] = [];
		const optedOutInCrm = async (emails: readonly string[]) => {
			asked.push([...emails]);
			return new Set(['eva@example.com']);
		};
		const items = [subscribe(eva()), subscribe(eva({ emails: [{ value: 'jan@example.com' }] }), {}, '1'), subscribe(eva({ emails: [{ value: 'known@example.com' }] }), {}, '2')];
		expect(outcomes(await list.run(items, {}, { optedOutInCrm }))).toEqual(['skip sharedOptOut', 'create new', 'update tagged']);
		expect([asked, list.held()]).toEqual([[['eva@example.com', 'jan@example.com']], undefined]);
	});

	test('of a client with several places, both addresses of the primary one are subscribed', async () => {
		const client: ContactFields = { company: { name: 'Acme' }, emails: ['info@acme.test', 'sales@acme.test', 'branch@acme.test'].map((value) => ({ value })), primaryEmails: ['info@acme.test', 'sales@acme.test'] };
		const { results } = await openList().run([subscribe(client)], { addresses: 'all' });
		expect(results.map(({ email }) => email)).toEqual(['info@acme.test', 'sales@acme.test']);
	});
});

describe('subscribing', () => {
	test('somebody new gets everything', async () => {
		const list = openList();
		expect(outcomes(await list.run([subscribe(eva())]))).toEqual(['create new']);
		expect(list.held()).toMatchObject({ state: 'subscribed', firstName: 'Eva', tags: ['crm', 'VIP'], source: 'crm' });
	});

	test('somebody known from another list keeps name and tags, and gets what is missing', async () => {
		const list = openList();
		list.put(list.otherId, { email: 'eva@example.com', fields: { firstName: 'Evička' }, tags: ['buyer'] });
		expect(outcomes(await list.run([subscribe(eva())]))).toEqual(['create newToList']);
		expect(list.held()).toMatchObject({ firstName: 'Evička', lastName: 'Nová', tags: ['buyer', 'crm', 'VIP'] });
	});

	test.each([
		['tagOnly', 'marker', { firstName: 'Evička', tags: ['web', 'crm'], customFields: {} }],
		['fillGaps', 'marker', { firstName: 'Evička', lastName: 'Nová', tags: ['web', 'crm'], customFields: { language: 'cs' } }],
		['overwrite', 'all', { firstName: 'Eva', lastName: 'Nová', company: 'Old', tags: ['web', 'crm', 'VIP'], customFields: { language: 'cs' } }],
	] as const)('who is there already: %s, tags %s', async (existing, existingTags, expected) => {
		const list = openList();
		list.put(list.listId, { email: 'eva@example.com', fields: { firstName: 'Evička', company: 'Old' }, tags: ['web'] });
		const items = [subscribe(eva({ language: 'cs' }))];
		await list.run(items, { existing, existingTags });
		expect(list.held()).toMatchObject(expected);
		expect(outcomes(await list.run(items, { existing, existingTags }))).toEqual(['unchanged equal']);
	});

	test('what the reading did not show is no gap, but is overwritten', async () => {
		const list = openList();
		list.put(list.listId, { email: 'eva@example.com', tags: ['crm'] });
		const contact = eva({ lastName: '', firstName: '', addresses: [{ street: 'Dlouhá 1' }] });
		const find = list.side.find.bind(list.side);
		const hiding = { ...list.side, find: async (id: string, emails: readonly string[]) => new Map([...(await find(id, emails))].map(([key, one]) => [key, { ...one, unseen: ['street' as const] }])) };
		expect(outcomes(await list.run([subscribe(contact)], { existing: 'fillGaps' }, { side: hiding }))).toEqual(['unchanged equal']);
		expect(outcomes(await list.run([subscribe(contact)], { existing: 'overwrite' }, { side: hiding }))).toEqual(['update changed']);
	});

	test('a tag that differs in case only is there already', async () => {
		const list = openList();
		list.put(list.listId, { email: 'eva@example.com', tags: ['CRM'] });
		expect(outcomes(await list.run([subscribe(eva())]))).toEqual(['unchanged equal']);
	});

	test('changes say what was before and after', async () => {
		const list = openList();
		list.put(list.listId, { email: 'eva@example.com', fields: { firstName: 'Evička' }, tags: ['web'] });
		const { results } = await list.run([subscribe(eva({ lastName: '' }))], { existing: 'overwrite' });
		expect(results[0]?.changes).toEqual([
			{ field: 'firstName', before: 'Evička', after: 'Eva' },
			{ field: 'tags', before: 'web', after: 'web, crm' },
		]);
	});

	test('a preview plans the same and writes nothing', async () => {
		const list = openList();
		expect(outcomes(await list.run([subscribe(eva())], {}, { mode: 'preview' }))).toEqual(['create new']);
		expect(list.held()).toBeUndefined();
	});

	test('two contacts with one address are done one after the other', async () => {
		const list = openList();
		const report = await list.run([subscribe(eva()), subscribe(eva({ tags: ['other'] }), {}, '1')], { existingTags: 'all' });
		expect([outcomes(report), list.held()?.tags]).toEqual([['create new', 'update tagged'], ['crm', 'VIP', 'other']]);
	});
});

describe('consent', () => {
	const rank: Record<SubscriberState, number> = { subscribed: 0, unconfirmed: 1, unsubscribed: 2, bounced: 3, complained: 4 };
	const grid = STATES.flatMap((state) =>
		([true, undefined] as const).flatMap((doNotEmail) =>
			(['present', 'gone'] as const).flatMap((event) =>
				(['untag', 'unsubscribe', 'nothing'] as const).flatMap((leaving) => (['tagOnly', 'fillGaps', 'overwrite'] as const).map((existing) => ({ state, doNotEmail, event, leaving, existing }))),
			),
		),
	);

	test(`only tightens, in all ${grid.length} cases`, async () => {
		for (const { state, doNotEmail, event, leaving, existing } of grid) {
			const list = openList();
			list.put(list.listId, { email: 'eva@example.com', state, tags: ['crm'] });
			await list.run([subscribe(eva({ ...(doNotEmail ? { doNotEmail } : {}) }), { event })], { leaving, existing });
			const after = list.held()?.state ?? 'subscribed';
			expect([state, after, rank[after] >= rank[state]]).toEqual([state, after, true]);
			if (doNotEmail && event === 'present') expect(rank[after]).toBeGreaterThanOrEqual(rank.unsubscribed);
		}
	});

	test('is given back only to who unsubscribed, and only where that is asked', async () => {
		for (const state of STATES) {
			const list = openList();
			list.put(list.listId, { email: 'eva@example.com', state });
			await list.run([subscribe(eva())], { resubscribe: 'asked' });
			expect(list.held()?.state).toBe(state === 'unsubscribed' ? 'subscribed' : state);
		}
	});

	test.each([
		['unsubscribed', 'skip carriedOptOut'],
		['complained', 'skip carriedOptOut'],
		['bounced', 'create new'],
		['subscribed', 'create new'],
	] as const)('an address that was changed: %s under the old one is %s', async (state, expected) => {
		const list = openList();
		list.put(list.listId, { email: 'old@example.com', state });
		expect(outcomes(await list.run([subscribe(eva(), { previousEmail: 'OLD@example.com' })]))).toEqual([expected]);
	});

	test('more than 20 confirmation mails stop a run before its first write', async () => {
		const list = openList('double');
		const items = Array.from({ length: 21 }, (_, index) => subscribe(eva({ emails: [{ value: `p${index}@example.com` }] }), {}, String(index)));
		await expect(list.run(items)).rejects.toBeInstanceOf(GuardError);
		expect(list.held('p0@example.com')).toBeUndefined();
		expect((await list.run(items.slice(1))).counts.create).toBe(20);
		expect((await list.run(items, {}, { passGuards: ['confirmationMails'] })).counts).toMatchObject({ create: 1, unchanged: 20 });
	});

	test('they are not counted where confirmation is skipped', async () => {
		const list = openList('double');
		const items = Array.from({ length: 21 }, (_, index) => subscribe(eva({ emails: [{ value: `p${index}@example.com` }] }), {}, String(index)));
		expect((await list.run(items, { confirmation: 'skip' })).counts.create).toBe(21);
		expect(list.held('p0@example.com')?.state).toBe('subscribed');
	});
});

describe('leaving, unsubscribing and tags', () => {
	test.each([
		['untag', 'leave leftScope', { tags: ['VIP', 'web'], state: 'subscribed' }],
		['unsubscribe', 'unsubscribe leftScope', { tags: ['crm', 'VIP', 'web'], state: 'unsubscribed' }],
		['nothing', 'skip leftScope', { tags: ['crm', 'VIP', 'web'], state: 'subscribed' }],
	] as const)('who left the scope: %s', async (leaving, outcome, expected) => {
		const list = openList();
		list.put(list.listId, { email: 'eva@example.com', tags: ['crm', 'VIP', 'web'] });
		expect(outcomes(await list.run([subscribe(eva(), { event: 'gone' })], { leaving }))).toEqual([outcome]);
		expect(list.held()).toMatchObject(expected);
	});

	test('who left the scope is deleted where that was chosen', async () => {
		const list = openList();
		await list.run([subscribe(eva())], {});
		expect(outcomes(await list.run([subscribe(eva(), { event: 'gone' })], { leaving: 'delete' }))).toEqual(['leave deleted']);
		expect(list.held('eva@example.com')).toBeUndefined();
	});

	test('nobody is created by leaving, unsubscribing or tagging', async () => {
		const list = openList();
		const email = 'eva@example.com';
		const report = await list.run([subscribe(eva(), { event: 'gone' }), { key: '1', wish: { kind: 'unsubscribe', email } }, { key: '2', wish: { kind: 'tags', email, change: { add: ['x'], remove: [] } } }, { key: '3', wish: { kind: 'get', email } }]);
		expect([outcomes(report), list.held()]).toEqual([Array.from({ length: 4 }, () => 'skip notInList'), undefined]);
	});

	test('an address that is none is skipped', async () => {
		expect(outcomes(await openList().run([{ key: '0', wish: { kind: 'get', email: '' } }, subscribe(eva({ emails: [] }), {}, '1')]))).toEqual(['skip noEmail', 'skip noEmail']);
	});

	test('tags that would not fit beside those that are there are left out', async () => {
		const list = openList();
		list.put(list.listId, { email: 'eva@example.com', tags: Array.from({ length: 40 }, (_, index) => `${index}`.padStart(49, 't')) });
		const [result] = (await list.run([{ key: '0', wish: { kind: 'tags', email: 'eva@example.com', change: { add: ['x'.repeat(50), 'fits'], remove: [] } } }])).results;
		expect([result?.changes[0]?.after?.endsWith(', fits'), result?.warnings]).toEqual([true, [{ code: 'tooManyTags', count: 1 }]]);
	});
});

test('a run that is stopped tells what was written and what was not', async () => {
	const list = openList();
	const stopping = {
		...list.side,
		async *write(...[one, writes]: Parameters<typeof list.side.write>) {
			yield* list.side.write(one, writes.slice(0, 1));
			throw new RetriableError('Later.');
		},
	};
	const items = ['a', 'b'].map((name, index) => subscribe(eva({ emails: [{ value: `${name}@example.com` }] }), {}, String(index)));
	const report = await list.run(items, {}, { side: stopping });
	expect([outcomes(report), report.stopped?.message]).toEqual([['create new', 'failed stopped'], 'Later.']);
});

describe('an address that changed in the CRM', () => {
	const NOW = Date.parse('2026-03-02T10:00:00Z');
	const noted = { id: 'crm:acme:person:7', history: 'mayBeKnown' } as const;

	function noting() {
		const list = openList();
		let readings = 0;
		const members: typeof list.side.members = (listId) => {
			readings += 1;
			return list.side.members(listId);
		};
		const notes = createContactNotes({ side: { members }, listId: list.listId, clock: { now: () => NOW, sleep: async () => undefined } });
		const run = (emails: string[], more: Parameters<typeof subscribe>[1] = { noted }) => list.run([subscribe(eva({ emails: emails.map((value) => ({ value })) }), more)], {}, { notes });
		return { ...list, run, readings: () => readings };
	}

	test.each(['unsubscribed', 'complained'] as const)('takes along that the person %s, known by the note on the old one', async (state) => {
		const list = noting();
		await list.run(['old@example.com'], { noted: { ...noted, history: 'new' } });
		expect([list.held('old@example.com')?.customFields, list.readings()]).toEqual([{ contactsync: 'for crm:acme:person:7' }, 0]);
		list.put(list.listId, { email: 'old@example.com', state });

		expect([outcomes(await list.run(['new@example.com'])), list.held('new@example.com')]).toEqual([['skip carriedOptOut'], undefined]);
	});

	test('is a new subscriber where nobody opted out, or somebody else did', async () => {
		const list = noting();
		await list.run(['old@example.com']);
		list.put(list.listId, { email: 'other@example.com', state: 'unsubscribed', customFields: { contactsync: 'for crm:acme:person:8' } });
		expect(outcomes(await list.run(['new@example.com']))).toEqual(['create new']);
	});

	test('of a pair of Contact Sync is known by its entry', async () => {
		const list = noting();
		list.put(list.listId, { email: 'old@example.com', state: 'unsubscribed', customFields: { contactsync: 'crm:acme:person:7 1p7;x | flow crm 1;y' } });
		expect(outcomes(await list.run(['new@example.com']))).toEqual(['skip carriedOptOut']);
	});

	test('is looked for in one reading of the list in ten minutes, and not at all for who is new in the CRM, opted out or in the list', async () => {
		const list = noting();
		list.put(list.listId, { email: 'there@example.com' });
		await list.run(['a@example.com'], { noted: { ...noted, history: 'new' } });
		await list.run(['there@example.com']);
		expect(list.readings()).toBe(0);
		await list.run(['b@example.com'], { noted: { id: 'crm:acme:person:1', history: 'mayBeKnown' } });
		await list.run(['c@example.com'], { noted: { id: 'crm:acme:person:2', history: 'mayBeKnown' } });
		expect(list.readings()).toBe(1);
	});

	test('who is in the list already is noted together with the tag that is added, and not written for the note alone', async () => {
		const list = noting();
		list.put(list.listId, { email: 'there@example.com', customFields: { shoe: '38' } });
		await list.run(['there@example.com']);
		expect(list.held('there@example.com')).toMatchObject({ tags: ['crm'], customFields: { shoe: '38', contactsync: 'for crm:acme:person:7' } });
		list.put(list.listId, { email: 'tagged@example.com', tags: ['crm'] });
		expect(outcomes(await list.run(['tagged@example.com']))).toEqual(['unchanged equal']);
	});
});
