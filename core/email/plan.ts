import { clean } from '../contact/text';
import type { EmailLimits, EmailList, Membership, Subscriber, SubscriberField, SubscriberFields, SubscriberWrite, TagChange } from '../ports/email';
import type { EmailAction, EmailChange, EmailReason, EmailWarning } from './report';
import type { SubscribeSettings } from './settings';
import { fittingBeside, fittingTags, type Wanted } from './wanted';

/** What is to be done about one address. Without a write nothing is. */
export interface EmailStep {
	action: EmailAction;
	reason: EmailReason;
	changes: EmailChange[];
	warnings: EmailWarning[];
	write?: SubscriberWrite;
	/** List fields of `write` that are our own bookkeeping. */
	note?: Readonly<Record<string, string>>;
}

export interface Address {
	key: string;
	email: string;
	/** As last read; absent: unknown to the account. */
	known?: Subscriber;
	list: EmailList;
	limits: EmailLimits;
	/** List fields that note for whom the address stands. */
	note?: Readonly<Record<string, string>>;
}

const NO_TAGS: TagChange = { add: [], remove: [] };

const none = (action: EmailAction, reason: EmailReason): EmailStep => ({ action, reason, changes: [], warnings: [] });

function membershipOf({ known, list }: Address): Membership | undefined {
	return known?.memberships[list.id];
}

/** A contact is created in the list, or what is there of it is brought up to date. Consent only tightens. */
export function planSubscribe(address: Address, wanted: Wanted, settings: SubscribeSettings, previous: 'open' | 'optedOut' = 'open'): EmailStep {
	const membership = membershipOf(address);
	if (wanted.consent === 'optedOut') return membership ? planUnsubscribe(address, 'optedOut') : none('skip', 'optedOut');
	if (wanted.legalTitle === 'lacking') return membership ? planLeave(address, wanted.marker, settings.leaving, 'noLegalTitle') : none('skip', 'noLegalTitle');
	if (!membership || !address.known) return previous === 'optedOut' ? none('skip', 'carriedOptOut') : planNew(address, wanted, settings);
	return planExisting(address, address.known, membership, wanted, settings);
}

/** Base fields count for the whole account, so that somebody known from another list keeps them as the rule for existing ones says. */
function planNew({ key, email, known, limits, note = {} }: Address, wanted: Wanted, settings: SubscribeSettings): EmailStep {
	const fields = known ? fieldChange(known, wanted.fields, settings.existing === 'overwrite' ? 'overwrite' : 'fillGaps') : wanted.fields;
	const tags = fittingTags(wanted.tags, limits, known?.tags);
	const noted = fittingBeside(note, wanted.customFields, limits).kept;
	return {
		note: noted,
		action: 'create',
		reason: known ? 'newToList' : 'new',
		changes: [...fieldChanges(known?.fields ?? {}, fields), ...tagChanges(known?.tags ?? [], { add: tags.kept, remove: [] })],
		warnings: tags.warnings,
		write: {
			op: 'create',
			key,
			email,
			...(known ? { known } : {}),
			fields,
			customFields: { ...wanted.customFields, ...noted },
			...(clean(settings.source) ? { source: clean(settings.source) } : {}),
			tags: { add: tags.kept, remove: [] },
			confirmation: settings.confirmation,
			automations: settings.automations,
		},
	};
}

function planExisting({ key, limits, note = {} }: Address, subscriber: Subscriber, membership: Membership, wanted: Wanted, settings: SubscribeSettings): EmailStep {
	const fields = settings.existing === 'tagOnly' ? {} : fieldChange(subscriber, wanted.fields, settings.existing);
	const changed = settings.existing === 'tagOnly' ? {} : customFieldChange(membership, wanted.customFields, settings.existing);
	const { kept: customFields, warnings: tooLong } = fittingBeside(changed, membership.customFields ?? {}, limits);
	const fitting = fittingTags(settings.existingTags === 'all' ? wanted.tags : wanted.marker, limits, subscriber.tags);
	const tags: TagChange = { add: fitting.kept.filter((tag) => !hasTag(subscriber.tags, tag)), remove: [] };
	const again = settings.resubscribe === 'asked' && membership.state === 'unsubscribed';
	const changes = [...fieldChanges(subscriber.fields, fields), ...fieldChanges(membership.customFields ?? {}, customFields), ...tagChanges(subscriber.tags, tags), ...(again ? [{ field: 'state', before: membership.state, after: 'subscribed' }] : [])];
	const warnings = [...tooLong, ...fitting.warnings];
	if (changes.length === 0) return { ...none('unchanged', 'equal'), warnings };
	// Only beside something else that is written.
	const noted = fittingBeside(note, { ...membership.customFields, ...customFields }, limits).kept;
	const onlyTags = changes.every(({ field }) => field === 'tags');
	return {
		action: 'update',
		reason: again ? 'resubscribed' : onlyTags ? 'tagged' : 'changed',
		changes,
		warnings,
		note: noted,
		write: { op: 'update', key, subscriber, fields, customFields: { ...customFields, ...noted }, tags, ...(again ? { state: 'subscribed' } : {}) },
	};
}

/** Values to write: those that differ, or only where there is nothing. What the reading did not show is never taken for a gap. */
function fieldChange({ fields, unseen }: Subscriber, wanted: SubscriberFields, rule: 'fillGaps' | 'overwrite'): SubscriberFields {
	const entries = (Object.entries(wanted) as Array<[SubscriberField, string]>).filter(([field, value]) => {
		if (unseen.includes(field)) return rule === 'overwrite';
		return rule === 'overwrite' ? clean(fields[field]) !== value : clean(fields[field]) === '';
	});
	return Object.fromEntries(entries);
}

function customFieldChange({ customFields }: Membership, wanted: Readonly<Record<string, string>>, rule: 'fillGaps' | 'overwrite'): Record<string, string> {
	if (!customFields) return rule === 'overwrite' ? { ...wanted } : {};
	return Object.fromEntries(Object.entries(wanted).filter(([key, value]) => (rule === 'overwrite' ? clean(customFields[key]) !== value : clean(customFields[key]) === '')));
}

/** Who left the scope, was deleted in the CRM, or has no legal title any more. */
export function planLeave(address: Address, marker: readonly string[], leaving: SubscribeSettings['leaving'], reason: 'leftScope' | 'noLegalTitle' = 'leftScope'): EmailStep {
	if (!membershipOf(address)) return none('skip', 'notInList');
	if (leaving === 'nothing') return none('skip', reason);
	if (leaving === 'unsubscribe') return planUnsubscribe(address, reason);
	if (leaving === 'delete' && address.known) return { ...none('leave', 'deleted'), write: { op: 'delete', key: address.key, subscriber: address.known } };
	return { ...planTags(address, { add: [], remove: marker }), ...(hasAny(address.known?.tags ?? [], marker) ? { action: 'leave', reason } : {}) };
}

/** Nobody who is out already is touched: a bounce stays a bounce. */
export function planUnsubscribe(address: Address, reason: EmailReason): EmailStep {
	const membership = membershipOf(address);
	if (!membership || !address.known) return none('skip', 'notInList');
	if (membership.state !== 'subscribed' && membership.state !== 'unconfirmed') return none('unchanged', 'alreadyOut');
	return {
		action: 'unsubscribe',
		reason,
		changes: [{ field: 'state', before: membership.state, after: 'unsubscribed' }],
		warnings: [],
		write: { op: 'update', key: address.key, subscriber: address.known, fields: {}, customFields: {}, tags: NO_TAGS, state: 'unsubscribed' },
	};
}

export function planTags(address: Address, wanted: TagChange): EmailStep {
	const { known, key, limits } = address;
	if (!membershipOf(address) || !known) return none('skip', 'notInList');
	const removes = known.tags.filter((tag) => (wanted.others === 'remove' ? !hasTag(wanted.add, tag) : hasTag(wanted.remove, tag)));
	const fitting = fittingTags(wanted.add, limits, known.tags.filter((tag) => !removes.includes(tag)));
	const change: TagChange = { add: fitting.kept.filter((tag) => !hasTag(known.tags, tag)), remove: removes };
	const changes = tagChanges(known.tags, change);
	if (changes.length === 0) return { ...none('unchanged', 'equal'), warnings: fitting.warnings };
	return { action: 'update', reason: 'tagged', changes, warnings: fitting.warnings, write: { op: 'update', key, subscriber: known, fields: {}, customFields: {}, tags: change } };
}

/** Services differ in whether case counts in tags, so it does not here. */
function hasTag(tags: readonly string[], wanted: string): boolean {
	return tags.some((tag) => clean(tag).toLowerCase() === clean(wanted).toLowerCase());
}

function hasAny(tags: readonly string[], wanted: readonly string[]): boolean {
	return wanted.some((tag) => hasTag(tags, tag));
}

function fieldChanges(before: Readonly<Record<string, string | undefined>>, change: Readonly<Record<string, string | undefined>>): EmailChange[] {
	return Object.entries(change).map(([field, after]) => ({ field, ...(before[field] ? { before: before[field] } : {}), ...(after ? { after } : {}) }));
}

function tagChanges(before: readonly string[], { add, remove }: TagChange): EmailChange[] {
	const after = [...before.filter((tag) => !remove.includes(tag)), ...add.filter((tag) => !hasTag(before, tag))];
	if (after.length === before.length && after.every((tag) => before.includes(tag))) return [];
	return [{ field: 'tags', ...(before.length > 0 ? { before: before.join(', ') } : {}), ...(after.length > 0 ? { after: after.join(', ') } : {}) }];
}
