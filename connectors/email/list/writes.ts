import { tagKey } from '../../../core/contact/text';
import { emailKey } from '../../../core/contact/email';
import type { FieldPatch } from '../../../core/contact/contact';
import { RecordError } from '../../../core/errors';
import type { EmailList, EmailSide, Subscriber, SubscriberField, SubscriberFields, SubscriberWrite, TagChange } from '../../../core/ports/email';
import type { Environment } from '../../../core/ports/environment';
import type { PartnerRecord, PartnerWrite, PartnerWriteResult } from '../../../core/ports/partner';
import { assertNotCancelled } from '../../http/caller';
import { isTakenByOther, NOTHING, OWN_FIELD, ownText, withEntry, type OwnData } from './entry';
import type { FlowStore } from './flow';
import { mappedFields, ownOf, recordOf, subscriberFields, type ListPlace } from './record';

/** How new subscribers come into the list. */
export interface ListSettings {
	/** Told as the origin of new subscribers; "" for none. */
	source: string;
	/** `skip`: subscribed at once where the list would ask first. */
	confirmation: 'asListSays' | 'skip';
	automations: 'start' | 'leave';
}

export interface WriteDesk {
	side: EmailSide;
	env: Environment;
	place: ListPlace;
	settings: ListSettings;
	flow: FlowStore;
	/** Fields that readings of this service do not show; undefined while nobody was read. */
	hidden(): ReadonlySet<SubscriberField> | undefined;
	readList(): Promise<EmailList>;
}

type CreateWrite = Extract<PartnerWrite, { op: 'create' }>;
type UpdateWrite = Extract<PartnerWrite, { op: 'update' }>;

/** What a write comes to: an answer at once, or a row, and for a move another one for the address that is left. */
type Step = { kind: 'answer'; result: PartnerWriteResult } | { kind: 'row'; row: SubscriberWrite; left?: SubscriberWrite };

/**
 * Services have no lock, so the addresses are read again right before they are written; who was written meanwhile is a
 * conflict. An address that comes twice waits for another round.
 */
export async function* writeAll(desk: WriteDesk, writes: readonly PartnerWrite[]): AsyncGenerator<PartnerWriteResult[]> {
	const { now, later } = onceEach(writes);
	if (now.length > 0) yield* writeRound(desk, now);
	if (later.length > 0) yield* writeAll(desk, later);
}

function addressesOf(write: PartnerWrite): string[] {
	if (write.op === 'delete') return [write.record.id];
	if (write.op === 'create') return (write.fields.emails ?? []).slice(0, 1).map(({ value }) => emailKey(value));
	return [write.record.id, ...(write.patch.emails ?? []).slice(0, 1).map(({ value }) => emailKey(value))];
}

function onceEach(writes: readonly PartnerWrite[]): { now: PartnerWrite[]; later: PartnerWrite[] } {
	const seen = new Set<string>();
	const now: PartnerWrite[] = [];
	const later: PartnerWrite[] = [];
	for (const write of writes) {
		const addresses = [...new Set(addressesOf(write))];
		(addresses.some((one) => seen.has(one)) ? later : now).push(write);
		for (const one of addresses) seen.add(one);
	}
	return { now, later };
}

async function* writeRound(desk: WriteDesk, writes: readonly PartnerWrite[]): AsyncGenerator<PartnerWriteResult[]> {
	assertNotCancelled(desk.env);
	const fresh = await desk.side.find(desk.place.listId, writes.flatMap(addressesOf));
	const steps = new Map<string, Extract<Step, { kind: 'row' }>>();
	const answers: PartnerWriteResult[] = [];
	for (const write of writes) {
		const step = fitting(stepOf(desk, write, fresh), desk);
		if (step.kind === 'row') steps.set(write.key, step);
		else answers.push(step.result);
	}
	if (answers.length > 0) yield answers;
	if (steps.size === 0) return;
	const list = await desk.readList();
	const left: SubscriberWrite[] = [];
	for await (const batch of desk.side.write(list, [...steps.values()].map(({ row }) => row))) {
		desk.flow.arrived();
		yield batch.map((result): PartnerWriteResult => {
			const { key } = result;
			const step = steps.get(key);
			if (result.kind === 'failed') return { kind: 'failed', key, error: result.error };
			if (step && result.subscriber && !hasTaken(step.row, result.subscriber, desk.place)) return { kind: 'failed', key, error: NOT_TAKEN };
			const record = result.subscriber && recordOf(result.subscriber, desk.place);
			if (step?.left) left.push(step.left);
			return { kind: 'done', key, ...(record ? { record } : {}) };
		});
	}
	// What fails here is put right by a later run, which finds the pair at both addresses.
	if (left.length > 0) for await (const batch of desk.side.write(list, left)) void batch;
}

const NOT_TAKEN = new RecordError('fieldNotTaken', `The list did not take its field "${OWN_FIELD}", in which the sync keeps its data. Add a text field of this name to the list, then run again.`);

/** Whether services make a field that a list does not have is not certain. */
function hasTaken(row: SubscriberWrite, { memberships }: Subscriber, { listId }: ListPlace): boolean {
	const sent = row.op === 'delete' ? undefined : row.customFields[OWN_FIELD];
	return sent === undefined || sent === (memberships[listId]?.customFields?.[OWN_FIELD] ?? '');
}

function stepOf(desk: WriteDesk, write: PartnerWrite, fresh: ReadonlyMap<string, Subscriber>): Step {
	if (write.op === 'create') return createStep(desk, write, fresh.get(addressesOf(write)[0] ?? ''));
	const current = fresh.get(write.record.id);
	const record = current && recordOf(current, desk.place);
	const { key } = write;
	if (!current || !record) return { kind: 'answer', result: { kind: write.op === 'delete' ? 'done' : 'conflict', key } };
	if (record.version !== write.record.version) return { kind: 'answer', result: { kind: 'conflict', key, current: record } };
	if (write.op === 'delete') return { kind: 'row', row: { op: 'delete', key, subscriber: current } };
	const [, target] = addressesOf(write);
	if (target !== undefined && target !== record.id) return moveStep(desk, write, { current, record }, { address: target, known: fresh.get(target) });
	return { kind: 'row', row: updateRow(desk, write, current, record) };
}

/** Somebody who subscribed meanwhile is not written over. */
function createStep(desk: WriteDesk, { key, fields, groups, entry }: CreateWrite, known: Subscriber | undefined): Step {
	const email = fields.emails?.[0]?.value;
	if (email === undefined) return { kind: 'answer', result: { kind: 'failed', key, error: new RecordError('noEmail', 'A list takes nobody without an e-mail address.') } };
	const there = known && recordOf(known, desk.place);
	if (there) return { kind: 'answer', result: { kind: 'conflict', key, current: there } };
	const wanted = subscriberFields(fields);
	const own = desk.flow.withWaiting(withEntry(NOTHING, entry));
	return { kind: 'row', row: newRow(desk, { key, email, known, fields: filled(wanted), own, others: mappedFields(fields, desk.place), tags: [...(groups.includes(desk.place.groupId) ? [desk.place.tag] : []), ...fittingTags(fields.tags, known?.tags, desk)], ...(fields.doNotEmail ? { state: 'unsubscribed' } : {}) }) };
}

interface Newcomer {
	key: string;
	email: string;
	known: Subscriber | undefined;
	fields: SubscriberFields;
	own: OwnData;
	/** Other fields of the list. */
	others: Readonly<Record<string, string>>;
	tags: readonly string[];
	state?: 'unsubscribed';
}

function newRow({ settings, hidden }: WriteDesk, { key, email, known, fields, own, others, tags, state }: Newcomer): SubscriberWrite {
	return {
		op: 'create',
		key,
		email,
		...(known ? { known } : {}),
		fields,
		customFields: { ...others, [OWN_FIELD]: ownText({ ...own, held: heldAfter(own.held, fields, hidden()) }) },
		...(settings.source ? { source: settings.source } : {}),
		tags: { add: tags, remove: [] },
		confirmation: settings.confirmation,
		automations: settings.automations,
		...(state ? { state } : {}),
	};
}

function updateRow(desk: WriteDesk, { key, patch, groups, entry }: Pick<UpdateWrite, 'key' | 'patch' | 'groups' | 'entry'>, subscriber: Subscriber, record: PartnerRecord): SubscriberWrite {
	const before = ownOf(subscriber.memberships[desk.place.listId]);
	const fields = subscriberFields(patch, record.fields);
	const wanted = entry ? desk.flow.withWaiting(withEntry(before, entry)) : before;
	const own = ownText({ ...wanted, held: heldAfter(wanted.held, fields, new Set(subscriber.unseen)) });
	const optsOut = patch.doNotEmail === true && record.mailing === 'open';
	return {
		op: 'update',
		key,
		subscriber,
		fields,
		customFields: { ...mappedFields(patch, desk.place), ...(own === ownText(before) ? {} : { [OWN_FIELD]: own }) },
		tags: tagChange(groups, desk.place, subscriber),
		...(optsOut ? { state: 'unsubscribed' as const } : {}),
	};
}

/**
 * The new address gets what the old one has, consent included, and only then the old one loses entry and tag: a run that
 * is cut in between leaves the pair at both, never at none.
 */
function moveStep(desk: WriteDesk, write: UpdateWrite, { current, record }: { current: Subscriber; record: PartnerRecord }, target: { address: string; known: Subscriber | undefined }): Step {
	const { key, patch, entry } = write;
	const there = target.known && recordOf(target.known, desk.place);
	const from = ownOf(current.memberships[desk.place.listId]);
	const groups = write.groups ?? record.groups;
	if (there && target.known) {
		const own = ownOf(target.known.memberships[desk.place.listId]);
		if (entry && isTakenByOther(own, entry.account, entry.contactId, write.replaces)) return { kind: 'answer', result: { kind: 'failed', key, error: new RecordError('addressTaken', 'Another contact of the CRM has this e-mail address in the list. Correct it in the CRM.') } };
		const rest: FieldPatch = { ...patch };
		delete rest.emails;
		const optedOut = record.mailing === 'optedOut' || rest.doNotEmail === true ? { doNotEmail: true } : {};
		return { kind: 'row', row: updateRow(desk, { key, patch: { ...rest, ...optedOut }, groups, ...(entry ? { entry } : {}) }, target.known, there), left: leaving(desk, current, write) };
	}
	const fields = { ...current.fields, ...from.held, ...subscriberFields(patch, record.fields) };
	const others = Object.fromEntries(Object.entries(current.memberships[desk.place.listId]?.customFields ?? {}).filter(([name]) => name !== OWN_FIELD));
	const own = entry ? withEntry({ ...from, flows: new Map() }, entry) : { ...from, flows: new Map<string, string>() };
	const marker = groups.includes(desk.place.groupId) ? [desk.place.tag] : [];
	const state = record.mailing === 'optedOut' || patch.doNotEmail === true ? { state: 'unsubscribed' as const } : {};
	const row = newRow(desk, { key, email: target.address, known: target.known, fields: filled(fields), own, others: { ...others, ...mappedFields(patch, desk.place) }, tags: [...new Set([...current.tags, ...marker])], ...state });
	return { kind: 'row', row, left: leaving(desk, current, write) };
}

/** The address that the pair moved away from. It stays in the list, as who leaves a flow does. */
function leaving({ place }: WriteDesk, subscriber: Subscriber, { key, entry }: UpdateWrite): SubscriberWrite {
	const own = ownOf(subscriber.memberships[place.listId]);
	const value = entry ? ownText(withEntry(own, { ...entry, text: null })) : ownText(own);
	return { op: 'update', key, subscriber, fields: {}, customFields: { [OWN_FIELD]: value }, tags: tagChange([], place, subscriber) };
}

function tagChange(groups: readonly string[] | undefined, { tag, groupId }: ListPlace, { tags }: Subscriber): TagChange {
	const has = tags.filter((one) => tagKey(one) === tagKey(tag));
	if (groups === undefined) return { add: [], remove: [] };
	if (groups.includes(groupId)) return { add: has.length > 0 ? [] : [tag], remove: [] };
	return { add: [], remove: has };
}

/** Only what readings hide has to be kept beside it; as long as nobody knows, everything. */
function heldAfter(held: SubscriberFields, written: SubscriberFields, hidden: ReadonlySet<SubscriberField> | undefined): SubscriberFields {
	const kept = Object.entries({ ...held, ...written }).filter(([field]) => hidden === undefined || hidden.has(field as SubscriberField));
	return filled(Object.fromEntries(kept));
}

function filled(fields: SubscriberFields): SubscriberFields {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));
}

/** A row that the service would refuse is answered here, before it takes a batch down with it. */
function fitting(step: Step, { side, place }: WriteDesk): Step {
	if (step.kind === 'answer' || step.row.op === 'delete') return step;
	const { row } = step;
	const known = row.op === 'create' ? row.known : row.subscriber;
	const fields = { ...known?.memberships[place.listId]?.customFields, ...row.customFields };
	const refused = (reason: string, message: string): Step => ({ kind: 'answer', result: { kind: 'failed', key: row.key, error: new RecordError(reason, message) } });
	if (total(Object.values(fields)) > side.limits.customFieldsLength) return refused('customFieldsFull', 'The list fields of this subscriber are full, so that there is no room for the sync\'s own data. Shorten one of them.');
	const tags = [...new Set([...(known?.tags ?? []), ...row.tags.add])];
	if (row.tags.add.length > 0 && total(tags) > side.limits.tagsLength) return refused('tagsFull', 'This subscriber has as many tags as it can have. Take one off.');
	return step;
}

/** Of the CRM's tags, those that the service can hold beside the flow's own. */
function fittingTags(tags: readonly string[] = [], present: readonly string[] = [], { side: { limits }, place }: WriteDesk): string[] {
	const kept: string[] = [];
	let length = total([...present, place.tag]);
	for (const tag of new Set(tags.map((one) => one.trim()))) {
		const fits = tag !== '' && [...tag].length <= limits.tagLength && !limits.tagForbids.some((part) => tag.includes(part)) && length + tag.length <= limits.tagsLength;
		if (!fits || tagKey(tag) === tagKey(place.tag)) continue;
		kept.push(tag);
		length += tag.length;
	}
	return kept;
}

function total(texts: readonly string[]): number {
	return texts.reduce((sum, text) => sum + text.length, 0);
}
