import { counted } from '../../core/contact/text';
import type { Side } from '../../core/sync/mergeScalar';
import type { ActionKind, ItemResult, ReasonCode, Summary, Warning } from '../../core/sync/report';
import { countsText } from './counts';

/** What every node that runs a sync says about one contact, and about all of them. */

/** One sentence per reason, as the user reads it in the output. */
const REASONS: Record<ReasonCode, string> = {
	new: 'Created in Google Contacts.',
	linked: 'Found in Google Contacts and linked.',
	changed: 'Changed fields were written to Google.',
	rejoined: 'Is in the scope again and went back into the label.',
	entryRenewed: 'Nothing to change; the sync data on the contact was renewed.',
	equal: 'Already up to date.',
	leftScope: 'Left the scope in the CRM.',
	noLegalTitle: 'Has no valid legal title in the CRM.',
	deletedInCrm: 'Was deleted in the CRM.',
	emptied: 'Name, e-mails and phones were all emptied in the CRM, which counts as leaving.',
	noEmail: 'Has no e-mail address that can be written to.',
	addressTaken: 'Another contact of the CRM has this e-mail address, and a list has each address once. Left alone.',
	optedOut: 'Does not want mailings, so it is not put into the list.',
	leftGroup: 'Someone took it off the label in Google.',
	deletedAtPartner: 'Was deleted in Google.',
	companyNotCreated: 'Is a company, and companies are not created in the CRM. Choose "People and Companies" to have them created.',
	notCreatedInCrm: 'Is only in Google. Contacts are not created in the CRM, as the options say.',
	outsideScope: 'Fits a CRM record that is not in the scope, and this kind of scope cannot be joined from here.',
	double: 'Stood for the same record as another contact; both were united.',
	nextRun: 'Waits for the next run, because this one has written as many CRM records as it may.',
	removedByRequest: 'Removed as asked.',
	bothChanged: 'Changed on both sides; the output says what differs.',
	keptByPolicy: 'Left as it is, as the options say.',
	notPaired: 'Not in Google through this flow, so there is nothing to do.',
	ambiguous: 'Several contacts fit, in Google or in the CRM. None was touched; merge those that are the same person.',
	notFirst: 'Another record of the CRM with this e-mail address and name came first, and only that one is synced. Give each contact an address of its own.',
	nothingToIdentify: 'Has no name, e-mail or phone, so it cannot be synced.',
	alreadyOut: 'Is out of the label already.',
	removedByPerson: 'Someone took it off the label in Google, so it stays off.',
	merged: 'Was merged with another contact in Google, and is left alone.',
	pairedElsewhere: 'Its record in the CRM stands for another contact by now, so this one is left alone. Delete one of the two.',
	notRecreated: 'Was deleted in Google and is not created again.',
	outcomeUnknown: 'The answer of Google was lost. A later run looks for the contact before it creates it again.',
	refusedByServer: 'Google did not accept this contact.',
	keptChanging: 'Kept being changed elsewhere. The next run takes it up again.',
	repeatedInRun: 'The same contact came again in this run; its first item was used.',
	stopped: 'Not done, because the run stopped before.',
};

/** How it ends on the side that is written. */
const ENDS: Partial<Record<ActionKind, Record<Side, string>>> = {
	leave: { partner: ' Taken off the label.', crm: ' Taken out of the scope in the CRM.' },
	delete: { partner: ' Deleted in Google.', crm: ' Removed in the CRM.' },
};

const IN_CRM: Partial<Record<ReasonCode, string>> = {
	new: 'Created in the CRM.',
	changed: 'Changed fields were written to the CRM.',
	rejoined: 'Is on the label again and went back into the scope in the CRM.',
	refusedByServer: 'The CRM did not accept this contact.',
	outcomeUnknown: 'The answer of the CRM was lost. A later run looks for the contact before it creates it again.',
};

const ON_BOTH: Partial<Record<ReasonCode, string>> = {
	changed: 'Changed fields were written to the CRM and to Google.',
};

export function reasonText({ action, reason, sides }: Pick<ItemResult, 'action' | 'reason' | 'sides'>, mode: 'apply' | 'preview'): string {
	const own = sides.length === 2 ? (ON_BOTH[reason] ?? IN_CRM[reason]) : sides[0] === 'crm' ? IN_CRM[reason] : undefined;
	const end = sides.map((side) => ENDS[action]?.[side] ?? '').join('');
	const sentence = `${own ?? REASONS[reason]}${end}`;
	return mode === 'preview' && !['unchanged', 'skip'].includes(action) ? `Dry run, nothing written. Plan: ${sentence}` : sentence;
}

export function warningText(warning: Warning): string {
	switch (warning.code) {
		case 'sharedEmail':
			return `${counted(warning.count, 'contact')} in Google with this e-mail or phone, but another name: not linked.`;
		case 'malformedEmail':
			return `${counted(warning.count, 'e-mail')} not written, because it is no valid address.`;
		case 'ambiguous':
			return `${counted(warning.count, 'contact')} fit.`;
		case 'lowestTaken':
			return `${counted(warning.count, 'record')} of the CRM fit; the one with the lowest ID was linked. Give each contact an address of its own.`;
		case 'doubles':
			return `${counted(warning.count, 'contact')} in Google stand for this record. One is kept up to date.`;
		case 'overtaken':
			return 'Someone else wrote the CRM record at the same moment. Look whether it is as it should be.';
		case 'linkedFromOutside':
			return 'Was in Google Contacts outside the label, and joined it.';
	}
}

/** Of both sides: off the label in Google, or out of the scope in the CRM. */
const COUNT_TEXTS: ReadonlyArray<[ActionKind, done: string, planned: string]> = [
	['create', 'created', 'would be created'],
	['update', 'updated', 'would be updated'],
	['unchanged', 'unchanged', 'unchanged'],
	['leave', 'taken out', 'would be taken out'],
	['delete', 'deleted', 'would be deleted'],
	['conflict', 'in conflict', 'in conflict'],
	['skip', 'skipped', 'would be skipped'],
	['failed', 'failed', 'would fail'],
];

/** "12 created, 3 updated, 400 unchanged." */
export function summaryText(counts: Summary['counts'], mode: 'apply' | 'preview'): string {
	return countsText(COUNT_TEXTS.map(([kind, done, planned]) => [counts[kind], done, planned]), mode);
}
