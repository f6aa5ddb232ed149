import type { PartnerRecord } from '../../core/ports/partner';
import type { Incoming } from '../../core/sync/incoming';
import type { Membership } from '../../core/sync/pairEntry';
import type { LeavePolicy } from '../../core/sync/settings';
import { entryOf, EVA, flow, FRIENDS, GROUP, item, OTHER_ACCOUNT, paired, person, plannedFor, record, stored, VISIBLE, type Planning, type Settled } from '../support/contacts';

const eva = person('31');
const emptied = person('31', { note: 'anonymised' });

type Outcome = [actionAndReason: string, moveOrOp: string | undefined, membershipWritten: Membership | undefined];

/** What is decided, what is moved, and which membership is stored. */
function outcome(one: Incoming, found: PartnerRecord, planning: Planning = {}): Outcome {
	const { action, reason, intent } = plannedFor(one, [found], planning);
	if (!intent) return [`${action} ${reason}`, undefined, undefined];
	if (intent.op !== 'update') return [`${action} ${reason}`, intent.op, undefined];
	expect(intent.patch).toEqual({});
	return [`${action} ${reason}`, intent.move, [...intent.entry.memberships.values()][0] ?? 'dormant'];
}

/** A pair with this membership in its entry, found inside or outside the group. */
function pair(membership: Membership, now: 'in' | 'out', settled: Settled = {}, changes: Partial<PartnerRecord> = {}): PartnerRecord {
	return paired('r', eva, { ...settled, membership }, { groups: now === 'in' ? [GROUP.id, VISIBLE.id] : [VISIBLE.id], ...changes });
}

const leavingBy = (leaving: LeavePolicy): Planning => ({ settings: flow({ leaving }) });

describe('a contact that is out of the flow in the CRM', () => {
	test.each<[string, Incoming, string]>([
		['left the scope', item(eva, 'left'), 'leftScope'],
		['was deleted in the CRM', item(eva, 'deleted'), 'deletedInCrm'],
		['has neither name nor e-mail nor phone any more', item(emptied, 'updated'), 'emptied'],
	])('because it %s leaves the group, its values stay', (_, one, reason) => {
		expect(outcome(one, pair('both', 'in'))).toEqual([`leave ${reason}`, 'leave', 'dormant']);
	});

	test.each<[LeavePolicy, Membership, 'in' | 'out', Outcome]>([
		['leave', 'both', 'in', ['leave leftScope', 'leave', 'dormant']],
		['leave', 'both', 'out', ['skip alreadyOut', 'stay', 'dormant']],
		['leave', 'crm', 'out', ['skip alreadyOut', 'stay', 'dormant']],
		['leave', 'crm', 'in', ['leave leftScope', 'leave', 'dormant']],
		['leave', 'partner', 'in', ['skip alreadyOut', undefined, undefined]],
		['leave', 'partner', 'out', ['skip alreadyOut', 'stay', 'dormant']],
		['leave', 'dormant', 'out', ['skip alreadyOut', undefined, undefined]],
		['leave', 'dormant', 'in', ['skip alreadyOut', 'stay', 'partner']],
		['nothing', 'both', 'in', ['skip keptByPolicy', 'stay', 'partner']],
		['nothing', 'both', 'out', ['skip keptByPolicy', 'stay', 'dormant']],
		['nothing', 'partner', 'in', ['skip keptByPolicy', undefined, undefined]],
		['nothing', 'dormant', 'out', ['skip keptByPolicy', undefined, undefined]],
		['delete', 'both', 'in', ['delete leftScope', 'delete', undefined]],
		['delete', 'both', 'out', ['skip alreadyOut', 'stay', 'dormant']],
		['delete', 'crm', 'out', ['skip alreadyOut', 'stay', 'dormant']],
		['delete', 'crm', 'in', ['leave leftScope', 'leave', 'dormant']],
		['delete', 'partner', 'in', ['skip alreadyOut', undefined, undefined]],
		['delete', 'dormant', 'out', ['skip alreadyOut', undefined, undefined]],
		['delete', 'dormant', 'in', ['skip alreadyOut', 'stay', 'partner']],
	])('policy %s, was %s, at the partner %s: %p', (leaving, membership, now, result) => {
		expect(outcome(item(eva, 'left'), pair(membership, now), leavingBy(leaving))).toEqual(result);
	});

	test('leaving beats an edit: what was edited in the CRM meanwhile is not written', () => {
		expect(outcome(item({ ...eva, note: 'new' }, 'left'), pair('both', 'in'))).toEqual(['leave leftScope', 'leave', 'dormant']);
	});

	test('leaving beats an edit at the partner, which stays there', () => {
		expect(outcome(item(eva, 'left'), pair('both', 'in', {}, { fields: { ...EVA, note: 'own' } }))).toEqual(['leave leftScope', 'leave', 'dormant']);
	});

	test('without an entry leaves where it is found inside', () => {
		expect(outcome(item(eva, 'left'), record('r', EVA, { groups: [GROUP.id], externalIds: [eva.id] }))).toEqual(['leave leftScope', 'leave', 'dormant']);
		expect(outcome(item(eva, 'left'), record('r', EVA, { externalIds: [eva.id] }))).toEqual(['skip alreadyOut', 'stay', 'dormant']);
	});

	test('and was never in this group, but in another one of ours, costs no write', () => {
		const second = paired('r', eva, { groupId: 'second' }, { groups: ['second'] });
		expect(outcome(item(eva, 'left'), second)).toEqual(['skip alreadyOut', undefined, undefined]);
	});
});

describe('a contact that a person merged with another one', () => {
	const merged = [{ recordType: 'person' as const, recordId: '44' }];

	test.each(['leave', 'delete', 'nothing'] as const)('and that leaves (policy %s) passes the record on to the other one', (leaving) => {
		const { action, reason, intent } = plannedFor(item(eva, 'left'), [pair('both', 'in', { merged })], leavingBy(leaving));
		expect([action, reason]).toEqual(['skip', 'merged']);
		expect(intent).toMatchObject({ op: 'update', move: 'stay', patch: {}, entry: { record: merged[0], merged: [], memberships: entryOf(eva).memberships } });
	});

	test('is taken out on request, and not deleted', () => {
		const found = pair('both', 'in', { merged });
		expect(outcome(item(eva), found, { operation: 'removeFromGroup' })).toEqual(['leave removedByRequest', 'leave', 'dormant']);
		expect(outcome(item(eva), found, { operation: 'delete' })).toEqual(['leave removedByRequest', 'leave', 'dormant']);
	});
});

describe('delete becomes leave', () => {
	const becomesLeave: Outcome = ['leave deletedInCrm', 'leave', 'dormant'];
	const decide = (found: PartnerRecord) => outcome(item(eva, 'deleted'), found, leavingBy('delete'));

	test('not while nothing holds on to the contact', () => {
		expect(decide(pair('both', 'in'))).toEqual(['delete deletedInCrm', 'delete', undefined]);
	});

	test('while a label of the user is on it', () => {
		expect(decide(pair('both', 'in', {}, { groups: [GROUP.id, VISIBLE.id, FRIENDS.id] }))).toEqual(becomesLeave);
	});

	test('while another CRM’s entry is on it', () => {
		const found = pair('both', 'in');
		expect(decide({ ...found, entries: [...found.entries, stored(entryOf(eva), OTHER_ACCOUNT)] })).toEqual(becomesLeave);
	});

	test.each<[string, object]>([
		['a note', { note: 'own' }],
		['a second phone', { phones: [...(EVA.phones ?? []), { value: '+420777000999' }] }],
		['a phone taken away', { phones: undefined }],
		['a type', { emails: [{ value: 'eva@acme.test', type: 'home' }] }],
		['a birthday that was empty', { birthday: '2000-01-01' }],
	])('while an edit of a person is not settled: %s', (_, fields) => {
		expect(decide(pair('both', 'in', {}, { fields: { ...EVA, ...fields } }))).toEqual(becomesLeave);
	});

	test('while an edit of a long list is not settled', () => {
		const emails = Array.from({ length: 60 }, (_, i) => ({ value: `a${i}@acme.test` }));
		const long = person('31', { ...EVA, emails });
		const found = paired('r', long);
		expect(decide(found)).toEqual(['delete deletedInCrm', 'delete', undefined]);
		expect(decide({ ...found, fields: { ...found.fields, emails: [...emails, { value: 'own@acme.test' }] } })).toEqual(becomesLeave);
	});

	test('while the reading cut its lists short', () => {
		const found = pair('both', 'in', {}, { truncated: true, fields: { ...EVA, emails: [] } });
		expect(decide(found)).toEqual(becomesLeave);
	});

	test('where its entry is lost', () => {
		expect(decide(record('r', EVA, { groups: [GROUP.id], externalIds: [eva.id] }))).toEqual(becomesLeave);
	});

	test('and what goes with a deleted contact is in the output', () => {
		const held = { ...EVA, note: 'settled as different', birthday: '2000-01-01' };
		const action = plannedFor(item(eva, 'deleted'), [pair('both', 'in', { partner: held })], leavingBy('delete'));
		expect(action.changes.map(({ field, before, after }) => `${field}: ${before} -> ${after}`)).toEqual([
			'name: Eva Malá -> ',
			'company: Acme, Director -> ',
			'birthday: 2000-01-01 -> ',
			'note: settled as different -> ',
			'emails: eva@acme.test (work) -> ',
			'phones: +420 777 000 111 (mobile) -> ',
		]);
	});
});

describe('a contact that is in the flow in the CRM', () => {
	test.each<[string, Membership, 'in' | 'out', Outcome]>([
		['that a person took out of the group stays out', 'both', 'out', ['skip removedByPerson', 'stay', 'crm']],
		['that was taken out before costs no write', 'crm', 'out', ['skip removedByPerson', undefined, undefined]],
		['that a person put back is in again', 'crm', 'in', ['update entryRenewed', 'stay', 'both']],
		['that came back rejoins', 'dormant', 'out', ['update rejoined', 'join', 'both']],
		['that came back and is still inside', 'partner', 'in', ['update entryRenewed', 'stay', 'both']],
		['that came back while a person took it out stays out', 'partner', 'out', ['skip removedByPerson', 'stay', 'crm']],
		['that joined on both sides', 'dormant', 'in', ['update entryRenewed', 'stay', 'both']],
	])('%s: was %s, at the partner %s', (_, membership, now, result) => {
		expect(outcome(item(eva), pair(membership, now))).toEqual(result);
	});

	test('taken out by a person gets no values either', () => {
		expect(outcome(item({ ...eva, note: 'new' }), pair('both', 'out'))).toEqual(['skip removedByPerson', 'stay', 'crm']);
	});

	test('that rejoins gets what changed meanwhile', () => {
		const { intent } = plannedFor(item({ ...eva, note: 'new' }), [pair('dormant', 'out')]);
		expect(intent).toMatchObject({ op: 'update', move: 'join', patch: { note: 'new' } });
	});

	test('rejoins a group that was deleted and is made again', () => {
		expect(outcome(item(eva), pair('both', 'out'), { groupId: null })).toEqual(['update rejoined', 'join', 'both']);
		expect(outcome(item(eva), pair('both', 'out'), { groupId: 'made-again' })).toEqual(['update rejoined', 'join', 'both']);
	});
});

describe('asked for by the user', () => {
	const remove: Planning = { operation: 'removeFromGroup' };
	const destroy: Planning = { operation: 'delete' };

	test.each<[string, Planning, Membership, 'in' | 'out', Outcome]>([
		['Remove from Label', remove, 'both', 'in', ['leave removedByRequest', 'leave', 'dormant']],
		['Remove from Label', remove, 'partner', 'in', ['leave removedByRequest', 'leave', 'dormant']],
		['Remove from Label', remove, 'both', 'out', ['skip alreadyOut', 'stay', 'dormant']],
		['Remove from Label', remove, 'dormant', 'out', ['skip alreadyOut', undefined, undefined]],
		['Delete', destroy, 'both', 'in', ['delete removedByRequest', 'delete', undefined]],
		['Delete', destroy, 'dormant', 'out', ['delete removedByRequest', 'delete', undefined]],
	])('%s %#: was %3$s', (_, planning, membership, now, result) => {
		expect(outcome(item(eva, 'created'), pair(membership, now), planning)).toEqual(result);
	});

	test('Remove from Label does not ask the leaving policy', () => {
		for (const leaving of ['nothing', 'delete'] as const) {
			expect(outcome(item(eva), pair('both', 'in'), { ...remove, ...leavingBy(leaving) })).toEqual(['leave removedByRequest', 'leave', 'dormant']);
		}
	});

	test('Delete of a contact with another label or an edit only takes it out', () => {
		const labelled = pair('both', 'in', {}, { groups: [GROUP.id, FRIENDS.id] });
		expect(outcome(item(eva), labelled, destroy)).toEqual(['leave removedByRequest', 'leave', 'dormant']);
		expect(outcome(item(eva), pair('dormant', 'out', {}, { groups: [FRIENDS.id] }), destroy)).toEqual(['skip alreadyOut', undefined, undefined]);
	});

	test('neither touches a stranger', () => {
		for (const planning of [remove, destroy]) expect(outcome(item(eva), record('r', EVA, { groups: [GROUP.id] }), planning)).toEqual(['skip notPaired', undefined, undefined]);
	});
});
