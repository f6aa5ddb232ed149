import type { RecordType } from '../../core/contact/contact';
import type { CrmRecord, CrmWrite } from '../../core/ports/crm';
import { crmChangesContract } from './crmChanges';
import { doneRecord, EVA, LINK, MINUTE, resultOf, resultsOf, type CrmWriteDriver, type CrmWriteWorld } from './crmKit';

type Create = Extract<CrmWrite, { op: 'create' }>;
type Update = Extract<CrmWrite, { op: 'update' }>;

const WINDOW = 10 * MINUTE;

/**
 * What every connector of a CRM does when it writes. A new one inherits this suite: it gives a driver with a world,
 * whose hands are the CRM's own; `troubledHttp` in crmKit.ts gets in the way of any connector over HTTP.
 */
export function crmWriteContract(name: string, driver: CrmWriteDriver): void {
	if (driver.changes !== 'elsewhere') crmChangesContract(name, driver);
	const { capabilities } = driver;
	const hasLinks = capabilities.links !== 'none';
	const hasCompanies = capabilities.recordTypes.includes('company');

	describe(`the writing half of the contract of a CRM, by ${name}`, () => {
		let world: CrmWriteWorld;

		beforeEach(async () => {
			world = await driver.open();
			world.advance(10 * MINUTE);
		});
		afterEach(() => world.close());

		const readOne = async (recordType: RecordType, recordId: string): Promise<CrmRecord> => {
			const [record] = (await world.crm.read([{ recordType, recordId }])).values();
			if (!record) throw new Error(`There is no ${recordType} ${recordId}.`);
			return record;
		};
		const person = async (place: 'inScope' | 'outside' = 'inScope'): Promise<CrmRecord> =>
			readOne('person', await world.hands.create({ recordType: 'person', firstName: 'Eva', lastName: 'Nova', email: 'eva@acme.test', phone: '+420 777 000 111', note: 'Met at the fair', place }));
		const held = ({ contact }: CrmRecord) => world.held(contact.recordType, contact.recordId);
		const creation = (more: Partial<Create> = {}): Create => ({ op: 'create', key: 'a', recordType: 'person', fields: EVA, scope: world.scope, link: LINK, ...more });
		const updating = (record: CrmRecord, more: Partial<Update> = {}): Update => ({ op: 'update', key: 'a', record, patch: {}, scope: world.scope, move: 'stay', ...more });
		const NAME = { firstName: 'Ewa', lastName: 'Nova' };

		it('says of itself what the driver says', () => {
			expect(world.crm.capabilities).toEqual(capabilities);
		});

		describe('reading singly', () => {
			it('shows a record with everything there is, links included', async () => {
				const record = await person();
				expect(record.contact).toMatchObject({ firstName: 'Eva', lastName: 'Nova', emails: [{ value: 'eva@acme.test' }], phones: [{ value: '+420 777 000 111' }], note: 'Met at the fair' });
				expect(record.links).toEqual(hasLinks ? [] : undefined);
			});

			it('goes by contact id, and leaves out who is gone', async () => {
				const kept = await person();
				const gone = await person();
				await world.hands.remove('person', gone.contact.recordId);
				const found = await world.crm.read([gone.contact, kept.contact].map(({ recordType, recordId }) => ({ recordType, recordId })));
				expect([...found.keys()]).toEqual([kept.contact.id]);
			});

			it('of nobody asks for nothing', async () => {
				expect((await world.crm.read([])).size).toBe(0);
			});

			if (hasLinks) {
				it('finds the record that carries a link, and no other', async () => {
					const record = await person();
					await world.hands.link('person', record.contact.recordId, LINK);
					expect((await world.crm.findByLink(LINK))?.contact.id).toBe(record.contact.id);
					expect((await readOne('person', record.contact.recordId)).links).toEqual([LINK]);
					expect(await world.crm.findByLink('google:mark1:people/c1')).toBeUndefined();
					expect(await world.crm.findByLink('google:mark2:people/c12')).toBeUndefined();
				});
			} else {
				it('finds no record by a link, as there is no place for links', async () => {
					await person();
					expect(await world.crm.findByLink(LINK)).toBeUndefined();
				});
			}
		});

		describe('a create', () => {
			it('makes a record with its values, in the scope, with its link', async () => {
				const record = doneRecord(await resultOf(world.crm, creation()));
				expect(await held(record)).toEqual({ firstName: 'Eva', lastName: 'Nova', emails: ['eva@acme.test'], phones: ['+420 777 000 111'], note: 'Met at the fair', inScope: true, links: hasLinks ? [LINK] : [], optOut: false, standing: 'active' });
			});

			if (hasCompanies) {
				it('of a company makes one', async () => {
					const write = creation({ recordType: 'company', fields: { company: { name: 'Acme' }, emails: [{ value: 'info@acme.test' }] } });
					expect(await held(doneRecord(await resultOf(world.crm, write)))).toMatchObject({ lastName: 'Acme', emails: ['info@acme.test'], inScope: true, links: hasLinks ? [LINK] : [] });
				});
			}

			it('answers the record as the CRM holds it, so that the next write goes by it', async () => {
				const record = doneRecord(await resultOf(world.crm, creation()));
				expect(record).toEqual(await readOne('person', record.contact.recordId));
				expect(await resultOf(world.crm, updating(record, { patch: NAME }))).toMatchObject({ kind: 'done', record: { contact: NAME } });
			});

			it('with little to go by makes a record all the same', async () => {
				const before = await world.ids('person');
				for (const fields of [{ lastName: 'Nova' }, { firstName: 'Eva' }, { emails: [{ value: 'eva@acme.test' }] }]) doneRecord(await resultOf(world.crm, creation({ fields, link: undefined })));
				expect(await world.ids('person')).toHaveLength(before.length + 3);
			});

			it('whose answer is lost after it was carried out is found, and made once', async () => {
				const before = await world.ids('person');
				world.trouble.cutNext('after');
				const result = await resultOf(world.crm, creation());
				if (driver.lostCreates !== 'blind') expect(await held(doneRecord(result))).toMatchObject({ lastName: 'Nova', inScope: true });
				else expect(result).toEqual({ kind: 'unknown', key: 'a', until: world.now() + WINDOW });
				expect(await world.ids('person')).toHaveLength(before.length + 1);
			});

			if (driver.lostCreates !== 'repeated') {
				it('whose answer is lost before it was carried out is unknown, and not repeated until it would be visible', async () => {
					const before = await world.ids('person');
					world.trouble.cutNext('before');
					const until = world.now() + WINDOW;
					expect(await resultOf(world.crm, creation())).toEqual({ kind: 'unknown', key: 'a', until });
					const sent = world.trouble.sent();
					expect(await resultOf(world.crm, creation())).toEqual({ kind: 'unknown', key: 'a', until });
					expect(world.trouble.sent()).toBe(sent);
					world.advance(WINDOW);
					doneRecord(await resultOf(world.crm, creation()));
					expect(await world.ids('person')).toHaveLength(before.length + 1);
				});
			} else {
				it('whose answer is lost before it was carried out is sent again', async () => {
					const before = await world.ids('person');
					world.trouble.cutNext('before');
					expect(await held(doneRecord(await resultOf(world.crm, creation())))).toMatchObject({ lastName: 'Nova' });
					expect(await world.ids('person')).toHaveLength(before.length + 1);
				});
			}

			it('carries an opt-out, where the CRM takes it', async () => {
				const record = doneRecord(await resultOf(world.crm, creation({ fields: { ...EVA, doNotEmail: true } })));
				expect((await held(record))?.optOut).toBe(driver.optOut === 'taken');
			});
		});

		describe('an update', () => {
			it('writes whole fields and leaves the others alone', async () => {
				const record = await person();
				const result = await resultOf(world.crm, updating(record, { patch: { ...NAME, emails: [{ value: 'ewa@acme.test' }] } }));
				expect(await held(doneRecord(result))).toEqual({ firstName: 'Ewa', lastName: 'Nova', emails: ['ewa@acme.test'], phones: ['+420 777 000 111'], note: 'Met at the fair', inScope: true, links: [], optOut: false, standing: 'active' });
			});

			it('clears a field with an empty text or list', async () => {
				const record = await person();
				const after = doneRecord(await resultOf(world.crm, updating(record, { patch: { note: '', phones: [] } })));
				expect([after.contact.note, after.contact.phones]).toEqual([undefined, undefined]);
				expect(await held(after)).toMatchObject({ firstName: 'Eva', emails: ['eva@acme.test'], phones: [] });
			});

			if (capabilities.writable.person.includes('birthday')) {
				it('clears a birthday that it wrote before', async () => {
					const first = doneRecord(await resultOf(world.crm, updating(await person(), { patch: { birthday: '1980-02-29' } })));
					expect(first.contact.birthday).toBe('1980-02-29');
					const second = doneRecord(await resultOf(world.crm, updating(first, { patch: { birthday: '' } })));
					expect(second.contact.birthday).toBeUndefined();
				});
			}

			if (hasCompanies) {
				it('of a company writes its values', async () => {
					const record = await readOne('company', await world.hands.create({ recordType: 'company', lastName: 'Acme', email: 'info@acme.test', note: 'Old', place: 'inScope' }));
					const after = doneRecord(await resultOf(world.crm, updating(record, { patch: { emails: [{ value: 'office@acme.test' }], note: 'New' } })));
					expect(await held(after)).toMatchObject({ lastName: 'Acme', emails: ['office@acme.test'], note: 'New', inScope: true });
				});
			}

			it('answers the record as the CRM holds it, so that the next write goes by it', async () => {
				const after = doneRecord(await resultOf(world.crm, updating(await person(), { patch: { note: 'New' } })));
				expect(after).toEqual(await readOne('person', after.contact.recordId));
				expect(await resultOf(world.crm, updating(after, { patch: NAME }))).toMatchObject({ kind: 'done', record: { contact: { ...NAME, note: 'New' } } });
			});

			it('that changes nothing sends nothing', async () => {
				const record = await person();
				const sent = world.trouble.sent();
				expect(doneRecord(await resultOf(world.crm, updating(record, { patch: { note: 'Met at the fair' } })))).toEqual(record);
				expect(world.trouble.sent()).toBe(sent);
			});

			it('of a record that someone wrote since is a conflict with the record as it is now, and writes nothing', async () => {
				const record = await person();
				await world.hands.rename('person', record.contact.recordId, 'Hill');
				const sent = world.trouble.sent();
				const result = await resultOf(world.crm, updating(record, { patch: { note: 'New' } }));
				expect(result).toEqual({ kind: 'conflict', key: 'a', current: await readOne('person', record.contact.recordId) });
				expect(result).toMatchObject({ current: { contact: { lastName: 'Hill', note: 'Met at the fair' } } });
				expect(world.trouble.sent()).toBe(sent);
			});

			it('of a record that is gone is a conflict without one', async () => {
				const record = await person();
				await world.hands.remove('person', record.contact.recordId);
				expect(await resultOf(world.crm, updating(record, { patch: { note: 'New' } }))).toEqual({ kind: 'conflict', key: 'a' });
			});

			it('that someone else got before, after we had read, says so, and shows what came out of it', async () => {
				const record = await person();
				world.trouble.beforeNext(() => world.hands.rename('person', record.contact.recordId, 'Hill'));
				const result = await resultOf(world.crm, updating(record, { patch: { note: 'New' } }));
				if (driver.replaces) expect(result).toMatchObject({ kind: 'done', record: { contact: { lastName: 'Nova', note: 'New' } } });
				else expect(result).toMatchObject({ kind: 'done', overtaken: true, record: { contact: { lastName: 'Hill', note: 'New' } } });
			});

			it.each(['before', 'after'] as const)('whose answer is lost %s it was carried out comes through, once', async (when) => {
				const record = await person();
				world.trouble.cutNext(when);
				const result = await resultOf(world.crm, updating(record, { patch: { note: 'New' } }));
				expect(result).toEqual({ kind: 'done', key: 'a', record: await readOne('person', record.contact.recordId) });
				expect(await held(record)).toMatchObject({ note: 'New', firstName: 'Eva', emails: ['eva@acme.test'] });
			});

			it.each([0, 1, 2].flatMap((n) => (['before', 'after'] as const).map((when) => [n + 1, when] as const)))('of values, scope and link in several requests comes through when the answer of request %s is lost %s it was carried out', async (n, when) => {
				const record = await person('outside');
				for (let passing = 1; passing < n; passing += 1) world.trouble.beforeNext(async () => undefined);
				world.trouble.cutNext(when);
				const result = await resultOf(world.crm, updating(record, { patch: NAME, move: 'join', ...(hasLinks ? { link: { set: LINK } } : {}) }));
				expect(await held(doneRecord(result))).toMatchObject({ firstName: 'Ewa', inScope: true, links: hasLinks ? [LINK] : [], emails: ['eva@acme.test'] });
				expect(result).not.toHaveProperty('overtaken');
			});

			it('leaves alone what this CRM does not take', async () => {
				const record = await person();
				const result = await resultOf(world.crm, updating(record, { patch: { url: 'https://elsewhere.test/1', state: 'new', category: 'new' } }));
				const { contact } = doneRecord(result);
				expect([contact.state, contact.category]).toEqual([record.contact.state, record.contact.category]);
				if (!capabilities.writable.person.includes('url')) expect(contact.url).toBe(record.contact.url);
			});

			it('adds tags and removes them', async () => {
				const first = doneRecord(await resultOf(world.crm, updating(await person(), { tags: { add: ['new', 'newer'], remove: [] } })));
				expect(first.contact.tags).toEqual(expect.arrayContaining(['new', 'newer']));
				const second = doneRecord(await resultOf(world.crm, updating(first, { tags: { add: ['newest'], remove: ['new'] } })));
				expect(second.contact.tags).toEqual(expect.arrayContaining(['newer', 'newest']));
				expect(second.contact.tags).not.toContain('new');
			});

			it('puts a record into the scope, and takes it out', async () => {
				const joined = doneRecord(await resultOf(world.crm, updating(await person('outside'), { move: 'join' })));
				expect((await held(joined))?.inScope).toBe(true);
				const left = doneRecord(await resultOf(world.crm, updating(joined, { move: 'leave' })));
				expect(await held(left)).toMatchObject({ inScope: false, standing: 'active', lastName: 'Nova' });
			});

			it('that moves into a scope which nobody can be put into fails, and writes nothing', async () => {
				const record = await person();
				const before = await held(record);
				const result = await resultOf(world.crm, updating(record, { patch: { note: 'New' }, scope: { kind: 'owner', ownerId: '1' }, move: 'join' }));
				expect(result).toMatchObject({ kind: 'failed', key: 'a', error: { recovery: 'record', reason: 'scopeNotJoinable' } });
				expect(await held(record)).toEqual(before);
			});

			if (hasLinks) {
				it('sets a link and removes it, beside those of others', async () => {
					const other = 'google:mark2:people/c9';
					const record = await person();
					await world.hands.link('person', record.contact.recordId, other);
					const linked = doneRecord(await resultOf(world.crm, updating(await readOne('person', record.contact.recordId), { link: { set: LINK } })));
					expect([...(linked.links ?? [])].sort()).toEqual([LINK, other].sort());
					const unlinked = doneRecord(await resultOf(world.crm, updating(await readOne('person', record.contact.recordId), { link: { remove: LINK } })));
					expect([unlinked.links, (await held(unlinked))?.links]).toEqual([[other], [other]]);
				});

				it('does values, scope and link in one go', async () => {
					const joined = doneRecord(await resultOf(world.crm, updating(await person('outside'), { patch: NAME, move: 'join', link: { set: LINK } })));
					expect(await held(joined)).toMatchObject({ firstName: 'Ewa', inScope: true, links: [LINK] });
					const left = doneRecord(await resultOf(world.crm, updating(joined, { patch: { note: '' }, move: 'leave', link: { remove: LINK } })));
					expect(await held(left)).toMatchObject({ firstName: 'Ewa', inScope: false, links: [] });
				});
			}

			it('sets the opt-out, or fails where the CRM does not take it', async () => {
				const record = await person();
				const result = await resultOf(world.crm, updating(record, { optOut: true }));
				if (driver.optOut === 'taken') expect(doneRecord(result).contact.doNotEmail).toBe(true);
				else expect(result).toMatchObject({ kind: 'failed', error: { recovery: 'record', reason: 'optOutNotTaken' } });
				expect((await held(record))?.optOut).toBe(driver.optOut === 'taken');
			});

			it('never takes an opt-out back, whatever else it writes', async () => {
				const record = await person();
				await world.hands.optOut('person', record.contact.recordId);
				const optedOut = await readOne('person', record.contact.recordId);
				const after = doneRecord(await resultOf(world.crm, updating(optedOut, { patch: { doNotEmail: false, emails: [{ value: 'ewa@acme.test' }], phones: [] } })));
				expect(await held(after)).toMatchObject({ optOut: true, emails: ['ewa@acme.test'], phones: [] });
			});
		});

		const { destroys } = capabilities;
		if (destroys === 'nothing') {
			it('a delete fails where the CRM has none, and removes nothing', async () => {
				const record = await person();
				expect(await resultOf(world.crm, { op: 'delete', key: 'a', record })).toMatchObject({ kind: 'failed', error: { recovery: 'record' } });
				expect((await held(record))?.standing).toBe('active');
			});
		} else {
			describe('a delete', () => {
				it('goes as far as the CRM lets it', async () => {
					const record = await person();
					const result = await resultOf(world.crm, { op: 'delete', key: 'a', record });
					expect(result).toEqual({ kind: 'done', key: 'a' });
					const expected = { invalid: 'invalid', trash: undefined, gone: undefined }[destroys];
					expect((await held(record))?.standing).toBe(expected);
				});

				it('of a record that someone wrote since is a conflict, and removes nothing', async () => {
					const record = await person();
					await world.hands.rename('person', record.contact.recordId, 'Hill');
					expect(await resultOf(world.crm, { op: 'delete', key: 'a', record })).toMatchObject({ kind: 'conflict', key: 'a', current: { contact: { lastName: 'Hill' } } });
					expect((await held(record))?.standing).toBe('active');
				});

				it('of a record that is gone already is done', async () => {
					const record = await person();
					await world.hands.remove('person', record.contact.recordId);
					expect(await resultOf(world.crm, { op: 'delete', key: 'a', record })).toEqual({ kind: 'done', key: 'a' });
				});

				it.each(['before', 'after'] as const)('whose answer is lost %s it was carried out comes through', async (when) => {
					const record = await person();
					world.trouble.cutNext(when);
					expect(await resultOf(world.crm, { op: 'delete', key: 'a', record })).toEqual({ kind: 'done', key: 'a' });
					expect((await held(record))?.standing).not.toBe('active');
				});
			});
		}

		describe('many writes', () => {
			it('have one result each, by key, and all their effect', async () => {
				const records = [await person(), await person(), await person(), await person(), await person(), await person()];
				const updates = records.map((record, n) => updating(record, { key: `update ${n}`, patch: { note: `Note ${n}` } }));
				const create = creation({ key: 'create' });
				const results = await resultsOf(world.crm, [...updates.slice(0, 3), create, ...updates.slice(3)]);
				expect(results.map(({ key, kind }) => `${key}: ${kind}`).sort()).toEqual(['create: done', ...updates.map(({ key }) => `${key}: done`)]);
				expect(await Promise.all(records.map(async (record) => (await held(record))?.note))).toEqual(updates.map((_, n) => `Note ${n}`));
			});

			it('go on where one of them is refused because of its record', async () => {
				const records = [await person(), await person()];
				world.trouble.refuseNext();
				const results = await resultsOf(world.crm, [creation({ key: 'refused', link: undefined }), ...records.map((record, n) => updating(record, { key: `update ${n}`, patch: { note: 'New' } }))]);
				expect(results.map(({ key, kind }) => [key, kind])).toEqual([['refused', 'failed'], ['update 0', 'done'], ['update 1', 'done']]);
				expect(results[0]).toMatchObject({ error: { recovery: 'record' } });
			});

			it('end when the run is cancelled, with what was written known', async () => {
				const records = [await person(), await person()];
				world.trouble.beforeNext(async () => world.cancel());
				const known: string[] = [];
				const run = async (): Promise<void> => {
					for await (const results of world.crm.write([creation({ key: 'create' }), ...records.map((record) => updating(record, { key: 'later', patch: { note: 'New' } }))])) known.push(...results.map(({ key }) => key));
				};
				await expect(run()).rejects.toMatchObject({ recovery: 'guard', reason: 'cancelled' });
				expect(known).toEqual(['create']);
				expect((await Promise.all(records.map(held))).map((one) => one?.note)).toEqual(['Met at the fair', 'Met at the fair']);
			});
		});
	});
}
