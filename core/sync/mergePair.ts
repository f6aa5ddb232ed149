import type { ContactFields, PostalAddress, TypedValue } from '../contact/contact';
import type { Normaliser } from '../contact/normalise';
import type { FieldPatch } from '../ports/partner';
import { elementHash, elementsOf, fieldText, isListField, scalarHash, scalarPatch } from './fields';
import type { ElementView, ListField, ScalarField } from './fields';
import { mergeList, settledBase, type ListEdit, type Room } from './mergeList';
import { mergeScalar, otherSide, type MergeRules, type Side } from './mergeScalar';
import { hashOfElements, type Bases, type ListBase } from './pairEntry';
import type { FieldChange, FieldConflict } from './report';
import type { FieldRule } from './settings';

export interface PairMergeInput {
	now: Record<Side, ContactFields>;
	/** Absent at the first meeting of two records. */
	bases?: Bases;
	fields: readonly FieldRule[];
	rules: Omit<MergeRules, 'direction' | 'mode'>;
	normal: Normaliser;
	/** Slots of each side's lists. */
	room: Record<ListField, Room>;
}

export interface PairMerge {
	/** What each side has to take over; empty when nothing. */
	patches: Record<Side, FieldPatch>;
	/** What is settled once the patches are written. */
	bases: Bases;
	changes: FieldChange[];
	conflicts: FieldConflict[];
}

/** Merges all synced fields of one pair. Fields that the flow does not sync keep their base. */
export function mergePair(input: PairMergeInput): PairMerge {
	const merge: PairMerge = {
		patches: { crm: {}, partner: {} },
		bases: { scalars: new Map(input.bases?.scalars), lists: new Map(input.bases?.lists) },
		changes: [],
		conflicts: [],
	};
	for (const rule of input.fields) {
		if (rule.direction === 'off') continue;
		if (isListField(rule.field)) mergeListField(rule.field, rule, input, merge);
		else mergeScalarField(rule.field, rule, input, merge);
	}
	return merge;
}

function rulesFor(rule: FieldRule, input: PairMergeInput): MergeRules {
	const { firstMeeting, conflict, oneWayEdits, newer, partnerGives } = input.rules;
	return { direction: rule.direction, mode: rule.mode, firstMeeting, conflict, oneWayEdits, newer, partnerGives };
}

function mergeScalarField(field: ScalarField, rule: FieldRule, input: PairMergeInput, merge: PairMerge): void {
	const hashes = { crm: scalarHash(field, input.now.crm, input.normal), partner: scalarHash(field, input.now.partner, input.normal) };
	const decision = mergeScalar(hashes, input.bases?.scalars.get(field), rulesFor(rule, input));
	if (decision.base) merge.bases.scalars.set(field, decision.base);
	else merge.bases.scalars.delete(field);
	if (decision.kind === 'copy') {
		const to = otherSide(decision.from);
		addPatch(rule, to, scalarPatch(field, input.now[decision.from], input.now[to], input.normal.titles), input, merge);
		if (decision.lost) merge.conflicts.push(conflictOf(rule, input, decision.from));
	}
	if (decision.kind === 'keepBoth') merge.conflicts.push(conflictOf(rule, input, decision.winner));
	if (decision.kind === 'report') merge.conflicts.push(conflictOf(rule, input, 'neither'));
}

function conflictOf({ field, label }: FieldRule, input: PairMergeInput, winner: FieldConflict['winner']): FieldConflict {
	return { field, ...(label === undefined ? {} : { label }), crm: fieldText(field, input.now.crm), partner: fieldText(field, input.now.partner), winner };
}

function addPatch({ field, label }: FieldRule, side: Side, patch: FieldPatch, input: PairMergeInput, merge: PairMerge): void {
	const before = input.now[side];
	const mapped = patch.mapped ? { mapped: { ...merge.patches[side].mapped, ...patch.mapped } } : {};
	Object.assign(merge.patches[side], patch, mapped);
	merge.changes.push({ field, ...(label === undefined ? {} : { label }), side, before: fieldText(field, before), after: fieldText(field, { ...before, ...patch }) });
}

function mergeListField(field: ListField, rule: FieldRule, input: PairMergeInput, merge: PairMerge): void {
	const now = {
		crm: elementsOf(field, input.now.crm, input.normal),
		partner: elementsOf(field, input.now.partner, input.normal),
	};
	const decision = mergeList(now, input.bases?.lists.get(field), rulesFor(rule, input), input.room[field]);
	merge.bases.lists.set(field, decision.base);
	for (const side of ['crm', 'partner'] as const) {
		const edit = decision.edits[side];
		if (edit) addPatch(rule, side, { [field]: editedList(field, input.now[side], edit, input.normal) }, input, merge);
	}
}

/** The target's own elements stay as they are and in their order; those that were not seen stay, too. */
function editedList(
	field: ListField,
	fields: ContactFields,
	edit: ListEdit,
	normal: Normaliser,
): Array<TypedValue | PostalAddress> {
	const list: Array<TypedValue | PostalAddress> = [];
	for (const value of fields[field] ?? []) {
		const hash = elementHash(field, value, normal);
		if (edit.remove.has(hash)) continue;
		const source = edit.retype.get(hash);
		list.push(source ? withTypeOf(value, source.value) : value);
	}
	return [...list, ...edit.add.map((one) => one.value)];
}

function withTypeOf<T extends TypedValue | PostalAddress>(value: T, source: TypedValue | PostalAddress): T {
	const copy = { ...value };
	if (source.type === undefined) delete copy.type;
	else copy.type = source.type;
	return copy;
}

/**
 * The bases once a side has answered: where it answers another value than it was sent, because it shortened,
 * reformatted or filled in, that is recorded as its own, so that it never counts as a person's edit. What it
 * answers as sent keeps its base: a conflict that is only reported stays open.
 */
export function answeredBases(bases: Bases, side: Side, sent: ContactFields, answered: ContactFields, normal: Normaliser): Bases {
	const observed = observedBases(bases, side, answered, normal);
	for (const [field, base] of bases.scalars) {
		if (scalarHash(field, sent, normal) === scalarHash(field, answered, normal)) observed.scalars.set(field, base);
	}
	for (const [field, base] of bases.lists) {
		if (sameElements(elementsOf(field, sent, normal), elementsOf(field, answered, normal))) observed.lists.set(field, base);
	}
	return observed;
}

function sameElements(a: ReadonlyMap<string, ElementView>, b: ReadonlyMap<string, ElementView>): boolean {
	return a.size === b.size && [...a.values()].every((one) => b.get(one.hash)?.type === one.type);
}

/** The bases with what a side holds now as its part of them. */
export function observedBases(bases: Bases, side: Side, held: ContactFields, normal: Normaliser): Bases {
	const observed: Bases = { scalars: new Map(), lists: new Map() };
	for (const [field, base] of bases.scalars) observed.scalars.set(field, { ...base, [side]: scalarHash(field, held, normal) });
	for (const [field, base] of bases.lists) observed.lists.set(field, observedList(field, base, side, held, normal));
	return observed;
}

function observedList(field: ListField, base: ListBase, side: Side, held: ContactFields, normal: Normaliser): ListBase {
	const now = elementsOf(field, held, normal);
	if (base.kind === 'whole') return { ...base, [side]: hashOfElements([...now.keys()]) };
	const other = otherSide(side);
	const type = other === 'crm' ? 'crmType' : 'partnerType';
	const kept = new Map([...base.common].map(([hash, types]) => [hash, { hash, type: types[type], value: { value: '' } }]));
	for (const hash of other === 'crm' ? base.crmOnly : base.partnerOnly) kept.set(hash, { hash, type: '.', value: { value: '' } });
	return settledBase(side === 'partner' ? { crm: kept, partner: now } : { crm: now, partner: kept });
}
