import type { Contact, RecordType } from '../../core/contact/contact';
import type { CrmRecord, CrmScope, WindowedCrm, WindowRequest } from '../../core/ports/crm';
import { recordsByEmail, recordsByEmailInAll } from '../../core/sync/byEmail';
import { inScope } from '../../core/sync/scope';

/** What a person types into the CRM. */
export interface CrmDraft {
	kind: 'person' | 'company' | 'privateClient';
	firstName?: string;
	/** The company's name, for a company. */
	lastName: string;
	email?: string;
	phone?: string;
	note?: string;
	tags?: string[];
	/** Index into the world's owners. */
	owner?: number;
	/** Index into the world's categories of the record type. */
	category?: number;
}

/** A person's hands in the CRM. They do not use the connector. */
export interface CrmHands {
	create(draft: CrmDraft): Promise<string>;
	rename(recordType: RecordType, recordId: string, lastName: string): Promise<void>;
	addTag(recordType: RecordType, recordId: string, tag: string): Promise<void>;
	removeTag(recordType: RecordType, recordId: string, tag: string): Promise<void>;
	invalidate(recordType: RecordType, recordId: string): Promise<void>;
	remove(recordType: RecordType, recordId: string): Promise<void>;
}

/** An empty CRM that only this test uses, and its connector. */
export interface CrmWorld {
	crm: WindowedCrm;
	hands: CrmHands;
	/** What the server has ready: at least two of each. */
	owners: ReadonlyArray<{ id: string; name: string }>;
	categories: Readonly<Record<RecordType, ReadonlyArray<{ id: string; name: string }>>>;
	/** Records that stand for the owners and are there from the start. */
	strangers: number;
	/** The server's clock; stands unless moved. Starts at a whole minute. */
	now(): number;
	advance(ms: number): void;
	close(): Promise<void>;
}

export interface CrmDriver {
	open(): Promise<CrmWorld>;
	/** Where a server does not stamp a change of tags, only complete reads find it. */
	stampsTagChanges: boolean;
}

const MINUTE = 60_000;
const EVA: CrmDraft = { kind: 'person', firstName: 'Eva', lastName: 'Nova', email: 'eva@acme.test', phone: '+420 777 000 111', note: 'Met at the fair', tags: ['VIP', 'fair'] };

/** What every connector of a CRM does. A new one inherits this suite. */
export function crmContract(name: string, driver: CrmDriver): void {
	describe(`the contract of a CRM, by ${name}`, () => {
		let world: CrmWorld;
		/** Records of the test itself, whoever else is in the CRM. */
		let start: number;

		beforeEach(async () => {
			world = await driver.open();
			world.advance(10 * MINUTE);
			start = world.now();
		});
		afterEach(() => world.close());

		const windowOf = (overrides: Partial<WindowRequest> = {}): WindowRequest => ({
			recordType: 'person',
			from: start,
			to: world.now() + MINUTE,
			offset: 0,
			limit: 100,
			...overrides,
		});
		const readIds = async (overrides: Partial<WindowRequest> = {}): Promise<string[]> => idsOf((await world.crm.readWindow(windowOf(overrides))).records);
		const readOne = async (recordType: RecordType, recordId: string): Promise<CrmRecord> => {
			const { records } = await world.crm.readWindow(windowOf({ recordType }));
			const found = records.find(({ contact }) => contact.recordId === recordId);
			if (!found) throw new Error(`${recordType} ${recordId} is not in the window.`);
			return found;
		};
		const createPeople = async (count: number): Promise<string[]> => {
			const ids: string[] = [];
			for (let n = 0; n < count; n += 1) ids.push(await world.hands.create({ kind: 'person', lastName: `Person ${n}` }));
			return ids;
		};

		it('proves a login and tells the time of the server', async () => {
			const { serverTime } = await world.crm.check();
			expect(serverTime).toBe(Math.floor(world.now() / 1000) * 1000);
		});

		describe('a record', () => {
			it('of a person comes back as it was typed', async () => {
				const id = await world.hands.create(EVA);
				const { contact, standing } = await readOne('person', id);
				const account = world.crm.account;
				expect({ ...contact, standing }).toMatchObject({
					...account,
					id: `${account.crm}:${account.account}:person:${id}`,
					recordType: 'person',
					recordId: id,
					firstName: 'Eva',
					lastName: 'Nova',
					emails: [{ value: 'eva@acme.test' }],
					phones: [{ value: '+420 777 000 111' }],
					note: 'Met at the fair',
					standing: 'active',
				});
				expect([...(contact.tags ?? [])].sort()).toEqual(['VIP', 'fair']);
			});

			it('is found by its address in any case, by looking it up or by reading all', async () => {
				const [person, company, gone] = [await world.hands.create(EVA), await world.hands.create({ kind: 'company', lastName: 'Acme s.r.o.', email: 'EVA@acme.test' }), await world.hands.create(EVA)];
				await world.hands.invalidate('person', gone);
				for (const find of [recordsByEmail, recordsByEmailInAll]) {
					const found = await find(world.crm, ['Eva@Acme.test', 'nobody@acme.test']);
					expect([...found].map(([email, records]) => [email, records.map(({ contact }) => `${contact.recordType} ${contact.recordId}`)])).toEqual([['eva@acme.test', [`person ${person}`, `company ${company}`]]]);
				}
			});

			it('of a company has a company name and no personal one', async () => {
				const id = await world.hands.create({ kind: 'company', lastName: 'Acme s.r.o.', email: 'info@acme.test' });
				const { contact } = await readOne('company', id);
				expect(contact).toMatchObject({ recordType: 'company', company: { name: 'Acme s.r.o.' }, emails: [{ value: 'info@acme.test' }] });
				expect([contact.firstName, contact.lastName]).toEqual([undefined, undefined]);
			});

			it('of a private client has a personal name and no company name', async () => {
				const id = await world.hands.create({ kind: 'privateClient', firstName: 'Eva', lastName: 'Nova' });
				const { contact } = await readOne('company', id);
				expect(contact).toMatchObject({ recordType: 'company', firstName: 'Eva', lastName: 'Nova' });
				expect(contact.company).toBeUndefined();
			});

			it('with little in it has nothing that is empty', async () => {
				const person = await world.hands.create({ kind: 'person', lastName: 'Nova' });
				const company = await world.hands.create({ kind: 'company', lastName: 'Acme' });
				expect(emptyPlaces((await readOne('person', person)).contact)).toEqual([]);
				expect(emptyPlaces((await readOne('company', company)).contact)).toEqual([]);
			});

			it('has stamps in UTC by the clock of the server, at the resolution it claims', async () => {
				const id = await world.hands.create(EVA);
				const created = (await readOne('person', id)).contact;
				expect([created.createdAt, created.modifiedAt]).toEqual([stampAt(start), stampAt(start)]);
				world.advance(5 * MINUTE);
				await world.hands.rename('person', id, 'Hill');
				const changed = (await readOne('person', id)).contact;
				expect([changed.createdAt, changed.modifiedAt]).toEqual([stampAt(start), stampAt(start + 5 * MINUTE)]);
			});

			it('has another version after a save, and the same one without', async () => {
				const id = await world.hands.create(EVA);
				const first = await readOne('person', id);
				const again = await readOne('person', id);
				await world.hands.rename('person', id, 'Hill');
				const changed = await readOne('person', id);
				expect(again).toEqual(first);
				expect(changed.contact.lastName).toBe('Hill');
				expect(changed.version).not.toBe(first.version);
			});

			it('that was removed is gone from complete reads', async () => {
				const [gone = '', kept = ''] = await createPeople(2);
				await world.hands.remove('person', gone);
				expect(await readIds()).toEqual([kept]);
			});

			it('that was put out of use is told as such among the changes', async () => {
				const id = await world.hands.create(EVA);
				await world.hands.invalidate('person', id);
				expect((await readOne('person', id)).standing).toBe('invalid');
			});

			it('whose tags change carries the new ones', async () => {
				const id = await world.hands.create(EVA);
				await world.hands.addTag('person', id, 'new');
				await world.hands.removeTag('person', id, 'fair');
				expect([...((await readOne('person', id)).contact.tags ?? [])].sort()).toEqual(['VIP', 'new']);
			});

			it('whose tags change is in the window of that change, where the server stamps it', async () => {
				const id = await world.hands.create(EVA);
				world.advance(5 * MINUTE);
				await world.hands.addTag('person', id, 'new');
				expect(await readIds({ from: start + 4 * MINUTE })).toEqual(driver.stampsTagChanges ? [id] : []);
			});
		});

		describe('a window', () => {
			it('holds what was stamped from its beginning on, and not what was stamped at its end', async () => {
				const [before = ''] = await createPeople(1);
				world.advance(MINUTE);
				const [inside = ''] = await createPeople(1);
				world.advance(MINUTE);
				const [after = ''] = await createPeople(1);
				const at = start + MINUTE;
				expect(await readIds({ from: at, to: at + MINUTE })).toEqual([inside]);
				expect(await readIds({ from: start, to: at })).toEqual([before]);
				expect(await readIds({ from: at + MINUTE, to: at + 2 * MINUTE })).toEqual([after]);
			});

			it('without a beginning holds everything there is', async () => {
				await createPeople(2);
				const { total } = await world.crm.readWindow(windowOf({ from: undefined }));
				expect(total).toBe(world.strangers + 2);
			});

			it('holds one record type', async () => {
				await world.hands.create(EVA);
				const company = await world.hands.create({ kind: 'company', lastName: 'Acme' });
				const { records, total } = await world.crm.readWindow(windowOf({ recordType: 'company' }));
				expect([idsOf(records), total]).toEqual([[company], 1]);
			});

			it('is read in pages that make a whole, in the same order every time, with the total on each page', async () => {
				const created = await createPeople(7);
				const pages = await Promise.all([0, 3, 6, 9].map((offset) => world.crm.readWindow(windowOf({ offset, limit: 3 }))));
				expect(pages.map(({ records, total }) => [records.length, total])).toEqual([[3, 7], [3, 7], [1, 7], [0, 7]]);
				const inOrder = pages.flatMap(({ records }) => idsOf(records));
				expect([...inOrder].sort()).toEqual([...created].sort());
				expect(await readIds()).toEqual(inOrder);
			});

			it('loses nobody when a record leaves it between two pages and the reader steps back by the fall of the total', async () => {
				const created = await createPeople(6);
				const to = world.now() + MINUTE;
				const first = await world.crm.readWindow(windowOf({ to, limit: 3 }));
				world.advance(5 * MINUTE);
				await world.hands.rename('person', first.records[0]?.contact.recordId ?? '', 'Changed');
				const second = await world.crm.readWindow(windowOf({ to, limit: 3, offset: 3 }));
				const fell = first.total - second.total;
				const again = await world.crm.readWindow(windowOf({ to, limit: 3, offset: 3 - fell }));
				expect(fell).toBe(1);
				expect([...new Set([...idsOf(first.records), ...idsOf(again.records)])].sort()).toEqual([...created].sort());
			});
		});

		describe('a scope', () => {
			const scopes: Array<[CrmScope['kind'], (world: CrmWorld, recordType: RecordType) => CrmScope, Partial<CrmDraft>, Partial<CrmDraft>]> = [
				['tag', () => ({ kind: 'tag', tag: 'VIP' }), { tags: ['VIP'] }, { tags: ['other'] }],
				['owner', ({ owners }) => ({ kind: 'owner', ownerId: owners[0]?.id ?? '' }), { owner: 0 }, { owner: 1 }],
				['category', ({ categories }, recordType) => ({ kind: 'category', categoryId: categories[recordType][0]?.id ?? '' }), { category: 0 }, { category: 1 }],
			];

			it.each(scopes)('by %s holds its persons and no others, and a second look agrees', async (_, scopeOf, inside, outside) => {
				const scope = scopeOf(world, 'person');
				const id = await world.hands.create({ kind: 'person', lastName: 'In', ...inside });
				await world.hands.create({ kind: 'person', lastName: 'Out', ...outside });
				await world.hands.create({ kind: 'person', lastName: 'Neither' });
				expect(await readIds({ scope })).toEqual([id]);
				expect(idsOf(await world.crm.recent('person', scope, 10))).toContain(id);
				const everybody = await world.crm.readWindow(windowOf());
				expect(idsOf(everybody.records.filter((record) => inScope(record, scope)))).toEqual([id]);
			});

			it.each(scopes)('by %s holds its companies', async (_, scopeOf, inside, outside) => {
				const scope = scopeOf(world, 'company');
				const id = await world.hands.create({ kind: 'company', lastName: 'In', ...inside });
				await world.hands.create({ kind: 'company', lastName: 'Out', ...outside });
				expect(await readIds({ recordType: 'company', scope })).toEqual([id]);
			});

			it('by a category of persons holds no companies', async () => {
				await world.hands.create({ kind: 'company', lastName: 'Acme', category: 0 });
				const scope: CrmScope = { kind: 'category', categoryId: world.categories.person[0]?.id ?? '' };
				expect(await readIds({ recordType: 'company', scope })).toEqual([]);
			});
		});

		it('recent records come newest first, no more than asked for, within the scope', async () => {
			const ids: string[] = [];
			for (const tags of [['VIP'], ['VIP'], [], ['VIP']]) {
				ids.push(await world.hands.create({ kind: 'person', lastName: 'Nova', tags }));
				world.advance(5 * MINUTE);
			}
			await world.hands.rename('person', ids[0] ?? '', 'Hill');
			expect(idsOf(await world.crm.recent('person', { kind: 'all' }, 3))).toEqual([ids[0], ids[3], ids[2]]);
			expect(idsOf(await world.crm.recent('person', { kind: 'tag', tag: 'VIP' }, 2))).toEqual([ids[0], ids[3]]);
		});

		it('a user can choose among the tags, owners and categories that there are', async () => {
			await world.hands.create({ kind: 'person', lastName: 'Nova', tags: ['VIP'], owner: 0, category: 0 });
			await world.hands.create({ kind: 'company', lastName: 'Acme', tags: ['B2B'], owner: 1, category: 1 });
			const tags = await world.crm.choices('tag', ['person', 'company']);
			const owners = await world.crm.choices('owner', ['person', 'company']);
			const categories = await world.crm.choices('category', ['person', 'company']);
			expect(tags.filter(({ name }) => ['VIP', 'B2B'].includes(name))).toEqual([{ name: 'B2B', value: 'B2B' }, { name: 'VIP', value: 'VIP' }]);
			expect(owners).toEqual(expect.arrayContaining(world.owners.slice(0, 2).map(({ id, name: text }) => ({ name: text, value: id }))));
			expect(categories.map(({ value }) => value)).toEqual(expect.arrayContaining([world.categories.person[0]?.id, world.categories.company[1]?.id]));
		});

		it('a record in a chosen category says which one it is', async () => {
			const id = await world.hands.create({ kind: 'person', lastName: 'Nova', category: 1 });
			const without = await world.hands.create({ kind: 'person', lastName: 'Hill' });
			expect((await readOne('person', id)).categoryId).toBe(world.categories.person[1]?.id);
			expect((await readOne('person', without)).categoryId).toBe('');
		});
	});
}

function idsOf(records: readonly CrmRecord[]): string[] {
	return records.map(({ contact }) => contact.recordId);
}

function stampAt(ms: number): string {
	return new Date(ms).toISOString();
}

/** Where a contact holds "", null, undefined, an empty list or an empty object, as "company.name". */
function emptyPlaces(value: Contact | unknown, place = ''): string[] {
	if (value === null || value === undefined || value === '') return [place];
	if (typeof value !== 'object') return [];
	const members = Object.entries(value);
	if (members.length === 0) return [place];
	return members.flatMap(([key, member]) => emptyPlaces(member, place ? `${place}.${key}` : key));
}
