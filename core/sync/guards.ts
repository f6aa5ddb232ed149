import { counted } from '../contact/text';
import { GuardError } from '../errors';
import { FIELDS } from './fields';
import type { FlowEntry } from './flowEntry';
import type { PlannedAction } from './actions';
import type { FieldChange } from './report';
import type { GuardName } from './settings';

/** What the guards look at, all of it known before the first write. */
export interface GuardInput {
	actions: readonly PlannedAction[];
	/** Pairs in this flow's group on the partner side. */
	pairs: number;
	records: number;
	maxRecords: number;
	/** The entry found on the group, and the one this run would write. */
	stored?: FlowEntry;
	wanted: FlowEntry;
	overrides: readonly GuardName[];
	/** Each create sends the person a mail. */
	creates?: 'askByMail';
	/** Records of the scope in a complete listing of the CRM; absent where there was none. */
	listedInCrm?: number;
}

interface Trip {
	guard: GuardName;
	message: string;
}

/** Below these numbers a change is daily business, whatever its share. */
export const LEAVE_LIMIT = { count: 5, share: 0.2 };
const CLEAR = { count: 5, share: 0.2 };
const CHANGE = { count: 20, share: 0.5 };
const FEW_PAIRS = 5;
export const MOST_CONFIRMATION_MAILS = 20;

const CHECKS: ReadonlyArray<(input: GuardInput) => Trip | undefined> = [
	settingsChanged,
	emptySide,
	massLeave,
	massClear,
	massChange,
	accountFull,
	confirmationMails,
];

/** Throws a GuardError for the first guard that trips and is not overridden in this run. */
export function checkGuards(input: GuardInput): void {
	for (const check of CHECKS) {
		const trip = check(input);
		if (trip && !input.overrides.includes(trip.guard)) {
			const override = `If this is what you want, choose "${GUARD_TITLES[trip.guard]}" under "Pass Guards Once" and run again.`;
			throw new GuardError(trip.guard, `${trip.message} Nothing was written. ${override}`);
		}
	}
}

/** The names under which a user finds the overrides. */
export const GUARD_TITLES: Record<GuardName, string> = {
	settingsChanged: 'Changed Settings',
	emptySide: 'Empty Side',
	massLeave: 'Many Would Leave',
	massClear: 'Many Would Be Cleared',
	massChange: 'Many Would Change',
	accountFull: 'Account Full',
	confirmationMails: 'Many Confirmation Mails',
};

function exceeds(count: number, pairs: number, limit: { count: number; share: number }): boolean {
	return count > limit.count && count > pairs * limit.share;
}

function settingsChanged({ stored, wanted }: GuardInput): Trip | undefined {
	if (!stored) return undefined;
	const scope = stored.scopeHash !== '' && wanted.scopeHash !== '' && stored.scopeHash !== wanted.scopeHash;
	const mapping = stored.mappingHash !== wanted.mappingHash;
	if (!scope && !mapping) return undefined;
	const what = scope && mapping ? 'The scope and the fields of this flow differ' : scope ? 'The scope of this flow differs' : 'The fields of this flow differ';
	const held = stored.pairs === 0 ? '' : ` (${counted(stored.pairs, 'pair')})`;
	return {
		guard: 'settingsChanged',
		message: `${what} from what filled the label or list before${held}. Another flow may own it, or the settings were changed.`,
	};
}

function emptySide({ stored, pairs, listedInCrm }: GuardInput): Trip | undefined {
	if (listedInCrm === 0 && pairs > FEW_PAIRS) {
		return {
			guard: 'emptySide',
			message: `The CRM lists no contact in the scope, and there are ${pairs} pairs. The tag or list may have been emptied or renamed, or this is another account.`,
		};
	}
	if (!stored || stored.pairs <= FEW_PAIRS || pairs > 0) return undefined;
	return {
		guard: 'emptySide',
		message: `The label or list had ${stored.pairs} pairs, and none of its contacts is found any more. They may have been deleted, or this is another account.`,
	};
}

function massLeave({ actions, pairs }: GuardInput): Trip | undefined {
	const count = actions.filter((one) => one.action === 'leave' || one.action === 'delete').length;
	if (!exceeds(count, pairs, LEAVE_LIMIT)) return undefined;
	return {
		guard: 'massLeave',
		message: `${count} of ${pairs} paired contacts would leave or be deleted (limit: ${LEAVE_LIMIT.count} and ${LEAVE_LIMIT.share * 100} %). Check the scope in the CRM.`,
	};
}

function massClear({ actions, pairs }: GuardInput): Trip | undefined {
	const cleared = new Map<FieldChange['field'], number>();
	for (const { action, changes } of actions) {
		for (const change of action === 'delete' ? [] : changes) {
			if (change.before !== '' && change.after === '') cleared.set(change.field, (cleared.get(change.field) ?? 0) + 1);
		}
	}
	const field = [...FIELDS, ...cleared.keys()].find((one) => exceeds(cleared.get(one) ?? 0, pairs, CLEAR));
	if (!field) return undefined;
	const label = actions.flatMap(({ changes }) => changes).find((change) => change.field === field)?.label;
	return {
		guard: 'massClear',
		message: `The field "${label ?? field}" would be cleared on ${cleared.get(field)} of ${pairs} paired contacts (limit: ${CLEAR.count} and ${CLEAR.share * 100} %).`,
	};
}

function massChange({ actions, pairs }: GuardInput): Trip | undefined {
	const count = actions.filter((one) => one.action === 'update' && one.reason === 'changed').length;
	if (!exceeds(count, pairs, CHANGE)) return undefined;
	return {
		guard: 'massChange',
		message: `${count} of ${pairs} paired contacts would change at once (limit: ${CHANGE.count} and ${CHANGE.share * 100} %).`,
	};
}

function accountFull({ actions, records, maxRecords }: GuardInput): Trip | undefined {
	const creates = actions.filter((one) => one.action === 'create').length;
	if (creates === 0 || records + creates <= maxRecords) return undefined;
	return {
		guard: 'accountFull',
		message: `The account holds ${records} contacts and ${creates} would be added; it takes ${maxRecords}. Contacts in its trash count too but cannot be seen: empty the trash or narrow the scope.`,
	};
}

/** Moving a pair to another address creates a record, too. */
function confirmationMails({ actions, creates }: GuardInput): Trip | undefined {
	if (creates !== 'askByMail') return undefined;
	const count = actions.filter(({ intent }) => intent?.op === 'create' || (intent?.op === 'update' && intent.patch.emails !== undefined)).length;
	if (count <= MOST_CONFIRMATION_MAILS) return undefined;
	return {
		guard: 'confirmationMails',
		message: `${count} new people would each be sent a mail that asks them to confirm (limit: ${MOST_CONFIRMATION_MAILS}).`,
	};
}
