import type { ContactFields, FieldPatch } from '../contact/contact';
import type { CrmRecord, CrmSide, CrmWrite, CrmWriteResult } from '../ports/crm';
import { entryIntent, type EntryIntent, type PlannedAction } from './actions';
import { answeredItem, finish, linkTo, settleConflict, type Run, type Tools } from './apply';
import { FIELDS, isListField, isMappedField, type FieldKey } from './fields';
import type { Incoming } from './incoming';
import { answeredBases } from './mergePair';
import type { PlanContext } from './desk';
import type { Bases, PairEntry } from './pairEntry';
import { replan } from './plan';
import { inScope } from './scope';
import type { ToCrmSettings } from './settings';

/** What writing the CRM needs; the partner is not reached. */
export type CrmTools = Pick<Tools, 'context' | 'setting' | 'answered'>;

/**
 * Writes the CRM part of everything that is open. What the CRM answers goes into the entry that the partner's record
 * is about to get; a record that somebody wrote in the meantime is merged again.
 */
export async function crmRound(run: Run, crm: CrmSide, tools: CrmTools, rounds: 'last' | 'more'): Promise<void> {
	const { toCrm } = tools.context.settings;
	if (!toCrm) return;
	for (let tries = rounds === 'last' ? 1 : 2; tries > 0; tries--) {
		const open = [...run.open.values()].filter((action) => action.crm);
		if (open.length === 0) return;
		for await (const batch of crm.write(open.map((action) => toCrmWrite(action, toCrm, tools)))) {
			for (const result of batch) take(result, run, toCrm, tools, tries === 1 ? 'last' : rounds);
			tools.answered(batch.length);
		}
	}
}

function toCrmWrite(action: PlannedAction, { scope }: ToCrmSettings, { context }: CrmTools): CrmWrite {
	const { key, crm, record } = action;
	if (!crm) throw new Error('an action without a CRM part is not written there');
	const link = record && context.linkMark ? linkTo(record.id, context) : undefined;
	switch (crm.op) {
		case 'create':
			return { op: 'create', key, recordType: crm.recordType, fields: crm.fields, scope, ...(link ? { link } : {}) };
		case 'delete':
			return { op: 'delete', key, record: crm.record };
		case 'update': {
			const linking = crm.unlink ? { link: { remove: crm.unlink } } : link && crm.move !== 'leave' ? { link: { set: link } } : {};
			const { justRead } = context;
			const read = justRead?.ids.has(crm.record.contact.id) ? { readAt: justRead.at } : {};
			return { op: 'update', key, record: crm.record, ...read, patch: crm.patch, scope, move: crm.move, ...linking, ...(crm.optOut ? { optOut: true as const } : {}) };
		}
	}
}

function take(result: CrmWriteResult, run: Run, toCrm: ToCrmSettings, tools: CrmTools, rounds: 'last' | 'more'): void {
	const action = run.open.get(result.key) as PlannedAction;
	switch (result.kind) {
		case 'done':
			return takeAnswer(action, result, run, toCrm, tools);
		case 'conflict':
			return takeConflict(action, result.current, run, toCrm, tools, rounds);
		case 'unknown':
			run.open.delete(result.key);
			run.unknown.set(action.record?.id ?? '', result.until);
			return finish(run, action, { action: 'skip', reason: 'outcomeUnknown' });
		case 'failed':
			run.open.delete(result.key);
			return finish(run, action, { action: 'failed', reason: 'refusedByServer', error: result.error });
	}
}

function takeAnswer(action: PlannedAction, { record, overtaken }: Extract<CrmWriteResult, { kind: 'done' }>, run: Run, toCrm: ToCrmSettings, tools: CrmTools): void {
	const intent = entryIntent(action.intent);
	const warnings = overtaken ? [...action.warnings, { code: 'overtaken' as const }] : action.warnings;
	const contact = record?.contact ?? action.contact;
	const entry = intent && record ? answeredEntry(action, intent, record, overtaken, tools) : undefined;
	const created = action.crm?.op === 'create' && record ? { created: record } : {};
	const next: PlannedAction = { ...action, contact, warnings, ...created, ...(intent && entry ? { intent: { ...intent, entry } } : {}) };
	delete next.crm;
	if (record) {
		const event = inScope(record, toCrm.scope) ? 'updated' : 'left';
		const memory = { event, ...(action.record ? { partnerId: action.record.id } : {}), ...(entry ? { remembered: withoutPending(entry, action) } : {}) } as const;
		run.items.set(action.key, answeredItem(run.items.get(action.key) as Incoming, record, memory));
	}
	if (next.intent) return void run.open.set(action.key, next);
	run.open.delete(action.key);
	finish(run, next, {});
}

/** Whether the write to the CRM carried the link with it. */
function linksWith({ crm, record }: PlannedAction, { crm: capabilities, linkMark }: PlanContext): boolean {
	if (!record || !linkMark || capabilities?.links === 'none') return false;
	return crm?.op === 'create' || (crm?.op === 'update' && crm.move !== 'leave' && !crm.unlink);
}

/** What the CRM holds now is its side of the base, unless a person wrote it while we did: that edit is still to be seen. */
function answeredEntry(action: PlannedAction, intent: EntryIntent, record: CrmRecord, overtaken: true | undefined, { setting, context }: CrmTools): PairEntry {
	const { crm } = action;
	const { contact } = record;
	const before: ContactFields = crm?.op === 'update' ? crm.record.contact : {};
	const patch = crm?.op === 'update' ? crm.patch : crm?.op === 'create' ? crm.fields : {};
	const bases = overtaken ? intent.entry.bases : answeredBases(intent.entry.bases, 'crm', { ...before, ...patch }, contact, setting.normal);
	const linked = linksWith(action, context) ? { linked: 'yes' as const } : {};
	return { ...intent.entry, record: { recordType: contact.recordType, recordId: contact.recordId }, ...linked, bases };
}

/**
 * What is settled while only the CRM is written: fields and membership that the partner is still to get are as they
 * were before, else a record that lacks them would look as if a person had put the old values back.
 */
export function withoutPending(entry: PairEntry, { intent, settled }: PlannedAction): PairEntry {
	if (intent?.op !== 'update') return entry;
	const bases: Bases = { scalars: new Map(entry.bases.scalars), lists: new Map(entry.bases.lists) };
	for (const field of patchedFields(intent.patch)) {
		if (isListField(field)) putBack(bases.lists, settled?.bases.lists, field);
		else putBack(bases.scalars, settled?.bases.scalars, field);
	}
	return { ...entry, bases, memberships: intent.move === 'stay' ? entry.memberships : (settled?.memberships ?? new Map()) };
}

function putBack<K, V>(bases: Map<K, V>, before: ReadonlyMap<K, V> | undefined, key: K): void {
	const old = before?.get(key);
	if (old === undefined) bases.delete(key);
	else bases.set(key, old);
}

function patchedFields(patch: FieldPatch): FieldKey[] {
	const mapped = Object.keys(patch.mapped ?? {}).filter(isMappedField);
	return [...FIELDS.filter((field) => (field === 'name' ? 'firstName' in patch : field in patch)), ...mapped];
}

function takeConflict(action: PlannedAction, current: CrmRecord | undefined, run: Run, toCrm: ToCrmSettings, { context }: CrmTools, rounds: 'last' | 'more'): void {
	const item = run.items.get(action.key) as Incoming;
	const event = !current ? 'deleted' : inScope(current, toCrm.scope) ? 'updated' : 'left';
	const fresh: Incoming = current ? { ...item, contact: current.contact, record: current, event } : withoutRecord({ ...item, event });
	run.items.set(action.key, fresh);
	// A double that somebody has taken up in the meantime is no longer ours to take away.
	const given = rounds === 'last' || action.reason === 'double';
	settleConflict(action.key, given ? undefined : replan(fresh, '', action.record, context), run);
}

function withoutRecord({ record, ...item }: Incoming): Incoming {
	return record ? item : item;
}
