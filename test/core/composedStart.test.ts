import { runToCrm, runUpsert, type PartnerIncoming, type ToCrmRequest } from '../../core/sync';
import { decodeFlowEntry } from '../../core/sync/flowEntry';
import { decodeEntry } from '../../core/sync/pairEntry';
import { CAPABILITIES, EVA, fieldRules, flow } from '../support/contacts';
import { LABEL, TAG, twoWay } from './syncKit';

/** A composed two-way flow on a label that nothing of ours has written yet, so that it carries no mark of the account. */
const JAN = { firstName: 'Jan', lastName: 'Novák', emails: [{ value: 'jan@b.test' }] };
const scope = { kind: 'tag' as const, tag: TAG };
const settings = { ...flow({ scope: JSON.stringify(scope), fields: fieldRules('both'), group: { by: 'name', name: LABEL } }), toCrm: { scope, leaving: 'leave' as const, creates: 'people' as const, writesPerRun: 100, linksPerRun: 100 } };

function fresh() {
	const kit = twoWay();
	const jan = kit.inPartner(JAN);
	const groupId = kit.labelId();
	const incoming = (): PartnerIncoming[] => [...kit.partner.hands.records().values()].map((record) => ({ key: record.id, event: 'updated', record }));
	/** Brings everybody to the CRM, and what came of it back to Google, as the two nodes of the flow do. */
	const compose = async (accountMark?: string, more: Partial<ToCrmRequest> = {}) => {
		const { results } = await runToCrm({ incoming: incoming(), crm: kit.crm, partner: CAPABILITIES, settings, recordTypes: ['person', 'company'], groupId, ...(accountMark ? { accountMark } : {}), env: kit.fake.env, mode: 'apply', ...more });
		const items = results.flatMap(({ key, record, partnerId, entry }) => (record ? [{ key, contact: record.contact, event: 'updated' as const, ...(partnerId ? { partnerId } : {}), ...(entry ? { remembered: decodeEntry(entry) } : {}) }] : []));
		await runUpsert({ operation: 'upsert', incoming: items, settings, partner: kit.partner, ...(accountMark ? { accountMark } : {}), env: kit.fake.env, mode: 'apply' });
		return results.map(({ action, reason }) => `${action} ${reason}`);
	};
	const links = () => [...kit.crm.hands.records().values()].flatMap(({ links: all = [] }) => all);
	const markOnLabel = async () => decodeFlowEntry((await kit.partner.groups()).find(({ id }) => id === groupId)?.flowEntry)?.accountMark;
	return { ...kit, jan, groupId, compose, links, markOnLabel };
}

test('the mark that the trigger has drawn stands in the links and on the label, so that Contact Sync has nothing left to do', async () => {
	const kit = fresh();
	expect(await kit.compose('a1b2c3')).toEqual(['create new']);
	expect(kit.links()).toEqual([`memory:a1b2c3:${kit.jan}`]);
	expect(await kit.markOnLabel()).toBe('a1b2c3');
	const held = kit.held();
	expect(await kit.does({ read: 'everything' })).toEqual([]);
	expect(kit.held()).toEqual(held);
	kit.partner.hands.delete(kit.jan);
	expect(await kit.does({ read: 'everything' })).toEqual(['leave deletedAtPartner crm']);
});

test('a label that carries a mark keeps it, whatever the trigger has drawn', async () => {
	const kit = fresh();
	await kit.run();
	const mark = await kit.markOnLabel();
	await kit.compose('a1b2c3');
	expect(await kit.markOnLabel()).toBe(mark);
});

test('without a mark nothing that looks like a link is stored in the CRM, and Contact Sync stores the link later', async () => {
	const kit = fresh();
	expect(await kit.compose()).toEqual(['create new']);
	expect(kit.links()).toEqual([]);
	expect(await kit.does({ read: 'everything' })).toEqual([]);
	expect(kit.links()).toEqual([`memory:${await kit.markOnLabel()}:${kit.jan}`]);
});

test('of a mark that was just drawn no link is looked for', async () => {
	const kit = fresh();
	kit.calls();
	await kit.compose('a1b2c3', { linkKnown: 'no' });
	expect(kit.calls().filter((call) => call === 'crm.findByLink')).toEqual([]);
	const next = fresh();
	next.calls();
	await next.compose('a1b2c3');
	expect(next.calls().filter((call) => call === 'crm.findByLink')).toEqual(['crm.findByLink']);
});

test('another branch of the flow has marked the label before: links under the mark that the trigger drew heal, and leaving and deleting are understood', async () => {
	const kit = fresh();
	const petr = kit.inPartner({ firstName: 'Petr', lastName: 'Hora' });
	// The branch from the CRM comes first, and draws a mark of its own.
	const eva = kit.inCrm(EVA);
	const contact = kit.crm.hands.records().get(eva)?.contact;
	const branch = () => runUpsert({ operation: 'upsert', incoming: contact ? [{ key: 'x', contact, event: 'created' }] : [], settings, partner: kit.partner, env: kit.fake.env, mode: 'apply' });
	const crm = { ...kit.crm, write: (writes: Parameters<typeof kit.crm.write>[0]) => afterwards(branch, kit.crm.write(writes)) };
	expect(await kit.compose('a1b2c3', { crm })).toEqual(['create new', 'create new']);
	const mark = await kit.markOnLabel();
	expect(mark).not.toBe('a1b2c3');
	expect(kit.links()).toEqual([`memory:a1b2c3:${kit.jan}`, `memory:a1b2c3:${petr}`]);

	expect(await kit.does({ read: 'everything' })).toEqual([]);
	expect(kit.links()).toEqual(expect.arrayContaining([`memory:${mark}:${kit.jan}`, `memory:${mark}:${petr}`]));
	kit.partner.hands.unlabel(kit.jan, kit.groupId);
	kit.partner.hands.delete(petr);
	expect(await kit.does({ read: 'everything' })).toEqual(['leave leftGroup crm', 'leave deletedAtPartner crm']);
	const held = kit.held();
	await kit.run({ read: 'everything' });
	expect(kit.held()).toEqual(held);
});

/** Something happens once all of it is written, before anybody is told. */
async function* afterwards<T>(happens: () => Promise<unknown>, results: AsyncIterable<T>): AsyncGenerator<T> {
	const all: T[] = [];
	for await (const one of results) all.push(one);
	if (all.length > 0) await happens();
	yield* all;
}
