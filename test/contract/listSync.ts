import { OWN_FIELD } from '../../connectors/email/list/entry';
import { EVA, listFlow, SCOPE, TAG, type ListFlow, type ListWorld } from './listKit';

/** What Contact Sync does with a list, whatever the service. */
export function listSyncContract(name: string, open: () => ListWorld): void {
	describe(`Contact Sync with a list of ${name}`, () => {
		let world: ListWorld;
		let flow: ListFlow;
		beforeEach(() => {
			world = open();
			flow = listFlow(world);
		});
		const settles = async (): Promise<void> => {
			expect(await flow.does()).toEqual([]);
			flow.restart();
			expect(await flow.does({ read: 'everything' })).toEqual([]);
		};

		test('a contact of the scope is created with its values, tag, source and pair entry; a second run and another process write nothing', async () => {
			flow.inCrm(EVA);
			expect(await flow.does()).toEqual(['create new partner']);
			expect(world.held('eva@example.com')).toMatchObject({
				state: 'subscribed',
				fields: { firstName: 'Eva', lastName: 'Nováková', company: 'Acme', phone: '+420777123456', street: 'Dlouhá 1', city: 'Praha', postalCode: '110 00', countryCode: 'CZ' },
				tags: [TAG],
				source: 'raynet',
				customFields: { [OWN_FIELD]: expect.stringMatching(/^raynet:acme:person:\w+ 1p\w+=?;b/) },
			});
			await settles();
		});

		test('what changes in the CRM reaches the list, field by field', async () => {
			const id = flow.inCrm(EVA);
			await flow.run();
			world.hands.put('eva@example.com', { fields: { phone: '+420222333444' } });
			flow.crm.hands.edit(id, { company: { name: 'Beta', title: 'CEO' } });
			expect(await flow.does()).toEqual(['update changed crm partner']);
			expect(world.held('eva@example.com')?.fields).toMatchObject({ company: 'Beta', phone: '+420222333444' });
			expect(flow.crmFields(id)).toMatchObject({ company: { name: 'Beta', title: 'CEO' }, phones: [{ value: '+420222333444' }] });
			await settles();
		});

		test('what changes in the list reaches the CRM; what a list cannot hold stays there', async () => {
			const id = flow.inCrm(EVA);
			await flow.run();
			world.hands.put('eva@example.com', { fields: { lastName: 'Svobodová', company: 'Gama', city: 'Brno' } });
			expect(await flow.does()).toEqual(['update changed crm']);
			expect(flow.crmFields(id)).toMatchObject({ firstName: 'Eva', lastName: 'Svobodová', company: { name: 'Gama', title: 'Ředitelka', department: 'Vedení' }, emails: EVA.emails });
			expect(flow.crmFields(id).addresses).toMatchObject([{ city: 'Brno' }]);
			await settles();
		});

		test('a title or region that changes in the CRM is no change for the list', async () => {
			const id = flow.inCrm(EVA);
			await flow.run();
			flow.crm.hands.edit(id, { company: { name: 'Acme', title: 'Jednatelka' } });
			expect(await flow.does()).toEqual([]);
			expect(flow.crmFields(id).company?.title).toBe('Jednatelka');
		});

		test('somebody who is in the list already is linked, whatever the name there; gaps are filled and nothing is overwritten', async () => {
			world.hands.put('eva@example.com', { fields: { firstName: 'Evička' }, tags: ['web'] });
			const id = flow.inCrm(EVA);
			expect(await flow.does()).toEqual(['update linked partner']);
			expect(world.held('eva@example.com')).toMatchObject({ fields: { firstName: 'Evička', company: 'Acme' }, tags: ['web', TAG] });
			expect(flow.crmFields(id)).toMatchObject({ firstName: 'Eva', lastName: 'Nováková' });
			await settles();
		});

		test('of two contacts with one address the first has it, and the other is reported', async () => {
			flow.inCrm(EVA);
			flow.inCrm({ firstName: 'Jan', lastName: 'Novák', emails: [{ value: 'EVA@example.com' }] });
			expect(await flow.does()).toEqual(['create new partner', 'skip addressTaken']);
			expect(await flow.does({ read: 'everything' })).toEqual(['skip addressTaken']);
		});

		test('a contact without an address takes no part; one that loses its address loses the tag and nothing else', async () => {
			flow.inCrm({ firstName: 'Nikdo', lastName: 'Novák' });
			const id = flow.inCrm(EVA);
			expect(await flow.does()).toEqual(['skip noEmail', 'create new partner']);
			flow.crm.hands.edit(id, { emails: [] });
			expect(await flow.does()).toEqual(['leave noEmail partner']);
			expect(world.held('eva@example.com')).toMatchObject({ state: 'subscribed', tags: [], fields: { firstName: 'Eva' } });
		});

		test('who leaves the scope loses the tag and nothing else; back in it, the tag comes back', async () => {
			const id = flow.inCrm(EVA);
			world.hands.put('eva@example.com', { tags: ['web'] });
			await flow.run();
			flow.crm.hands.untag(id, SCOPE);
			expect(await flow.does()).toEqual(['leave leftScope partner']);
			expect(world.held('eva@example.com')).toMatchObject({ state: 'subscribed', tags: ['web'] });
			flow.crm.hands.tag(id, SCOPE);
			expect(await flow.does()).toEqual(['update rejoined partner']);
			expect(world.held('eva@example.com')?.tags).toEqual(['web', TAG]);
		});

		test('unsubscribed or deleted only where that was chosen', async () => {
			const [eva, jan] = [flow.inCrm(EVA), flow.inCrm({ lastName: 'Novák', emails: [{ value: 'jan@example.com' }] })];
			await flow.run();
			flow.crm.hands.untag(eva, SCOPE);
			expect(await flow.does({ leaving: 'optOut' })).toEqual(['leave leftScope partner']);
			expect(world.held('eva@example.com')).toMatchObject({ state: 'unsubscribed', tags: [] });
			flow.crm.hands.untag(jan, SCOPE);
			expect(await flow.does({ leaving: 'delete' })).toEqual(['delete leftScope partner']);
			expect(world.held('jan@example.com')).toBeUndefined();
		});

		test('who lost the tag in the list leaves the scope in the CRM', async () => {
			const id = flow.inCrm(EVA);
			await flow.run();
			world.hands.untag('eva@example.com', TAG);
			expect(await flow.does()).toEqual(['leave leftGroup crm']);
			expect(flow.crmFields(id).tags ?? []).toEqual([]);
		});

		test('who was deleted from the list is not put there again, and leaves the scope', async () => {
			const id = flow.inCrm(EVA);
			flow.inCrm({ lastName: 'Novák', emails: [{ value: 'jan@example.com' }] });
			await flow.run();
			world.hands.erase('eva@example.com');
			flow.restart();
			expect(await flow.does({ read: 'everything' })).toEqual(['leave deletedAtPartner crm']);
			expect([flow.crmFields(id).tags ?? [], world.held('eva@example.com')]).toEqual([[], undefined]);
		});

		test('a run of changes finds who was deleted since this process read the list last, and our own deleting is none of it', async () => {
			const [eva, jan] = [flow.inCrm(EVA), flow.inCrm({ lastName: 'Novák', emails: [{ value: 'jan@example.com' }] })];
			await flow.run();
			await flow.run();
			world.hands.erase('eva@example.com');
			expect(await flow.does({ mode: 'preview' })).toEqual(['leave deletedAtPartner crm']);
			expect(await flow.does()).toEqual(['leave deletedAtPartner crm']);
			expect(flow.crmFields(eva).tags ?? []).toEqual([]);
			flow.crm.hands.untag(jan, SCOPE);
			expect(await flow.does({ leaving: 'delete' })).toEqual(['delete leftScope partner']);
			expect(await flow.does()).toEqual([]);
		});

		test('a tagged subscriber who is not in the CRM is reported, and created only where that was chosen', async () => {
			world.hands.put('new@example.com', { fields: { firstName: 'Nová', lastName: 'Osoba' }, tags: [TAG] });
			expect(await flow.does()).toEqual(['skip notCreatedInCrm']);
			flow.restart();
			expect(await flow.does({ toCrm: { creates: 'people' } })).toEqual(['create new crm']);
			const [created] = [...flow.crm.hands.records().values()];
			expect(created?.contact).toMatchObject({ firstName: 'Nová', emails: [{ value: 'new@example.com' }] });
			await settles();
		});

		describe('consent only tightens', () => {
			test.each(['unsubscribed', 'complained'] as const)('who %s in the list is opted out in the CRM', async (state) => {
				const id = flow.inCrm(EVA);
				await flow.run();
				world.hands.state('eva@example.com', state);
				expect(await flow.does()).toEqual(['update changed crm']);
				expect(flow.crmFields(id).doNotEmail).toBe(true);
				expect(world.held('eva@example.com')?.state).toBe(state);
				await settles();
			});

			test('who bounced is not opted out by that', async () => {
				const id = flow.inCrm(EVA);
				await flow.run();
				world.hands.state('eva@example.com', 'bounced');
				expect(await flow.does()).toEqual([]);
				expect(flow.crmFields(id).doNotEmail).toBeUndefined();
			});

			test('who is opted out in the CRM is unsubscribed, and never put into the list', async () => {
				const id = flow.inCrm(EVA);
				flow.inCrm({ lastName: 'Tichý', emails: [{ value: 'no@example.com' }], doNotEmail: true });
				expect(await flow.does()).toEqual(['create new partner', 'skip optedOut']);
				flow.crm.hands.edit(id, { doNotEmail: true });
				expect(await flow.does()).toEqual(['update changed partner']);
				expect([world.held('eva@example.com')?.state, world.held('no@example.com')]).toEqual(['unsubscribed', undefined]);
				flow.crm.hands.edit(id, { doNotEmail: false });
				expect(await flow.does()).toEqual(['update changed crm']);
				expect([world.held('eva@example.com')?.state, flow.crmFields(id).doNotEmail]).toEqual(['unsubscribed', true]);
			});

			describe('an opt-out of one address of a person is one of all of them', () => {
				const TWO = { ...EVA, emails: [{ value: 'eva@example.com' }, { value: 'eva@home.example' }] };

				test('who is opted out in the CRM is unsubscribed under a second address that is in the list by itself', async () => {
					world.hands.put('eva@home.example', { tags: ['web'] });
					world.hands.put('eva@example.com');
					const id = flow.inCrm(TWO);
					await flow.run();
					flow.crm.hands.edit(id, { doNotEmail: true });
					expect(await flow.does()).toEqual(['update changed partner', 'update changed partner']);
					expect([world.held('eva@example.com')?.state, world.held('eva@home.example')]).toMatchObject(['unsubscribed', { state: 'unsubscribed', tags: ['web'], customFields: {} }]);
					await settles();
				});

				test('who unsubscribes under the second address is unsubscribed under the first, and opted out in the CRM', async () => {
					world.hands.put('eva@example.com');
					world.hands.put('eva@home.example');
					const id = flow.inCrm(TWO);
					await flow.run();
					world.hands.state('eva@home.example', 'unsubscribed');
					expect(await flow.does({ read: 'everything' })).toEqual(['update changed crm partner']);
					expect([world.held('eva@example.com')?.state, flow.crmFields(id).doNotEmail]).toEqual(['unsubscribed', true]);
					await settles();
				});

				test('a newcomer who unsubscribed under the second address, which another contact has, is not put into the list', async () => {
					flow.inCrm({ lastName: 'Jiná', emails: [{ value: 'eva@home.example' }] });
					await flow.run({ direction: 'toPartner' });
					world.hands.state('eva@home.example', 'unsubscribed');
					flow.inCrm(TWO);
					expect(await flow.does({ direction: 'toPartner' })).toEqual(['skip optedOut']);
					expect(world.held('eva@example.com')).toBeUndefined();
				});

				test('who unsubscribed under the address that it had before, where only a note tells of it, stays out under the new one', async () => {
					const note = (id: string): Record<string, string> => ({ [OWN_FIELD]: `for raynet:acme:person:${id}` });
					const [eva, jan] = [flow.inCrm(EVA), flow.inCrm({ lastName: 'Novák', emails: [{ value: 'jan@example.com' }] })];
					for (const [id, old] of [[eva, 'eva@old.example'], [jan, 'jan@old.example']] as const) {
						world.hands.put(old, { customFields: note(id) });
						world.hands.state(old, 'unsubscribed');
					}
					world.hands.put('jan@example.com', { tags: [TAG] });
					expect(await flow.does()).toEqual(['skip optedOut', 'update linked crm partner']);
					expect([world.held('eva@example.com'), world.held('jan@example.com')?.state, flow.crmFields(jan).doNotEmail]).toEqual([undefined, 'unsubscribed', true]);
				});

				test('a preview shows it and writes nothing', async () => {
					world.hands.put('eva@home.example');
					flow.inCrm({ ...TWO, doNotEmail: true });
					expect(await flow.does({ mode: 'preview' })).toEqual(['update linked partner']);
					expect(world.held('eva@home.example')?.state).toBe('subscribed');
				});
			});

			test('of two contacts with one address, the one that opted out counts for both, whichever of them is in the list', async () => {
				const id = flow.inCrm(EVA);
				await flow.run();
				flow.inCrm({ lastName: 'Jiná', emails: [{ value: 'EVA@example.com' }], doNotEmail: true });
				expect(await flow.does()).toEqual(['update changed crm partner', 'skip optedOut']);
				expect([world.held('eva@example.com')?.state, flow.crmFields(id).doNotEmail]).toEqual(['unsubscribed', true]);
				expect(await flow.does({ read: 'everything' })).toEqual(['skip optedOut']);
			});

			test('of a first run with many newcomers, too: one who opted out counts although it is out of the scope and never read for it', async () => {
				flow.inCrm({ lastName: 'Jiná', emails: [{ value: 'p7@example.com' }], doNotEmail: true }, 'out');
				for (let n = 0; n < 51; n += 1) flow.inCrm({ lastName: `P${n}`, emails: [{ value: `p${n}@example.com` }] });
				expect((await flow.does()).filter((one) => one !== 'create new partner')).toEqual(['skip optedOut']);
				expect(world.held('p7@example.com')).toBeUndefined();
			});

			test('of two contacts with one address, the one that opted out counts although the other one has left the scope', async () => {
				const id = flow.inCrm(EVA);
				await flow.run();
				flow.crm.hands.untag(id, SCOPE);
				flow.inCrm({ lastName: 'Jiná', emails: EVA.emails ?? [], doNotEmail: true });
				await flow.run();
				await flow.run({ read: 'everything' });
				expect(world.held('eva@example.com')?.state).toBe('unsubscribed');
			});

			test('a one-way flow opts nobody out in the CRM, and changes nothing in the list for it', async () => {
				const id = flow.inCrm(EVA);
				await flow.run({ direction: 'toPartner' });
				world.hands.state('eva@example.com', 'unsubscribed');
				expect(await flow.does({ direction: 'toPartner' })).toEqual([]);
				expect([flow.crmFields(id).doNotEmail, world.held('eva@example.com')?.state]).toEqual([undefined, 'unsubscribed']);
			});
		});

		describe('an address that changes in the CRM', () => {
			const changed = [{ value: 'eva@new.example' }];

			test('moves the pair to a new subscriber with the same data; the old one stays without the tag', async () => {
				const id = flow.inCrm(EVA);
				await flow.run();
				world.hands.put('eva@example.com', { tags: ['web'], customFields: { shoe: '38' } });
				flow.crm.hands.edit(id, { emails: changed });
				expect(await flow.does()).toEqual(['update changed partner']);
				expect(world.held('eva@new.example')).toMatchObject({ state: 'subscribed', fields: { firstName: 'Eva', company: 'Acme' }, tags: [TAG, 'web'], customFields: { shoe: '38' } });
				expect(world.held('eva@example.com')).toMatchObject({ state: 'subscribed', tags: ['web'] });
				await settles();
				flow.crm.hands.edit(id, { company: { name: 'Beta' } });
				await flow.run();
				expect([world.held('eva@new.example')?.fields.company, world.held('eva@example.com')?.fields.company]).toEqual(['Beta', 'Acme']);
			});

			test('takes an opt-out along, also in a flow that cannot write the CRM', async () => {
				const id = flow.inCrm(EVA);
				await flow.run({ direction: 'toPartner' });
				world.hands.state('eva@example.com', 'unsubscribed');
				flow.crm.hands.edit(id, { emails: changed });
				expect(await flow.does({ direction: 'toPartner' })).toEqual(['update changed partner']);
				expect(world.held('eva@new.example')?.state).toBe('unsubscribed');
			});

			test('is linked with the subscriber who has it already, and opts that one out where the old one was', async () => {
				const id = flow.inCrm(EVA);
				await flow.run({ direction: 'toPartner' });
				world.hands.put('eva@new.example', { fields: { firstName: 'E.' } });
				world.hands.state('eva@example.com', 'unsubscribed');
				flow.crm.hands.edit(id, { emails: changed });
				await flow.run({ direction: 'toPartner' });
				expect(world.held('eva@new.example')).toMatchObject({ state: 'unsubscribed', tags: [TAG] });
			});

			test('is taken over from a contact that is gone', async () => {
				const gone = flow.inCrm({ lastName: 'Pryč', emails: changed });
				const id = flow.inCrm(EVA);
				await flow.run();
				flow.crm.hands.remove(gone);
				flow.crm.hands.edit(id, { emails: changed });
				expect((await flow.does({ read: 'everything' })).filter((one) => !one.startsWith('skip'))).toEqual(['update changed partner']);
				expect([world.held('eva@example.com')?.tags, world.held('eva@new.example')?.tags]).toEqual([[], [TAG]]);
				await settles();
			});

			test('stays where it is while another contact has the new one, and says so', async () => {
				const id = flow.inCrm(EVA);
				flow.inCrm({ lastName: 'Jiná', emails: changed });
				await flow.run();
				flow.crm.hands.edit(id, { emails: changed });
				const { report } = await flow.run();
				expect(report.results.flatMap(({ warnings }) => warnings.map(({ code }) => code))).toEqual(['sharedEmail']);
				expect([world.held('eva@example.com')?.tags, world.held('eva@new.example')?.fields.lastName]).toEqual([[TAG], 'Jiná']);
			});
		});

		test('the flow entry lies on one subscriber, and tells of changed settings', async () => {
			for (const one of ['a', 'b', 'c']) flow.inCrm({ lastName: one, emails: [{ value: `${one}@example.com` }] });
			await flow.run();
			const carriers = ['a', 'b', 'c'].filter((one) => world.held(`${one}@example.com`)?.customFields[OWN_FIELD]?.includes('flow '));
			expect(carriers.length).toBeGreaterThanOrEqual(1);
			expect((await flow.partner.groups())[0]?.flowEntry).toMatch(/^1;raynet:acme;/);
			await expect(flow.run({ scope: 'another' })).rejects.toMatchObject({ reason: 'settingsChanged' });
		});

		test('values of the list\'s own fields and tags of others stay as they are', async () => {
			world.hands.put('eva@example.com', { tags: ['web', 'VIP'], customFields: { shoe: '38' } });
			const id = flow.inCrm(EVA);
			await flow.run();
			flow.crm.hands.edit(id, { lastName: 'Jiná' });
			await flow.run();
			expect(world.held('eva@example.com')).toMatchObject({ tags: ['web', 'VIP', TAG], customFields: { shoe: '38' } });
		});

		test('a preview writes nothing', async () => {
			flow.inCrm(EVA);
			expect(await flow.does({ mode: 'preview' })).toEqual(['create new partner']);
			expect(world.held('eva@example.com')).toBeUndefined();
		});
	});
}
