import { createGoogleMemory } from '../../connectors/google';
import type { PartnerChanges, PartnerSide } from '../../core/ports/partner';
import { googleAccounts } from '../../sandbox/google';
import type { Sandbox } from '../../sandbox/kit';
import { createAxiosClient } from '../support/axiosClient';
import { googleWorld, startGoogle } from './googleWorld';
import { create, MINUTE, write, type PartnerWorld } from './partnerKit';

/** What is Google's own in telling changes: sync tokens, their end, and label changes that syncs may not tell. */
let sandbox: Sandbox;
let world: PartnerWorld;
let partner: PartnerSide;

beforeAll(async () => {
	sandbox = await startGoogle();
});
beforeEach(() => {
	world = googleWorld(sandbox);
	({ partner } = world);
});
afterEach(() => world.close());
afterAll(() => sandbox.close());

const DAY = 24 * 60 * MINUTE;
const MINE = 'contactGroups/myContacts';
const control = (action: string, args: Record<string, unknown>): unknown => sandbox.service('google').control(action, args);
const refuse = (status: number, more: { after?: number; times?: number } = {}): void =>
	sandbox.fault({ service: 'google', op: 'connections.list', effect: { kind: 'answer', status, body: { error: { code: status, message: 'no' } } }, ...more });
const add = (lastName: string): string => world.hands.create({ lastName }, [MINE]);
const names = ({ records }: PartnerChanges): unknown[] => records.map(({ fields }) => fields.lastName);

/** The calls since the last time, with what became of them. */
function ops(): string[] {
	const calls = sandbox.calls('google').map(({ op, status }) => (status === 200 ? op : `${op} ${status}`));
	sandbox.clearCalls();
	return calls;
}

async function begun(): Promise<string> {
	const { cursor } = await partner.changes(undefined);
	sandbox.clearCalls();
	return cursor;
}

test('a poll costs two calls: what changed, then the labels; the first one a page per thousand contacts', async () => {
	control('account.fill', { count: 2500 });
	const { cursor, records } = await partner.changes(undefined);
	expect([records.length, ops()]).toEqual([2500, ['connections.list', 'connections.list', 'connections.list', 'groups.list']]);
	await partner.changes(cursor);
	expect(ops()).toEqual(['connections.list', 'groups.list']);
});

test('several pages of changes are one answer, deletions too', async () => {
	const cursor = await begun();
	control('account.fill', { count: 2500 });
	const [first] = world.held().keys();
	world.hands.delete(String(first));
	const told = await world.restarted().changes(cursor);
	expect([told.records.length, told.gone, ops()]).toEqual([2499, [first], ['connections.list', 'connections.list', 'connections.list', 'groups.list']]);
});

test('a contact that was linked to a profile is told under its new name with its former one, and nothing is gone', async () => {
	const id = add('Nováková');
	const cursor = await begun();
	const { resourceName } = control('person.link', { resourceName: id }) as { resourceName: string };
	const told = await partner.changes(cursor);
	expect([told.records.map((one) => [one.id, one.formerIds]), told.gone]).toEqual([[[resourceName, [id]]], []]);
});

describe('the sync token', () => {
	test('is renewed on the seventh day by a full read, between two reads of changes by the old one', async () => {
		const id = add('Nováková');
		let cursor = await begun();
		for (let day = 1; day <= 5; day += 1) {
			world.advance(DAY);
			({ cursor } = await partner.changes(cursor));
		}
		expect(ops()).toEqual(Array.from({ length: 5 }, () => ['connections.list', 'groups.list']).flat());
		world.advance(DAY);
		world.hands.delete(id);
		add('Dvořák');
		const told = await partner.changes(cursor);
		expect([told.extent, names(told), told.gone]).toEqual(['changes', ['Dvořák'], [id]]);
		expect(ops()).toEqual(['connections.list', 'connections.list', 'connections.list', 'groups.list']);
	});

	test('so a flow that polls goes on for weeks without ever reading everything as new', async () => {
		let cursor = await begun();
		for (let day = 1; day <= 30; day += 1) {
			world.advance(DAY);
			const name = `Day ${day}`;
			add(name);
			const told = await world.restarted().changes(cursor);
			expect([told.extent, names(told)]).toEqual(['changes', [name]]);
			({ cursor } = told);
		}
	});

	test('what changes while it is renewed is told', async () => {
		const id = add('Nováková');
		const cursor = await begun();
		world.advance(6 * DAY);
		const http = createAxiosClient({ login: { kind: 'bearer', token: googleAccounts.owner.accessToken } });
		let calls = 0;
		const side = googleWorld(sandbox, {
			async http(request) {
				calls += 1;
				// After the full read, before the old token is used once more.
				if (calls === 3) world.hands.delete(id);
				return await http(request);
			},
		}).partner;
		const told = await side.changes(cursor);
		expect([told.extent, told.gone]).toEqual(['changes', [id]]);
	});

	test('when the renewal does not come through, the changes are told all the same and it is tried again', async () => {
		const cursor = await begun();
		world.advance(6 * DAY);
		add('Dvořák');
		control('quota.set', { fullSyncs: 0 });
		const told = await partner.changes(cursor);
		expect([told.extent, names(told)]).toEqual(['changes', ['Dvořák']]);
		expect(ops().filter((op) => op === 'connections.list')).toHaveLength(1);
		control('quota.set', { fullSyncs: 10 });
		world.advance(MINUTE);
		expect(await partner.changes(told.cursor)).toMatchObject({ extent: 'changes', records: [] });
		expect(ops()).toEqual(['connections.list', 'connections.list', 'connections.list', 'groups.list']);
	});

	test('that has expired leads to one full read', async () => {
		add('Nováková');
		const cursor = await begun();
		world.advance(7 * DAY);
		expect(await partner.changes(cursor)).toMatchObject({ extent: 'everything', gone: [] });
		expect(ops()).toEqual(['connections.list 400', 'connections.list', 'groups.list']);
	});

	test('an error while reading changes is no reason to read everything', async () => {
		const cursor = await begun();
		refuse(503, { times: 8 });
		await expect(partner.changes(cursor)).rejects.toMatchObject({ recovery: 'retriable' });
		expect(new Set(ops())).toEqual(new Set(['connections.list 503']));
		expect(await partner.changes(cursor)).toMatchObject({ extent: 'changes' });
	});
});

test('a full read that breaks off goes on from its last page in the same process, and starts anew in another', async () => {
	control('account.fill', { count: 2500 });
	refuse(401, { after: 2 });
	const memory = createGoogleMemory();
	await expect(googleWorld(sandbox, { memory }).partner.changes(undefined)).rejects.toMatchObject({ recovery: 'fatal' });
	sandbox.clearCalls();
	expect((await googleWorld(sandbox, { memory }).partner.changes(undefined)).records).toHaveLength(2500);
	expect(ops()).toEqual(['connections.list', 'groups.list']);
	expect((await world.restarted().changes(undefined)).records).toHaveLength(2500);
	expect(ops()).toEqual(['connections.list', 'connections.list', 'connections.list', 'groups.list']);
});

describe('label changes that syncs do not tell', () => {
	beforeEach(() => sandbox.setSwitch('google', 'membershipInSync', 'no'));

	test('lead to a full read when the numbers of members stay unexplained for ten minutes', async () => {
		const label = await partner.createGroup('CRM', 'flow');
		const id = add('Nováková');
		let cursor = await begun();
		world.hands.label(id, label.id);
		for (let minute = 0; minute < 10; minute += 1) {
			const told = await partner.changes(cursor);
			expect([told.extent, told.records.length]).toEqual(['changes', 0]);
			({ cursor } = told);
			world.advance(MINUTE);
		}
		const told = await partner.changes(cursor);
		expect([told.extent, told.records.map(({ groups }) => groups)]).toEqual(['everything', [[MINE, label.id]]]);
		expect(await partner.changes(told.cursor)).toMatchObject({ extent: 'changes', records: [] });
	});

	test('are noticed beside other changes that do not account for them', async () => {
		const label = await partner.createGroup('CRM', 'flow');
		const [labelled, edited] = [add('Nováková'), add('Dvořák')];
		const cursor = await begun();
		world.hands.label(labelled, label.id);
		world.hands.edit(edited, { note: 'new' });
		const first = await partner.changes(cursor);
		world.advance(10 * MINUTE);
		const second = await partner.changes(first.cursor);
		expect([first.extent, names(first), second.extent]).toEqual(['changes', ['Dvořák'], 'everything']);
	});

	test('are not suspected in our own writes, which carry values and labels', async () => {
		const label = await partner.createGroup('CRM', 'flow');
		let cursor = await begun();
		await write(partner, ...Array.from({ length: 30 }, (_none, n) => create(String(n), { lastName: `Person ${n}` }, [MINE, label.id])));
		for (const wait of [0, 11, 11]) {
			world.advance(wait * MINUTE);
			const told = await partner.changes(cursor);
			expect(told.extent).toBe('changes');
			({ cursor } = told);
		}
	});
});

test('labels that syncs tell late, as Google does, are waited for and lead to no full read', async () => {
	const label = await partner.createGroup('CRM', 'flow');
	const ids = [add('Nováková'), add('Dvořák')];
	let cursor = await begun();
	world.delayVisibility(5 * MINUTE);
	const told: PartnerChanges[] = [];
	for (let minute = 0; minute < 16; minute += 1) {
		if (minute < 2) world.hands.label(ids[minute] as string, label.id);
		told.push(await partner.changes(cursor));
		cursor = told.at(-1)?.cursor ?? '';
		world.advance(MINUTE);
	}
	expect([new Set(told.map(({ extent }) => extent)), told.flatMap(names)]).toEqual([new Set(['changes']), ['Nováková', 'Dvořák']]);
});

test('a cursor stays below 2 KB with 150 labels', async () => {
	for (let n = 0; n < 150; n += 1) control('label.create', { label: `Label ${n}` });
	expect((await partner.changes(undefined)).cursor.length).toBeLessThan(2000);
});
