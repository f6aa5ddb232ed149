import { counted } from '../../core/contact/text';
import type { EmailAction, EmailReason, EmailReport, EmailResult, EmailWarning } from '../../core/email';
import { countsText } from '../shared/counts';

/** One sentence per reason, as the user reads it in the output. */
const REASONS: Record<EmailReason, string> = {
	new: 'Is new and was put into the list.',
	newToList: 'Was known from another list and was put into this one.',
	changed: 'Changed values were written.',
	tagged: 'Tags were changed; everything else stays.',
	resubscribed: 'Had unsubscribed and was subscribed again, as asked.',
	equal: 'Already up to date.',
	leftScope: 'Left the scope in the CRM.',
	deleted: 'Takes no part any more; was deleted from all lists of the account.',
	optedOut: 'Does not want mail, as the CRM says.',
	removedByRequest: 'Unsubscribed as asked.',
	alreadyOut: 'Is not subscribed any more.',
	notInList: 'Is not in the list, so there is nothing to do.',
	noEmail: 'Has no usable e-mail address.',
	carriedOptOut: 'Has unsubscribed under another address, so this one is not subscribed.',
	sharedOptOut: 'Another record of the CRM has this address and does not want mail, so it is not subscribed.',
	noLegalTitle: 'Has no valid legal title in the CRM.',
	refusedByServer: 'The service did not accept this subscriber.',
	notTaken: 'The service did not take what was written.',
	tagKept: 'The service kept a tag that was to be removed.',
	stopped: 'Not done, because the run stopped before.',
	found: 'Is in the list.',
};

/** These name what is done; in a dry run nothing is. */
const WRITES: readonly EmailAction[] = ['create', 'update', 'leave', 'unsubscribe'];

export function reasonText({ action, reason }: Pick<EmailResult, 'action' | 'reason'>, mode: 'apply' | 'preview'): string {
	const end = action === 'leave' && (reason === 'leftScope' || reason === 'noLegalTitle') ? ' The marker tag was taken off.' : action === 'unsubscribe' && reason !== 'removedByRequest' ? ' Unsubscribed.' : '';
	const sentence = `${REASONS[reason]}${end}`;
	return mode === 'preview' && WRITES.includes(action) ? `Dry run, nothing written. Plan: ${sentence}` : sentence;
}

export function warningText({ code, count }: EmailWarning): string {
	switch (code) {
		case 'malformedEmail':
			return `${counted(count, 'address')} left out, because it is no valid one.`;
		case 'tagLeftOut':
			return `${counted(count, 'tag')} left out, because of a comma in it. Rename it in the CRM.`;
		case 'tagTooLong':
			return `${counted(count, 'tag')} left out, because it is longer than the service allows. Shorten it in the CRM.`;
		case 'tooManyTags':
			return `${counted(count, 'tag')} left out, because the subscriber has as many as the service allows.`;
		case 'customFieldsTooLong':
			return `${counted(count, 'list field')} left out, because all together are longer than the service allows.`;
		case 'listFieldNotTaken':
			return `${counted(count, 'list field')} not taken, because the list has no such field. Add it in the settings of the list, or correct its name in the options.`;
	}
}

const COUNT_TEXTS: ReadonlyArray<[EmailAction, done: string, planned: string]> = [
	['create', 'created', 'would be created'],
	['update', 'updated', 'would be updated'],
	['unchanged', 'unchanged', 'unchanged'],
	['leave', 'left', 'would leave'],
	['unsubscribe', 'unsubscribed', 'would be unsubscribed'],
	['skip', 'skipped', 'would be skipped'],
	['failed', 'failed', 'would fail'],
];

/** "12 created, 3 updated, 400 unchanged." */
export function summaryText(counts: EmailReport['counts'], mode: 'apply' | 'preview'): string {
	return countsText(COUNT_TEXTS.map(([action, done, planned]) => [counts[action], done, planned]), mode);
}
