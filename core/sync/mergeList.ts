import type { ElementView } from './fields';
import { conflictWinner, firstWinner, leavesOpen, mayGive, otherSide, type MergeRules, type Side } from './mergeScalar';
import { hashOfElements, wholeHash, type CommonElement, type ListBase } from './pairEntry';

export type ListValues = Record<Side, ReadonlyMap<string, ElementView>>;

/** What becomes of one side's list: which elements join, which go, which get the other side's type. */
export interface ListEdit {
	add: readonly ElementView[];
	remove: ReadonlySet<string>;
	retype: ReadonlyMap<string, ElementView>;
}

export interface ListDecision {
	edits: Partial<Record<Side, ListEdit>>;
	base: ListBase;
}

/** Room that a side has for a list; elements that find none stay where they are and are settled. */
export type Room = Partial<Record<Side, number>>;

interface Plan {
	add: Record<Side, ElementView[]>;
	remove: Record<Side, Set<string>>;
	retype: Record<Side, Map<string, ElementView>>;
}

/**
 * Merges a list by its elements: additions and removals of both sides hold, what both have is settled, an
 * addition beats a removal. Without a base every element is an addition.
 */
export function mergeList(now: ListValues, base: ListBase | undefined, rules: MergeRules, room: Room = {}): ListDecision {
	if (base && holds(base, now)) return { edits: {}, base };
	const known = usableBase(now, base);
	const plan: Plan = {
		add: { crm: [], partner: [] },
		remove: { crm: new Set(), partner: new Set() },
		retype: { crm: new Map(), partner: new Map() },
	};
	for (const hash of allHashes(now, known)) decideElement(hash, now, known, rules, plan);
	if (known) keepFromClearing(now, rules, plan);
	for (const side of ['crm', 'partner'] as const) fitRoom(side, now, room, plan);
	return { edits: editsOf(plan), base: withOpenEdits(baseAfter(now, plan), now, known, rules, plan) };
}

/** Whether both sides are as the base has them: the usual case, told without building anything. */
function holds(base: ListBase, now: ListValues): boolean {
	if (base.kind === 'whole') return false;
	const { common, crmOnly, partnerOnly } = base;
	if (now.crm.size !== common.size + crmOnly.size || now.partner.size !== common.size + partnerOnly.size) return false;
	for (const [hash, types] of common) {
		if (now.crm.get(hash)?.type !== types.crmType || now.partner.get(hash)?.type !== types.partnerType) return false;
	}
	return [...crmOnly].every((hash) => now.crm.has(hash)) && [...partnerOnly].every((hash) => now.partner.has(hash));
}

/**
 * A base that was cut to whole-list hashes: usable when both hashes still hold, and when the lists were equal and
 * one side still is as it was; else forgotten, and every element is an addition.
 */
function usableBase(now: ListValues, base: ListBase | undefined): Extract<ListBase, { kind: 'elements' }> | undefined {
	if (!base || base.kind === 'elements') return base;
	const same = (side: Side) => hashOfElements([...now[side].keys()]) === wholeHash(base, side);
	if (same('crm') && same('partner')) return settledBase(now);
	if (wholeHash(base, 'crm') !== wholeHash(base, 'partner')) return undefined;
	if (same('crm')) return settledBase({ crm: now.crm, partner: asHeldBy(now, 'crm') });
	return same('partner') ? settledBase({ crm: asHeldBy(now, 'partner'), partner: now.partner }) : undefined;
}

/** The elements of a side as the other side held them, too: with the other side's types where it still has them. */
function asHeldBy(now: ListValues, side: Side): ReadonlyMap<string, ElementView> {
	return new Map([...now[side]].map(([hash, one]) => [hash, now[otherSide(side)].get(hash) ?? one]));
}

function allHashes(now: ListValues, base: Extract<ListBase, { kind: 'elements' }> | undefined): Set<string> {
	return new Set([...now.crm.keys(), ...now.partner.keys(), ...(base ? base.common.keys() : [])]);
}

type Presence = 'both' | 'crm' | 'partner' | 'none';

function presenceInBase(hash: string, base: Extract<ListBase, { kind: 'elements' }> | undefined): Presence {
	if (!base) return 'none';
	if (base.common.has(hash)) return 'both';
	if (base.crmOnly.has(hash)) return 'crm';
	return base.partnerOnly.has(hash) ? 'partner' : 'none';
}

function decideElement(
	hash: string,
	now: ListValues,
	base: Extract<ListBase, { kind: 'elements' }> | undefined,
	rules: MergeRules,
	plan: Plan,
): void {
	const crm = now.crm.get(hash);
	const partner = now.partner.get(hash);
	if (crm && partner) return decideType(hash, { crm, partner }, base?.common.get(hash), rules, plan);
	if (!crm && !partner) return;
	const holder: Side = crm ? 'crm' : 'partner';
	const before = presenceInBase(hash, base);
	if (before === holder) return;
	const element = (crm ?? partner) as ElementView;
	if (before === 'both') decideRemoval(element, holder, rules, plan);
	else decideAddition(element, holder, { now, when: base ? 'later' : 'firstMeeting' }, rules, plan);
}

/** It was on both sides and the other side no longer has it. */
function decideRemoval(element: ElementView, holder: Side, rules: MergeRules, plan: Plan): void {
	const remover = otherSide(holder);
	if (mayGive(remover, rules.direction)) {
		if (rules.mode !== 'fillEmpty') plan.remove[holder].add(element.hash);
	} else if (rules.oneWayEdits === 'enforce' && mayGive(holder, rules.direction)) {
		plan.add[remover].push(element);
	}
}

function decideAddition(
	element: ElementView,
	holder: Side,
	context: { now: ListValues; when: 'firstMeeting' | 'later' },
	rules: MergeRules,
	plan: Plan,
): void {
	const target = otherSide(holder);
	const { now, when } = context;
	if (rules.mode === 'fillEmpty' && now[target].size > 0) return;
	const silent = (side: Side) => side === 'partner' && when === 'firstMeeting' && rules.partnerGives === 'nothingAtFirst';
	const winner = when === 'firstMeeting' ? firstWinner(rules) : undefined;
	const overwrites = winner === target && now[target].size > 0 && !silent(target);
	if (overwrites && mayGive(target, rules.direction)) {
		plan.remove[holder].add(element.hash);
	} else if (!overwrites && !silent(holder) && mayGive(holder, rules.direction)) {
		plan.add[target].push(element);
	}
}

function decideType(
	hash: string,
	now: Record<Side, ElementView>,
	base: CommonElement | undefined,
	rules: MergeRules,
	plan: Plan,
): void {
	if (now.crm.type === now.partner.type || !base || rules.mode === 'fillEmpty') return;
	const changed = { crm: now.crm.type !== base.crmType, partner: now.partner.type !== base.partnerType };
	if (!changed.crm && !changed.partner) return;
	const from = changed.crm && changed.partner ? conflictWinner(rules) : changed.crm ? 'crm' : 'partner';
	if (!from) return;
	if (mayGive(from, rules.direction)) plan.retype[otherSide(from)].set(hash, now[from]);
	else if (rules.oneWayEdits === 'enforce' && mayGive(otherSide(from), rules.direction)) plan.retype[from].set(hash, now[otherSide(from)]);
}

/** Never clear: where a source's list has become empty, the target's elements stay. */
function keepFromClearing(now: ListValues, rules: MergeRules, plan: Plan): void {
	if (rules.mode === 'mirror') return;
	for (const side of ['crm', 'partner'] as const) {
		if (now[otherSide(side)].size === 0) plan.remove[side].clear();
	}
}

function fitRoom(side: Side, now: ListValues, room: Room, plan: Plan): void {
	const slots = room[side];
	if (slots === undefined) return;
	const free = Math.max(0, slots - (now[side].size - plan.remove[side].size));
	plan.add[side].length = Math.min(plan.add[side].length, free);
}

function editsOf(plan: Plan): ListDecision['edits'] {
	const edits: ListDecision['edits'] = {};
	for (const side of ['crm', 'partner'] as const) {
		const edit = { add: plan.add[side], remove: plan.remove[side], retype: plan.retype[side] };
		if (edit.add.length + edit.remove.size + edit.retype.size > 0) edits[side] = edit;
	}
	return edits;
}

/** The base when both sides stay as they are. */
export function settledBase(now: ListValues): Extract<ListBase, { kind: 'elements' }> {
	const base = { kind: 'elements' as const, common: new Map<string, CommonElement>(), crmOnly: new Set<string>(), partnerOnly: new Set<string>() };
	for (const [hash, one] of now.crm) {
		const twin = now.partner.get(hash);
		if (twin) base.common.set(hash, { crmType: one.type, partnerType: twin.type });
		else base.crmOnly.add(hash);
	}
	for (const hash of now.partner.keys()) if (!now.crm.has(hash)) base.partnerOnly.add(hash);
	return base;
}

function baseAfter(now: ListValues, plan: Plan): Extract<ListBase, { kind: 'elements' }> {
	const after = (side: Side) => {
		const list = new Map(now[side]);
		for (const hash of plan.remove[side]) list.delete(hash);
		for (const one of plan.add[side]) list.set(one.hash, one);
		for (const [hash, source] of plan.retype[side]) list.set(hash, source);
		return list;
	};
	return settledBase({ crm: after('crm'), partner: after('partner') });
}

/** What a side gives that another node of the flow brings over stays unsettled: new elements, missing ones, other types. */
function withOpenEdits(
	after: Extract<ListBase, { kind: 'elements' }>,
	now: ListValues,
	before: Extract<ListBase, { kind: 'elements' }> | undefined,
	rules: MergeRules,
	plan: Plan,
): ListBase {
	for (const side of ['crm', 'partner'] as const) {
		if (!leavesOpen(side, rules)) continue;
		const own = side === 'crm' ? 'crmOnly' : 'partnerOnly';
		const others = side === 'crm' ? 'partnerOnly' : 'crmOnly';
		for (const hash of [...after[own]]) if (presenceInBase(hash, before) === 'none' && now[side].has(hash)) after[own].delete(hash);
		for (const [hash, types] of before?.common ?? []) {
			const missing = after[others].has(hash) && !now[side].has(hash);
			const type = side === 'crm' ? 'crmType' : 'partnerType';
			const held = after.common.get(hash);
			if (missing) {
				after[others].delete(hash);
				after.common.set(hash, types);
			} else if (held && now[side].has(hash) && held[type] !== types[type] && !plan.retype[side].has(hash)) after.common.set(hash, { ...held, [type]: types[type] });
		}
	}
	return after;
}
