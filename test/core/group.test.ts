import { ConfigurationError } from '../../core/errors';
import type { PartnerGroup } from '../../core/ports/partner';
import { decodeFlowEntry, encodeFlowEntry, mappingHash, newFlowEntry, type FlowEntry } from '../../core/sync/flowEntry';
import { accountMark, findGroup, renewalOf, type Renewal } from '../../core/sync/group';
import type { FlowSettings } from '../../core/sync/settings';
import { fieldRules, flow, FRIENDS, GROUP, OTHER_ACCOUNT, snapshot, VISIBLE } from '../support/contacts';

const entryFor = (settings: Partial<FlowSettings> = {}, pairs = 9): FlowEntry => newFlowEntry(flow(settings), pairs, 'mark42');
const owned = (settings: Partial<FlowSettings> = {}, name = GROUP.name): PartnerGroup => ({ ...GROUP, name, flowEntry: encodeFlowEntry(entryFor(settings)) });
const find = (settings: Partial<FlowSettings>, ...groups: PartnerGroup[]) => findGroup(flow(settings), snapshot([], { groups }));

describe('the flow entry', () => {
	test('is this text, and stays so', () => {
		expect(encodeFlowEntry(entryFor({}, 1_296))).toMatch(/^1;raynet:acme;[\w-]{6};[\w-]{6};100;mark42$/);
	});

	test('comes back as it was written', () => {
		expect(decodeFlowEntry(encodeFlowEntry(entryFor()))).toEqual(entryFor());
		expect(decodeFlowEntry(encodeFlowEntry(entryFor({ scope: undefined })))).toEqual({ ...entryFor(), scopeHash: '' });
	});

	test.each([undefined, '', 'hello', '2;raynet:acme;a;b;1;c', '1;;a;b;1;c', '1;raynet:acme;a;b;1'])('%p is not ours', (text) => {
		expect(decodeFlowEntry(text)).toBeUndefined();
	});

	test('tells which fields reach the partner and how, not their order, and not what comes back', () => {
		const rules = fieldRules();
		expect(mappingHash([...rules].reverse())).toBe(mappingHash(rules));
		expect(mappingHash(fieldRules('both'))).toBe(mappingHash(rules));
		expect(mappingHash(fieldRules('toCrm'))).not.toBe(mappingHash(rules));
		expect(mappingHash(fieldRules('toPartner', 'fillEmpty'))).not.toBe(mappingHash(rules));
		expect(mappingHash(rules.slice(1))).not.toBe(mappingHash(rules));
		expect(mappingHash([{ ...fieldRules()[0], direction: 'off' } as (typeof rules)[0], ...rules.slice(1)])).toBe(mappingHash(rules.slice(1)));
	});
});

describe('the group of a flow', () => {
	test('is found by id, whatever its name', () => {
		const group = owned({}, 'Renamed');
		expect(find({ group: { by: 'id', id: GROUP.id } }, FRIENDS, group)).toEqual({ name: 'Renamed', group, stored: entryFor() });
	});

	test('chosen by id that is gone stops with what to do', () => {
		expect(() => find({ group: { by: 'id', id: 'gone' } }, GROUP)).toThrow(
			new ConfigurationError('The chosen label no longer exists. Choose another one, or give its name to have it created again.'),
		);
	});

	test('is found by name, without regard to blanks and composition', () => {
		const group = { ...GROUP, name: 'Klienti é' };
		expect(find({ group: { by: 'name', name: ' Klienti  e\u0301 ' } }, group)).toEqual({ name: 'Klienti é', group, stored: undefined });
	});

	test('by name that is not there is to be created', () => {
		expect(find({}, FRIENDS, VISIBLE)).toEqual({ name: 'CRM' });
	});

	test('that a person renamed is found by its flow entry', () => {
		expect(find({}, FRIENDS, owned({}, 'My clients')).group?.name).toBe('My clients');
	});

	test('that was renamed is not taken for that of another scope, nor where the scope is not told', () => {
		expect(find({}, owned({ scope: 'tag:vip' }, 'VIP')).group).toBeUndefined();
		expect(find({ scope: undefined }, owned({ scope: undefined }, 'VIP')).group).toBeUndefined();
	});

	test('is not guessed from two renamed ones', () => {
		expect(find({}, owned({}, 'One'), { ...owned({}, 'Two'), id: 'second' }).group).toBeUndefined();
	});

	test('with the name wins over a renamed one', () => {
		expect(find({}, { ...owned({}, 'Renamed'), id: 'other' }, GROUP).group?.id).toBe(GROUP.id);
	});

	test('of another CRM account stops, and names both accounts', () => {
		expect(() => find({}, owned({ account: OTHER_ACCOUNT }))).toThrow(
			new ConfigurationError('The label "CRM" is filled from another CRM account (raynet:other). Choose another label for raynet:acme.'),
		);
	});

	test('that is built in stops', () => {
		expect(() => find({ group: { by: 'id', id: VISIBLE.id } }, VISIBLE)).toThrow(new ConfigurationError('"Visible" is a built-in group. Choose a label of your own.'));
		expect(() => find({ group: { by: 'name', name: 'Visible' } }, VISIBLE)).toThrow(ConfigurationError);
	});

	test('without a name stops', () => {
		expect(() => find({ group: { by: 'name', name: '  ' } })).toThrow(new ConfigurationError('The label has no name. Choose a label or type a name for it.'));
	});
});

describe('the account mark', () => {
	test('is that of any group that carries one, also of another CRM account', () => {
		const groups = [FRIENDS, { ...owned({ account: OTHER_ACCOUNT }), id: 'x' }];
		expect(accountMark(snapshot([], { groups }), () => 0)).toBe('mark42');
	});

	test('is drawn from the randomness given where there is none', () => {
		const numbers = [0, 0.999, 0.5, 0, 0, 0];
		expect(accountMark(snapshot([]), () => numbers.shift() ?? 0)).toBe('a9saaa');
	});
});

describe('the entry on the group is written anew', () => {
	test.each<[string, FlowEntry | undefined, FlowEntry, Renewal]>([
		['with the first contacts when there is none', undefined, entryFor(), 'withWrites'],
		['not when nothing changed', entryFor(), entryFor(), 'none'],
		['at once when the fields changed', entryFor(), entryFor({ fields: fieldRules('toPartner', 'fillEmpty') }), 'now'],
		['at once when the scope changed', entryFor(), entryFor({ scope: 'tag:vip' }), 'now'],
		['at once when the scope became known', entryFor({ scope: undefined }), entryFor(), 'now'],
		['not when the source does not tell its scope', entryFor(), entryFor({ scope: undefined }), 'none'],
		['with other writes when a few pairs became more than a few', entryFor({}, 5), entryFor({}, 6), 'withWrites'],
		['not for another number of pairs', entryFor({}, 6), entryFor({}, 20_000), 'none'],
		['not when pairs became few', entryFor({}, 20_000), entryFor({}, 1), 'none'],
		['not when few pairs became none', entryFor({}, 5), entryFor({}, 0), 'none'],
		['at once when many pairs became none, which a guard was passed for', entryFor({}, 6), entryFor({}, 0), 'now'],
	])('%s', (_, before, wanted, renewal) => {
		expect(renewalOf(before, wanted)).toBe(renewal);
	});
});
