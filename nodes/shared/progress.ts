import type { NodeHint } from 'n8n-workflow';
import type { Phase, Phases, Progress } from '../../core/ports/environment';
import type { NodeContext } from './context';

/** Runs with fewer writes, and fewer records read one by one, are over before somebody looks. */
const EVERY = 100;
/** Pages hold up to a thousand contacts. */
const READ_EVERY = 5_000;

const SIDES = { crm: 'the CRM', partner: 'Google Contacts', list: 'the list' } as const;

/** Stands in the place of the output until there is one. */
export const whileItRuns: NodeHint = {
	message: 'A long run tells how far it is in the console of the browser (F12) and in the log of n8n. It can be stopped at any time: the next one goes on from there.',
	type: 'info',
	location: 'outputPane',
	whenToDisplay: 'beforeExecution',
};

/** Tells how far the writes of a long run are, once in a hundred. */
export function progressOf(context: NodeContext): Progress {
	const passed = milestones();
	return (done, total) => {
		if (passed('writes', done, EVERY)) tell(context, `${done} of ${total} writes are done.`);
	};
}

/** Tells how far a long reading is, and how long the writes will take. */
export function phasesOf(context: NodeContext): Phases {
	const passed = milestones();
	return (phase) => {
		if (phase.kind === 'expecting' || passed(`${phase.side} ${phase.of === undefined ? 'pages' : 'singly'}`, phase.read, phase.of === undefined ? READ_EVERY : EVERY)) tell(context, sentenceOf(phase));
	};
}

function sentenceOf(phase: Phase): string {
	if (phase.kind === 'expecting') return `The writes of this run take about ${phase.minutes} minutes, as the services allow only so many a minute.`;
	const { side, read, of } = phase;
	return of === undefined ? `${read} contacts of ${SIDES[side]} are read so far.` : `${read} of ${of} contacts of ${SIDES[side]} are looked at.`;
}

/** How far a run over mailings is. */
export interface MailingProgress {
	/** Begins the next one of them. */
	next(number: number, total: number): void;
	read(contacts: number): void;
	written(contacts: number, total: number): void;
}

/** A campaign is read by the hundred. */
const CONTACTS_EVERY = 1_000;
const MAILINGS_EVERY = 10;

/** Tells how far a long run over mailings is; names none of them. */
export function mailingProgressOf(context: NodeContext): MailingProgress {
	const passed = milestones();
	let which = '';
	return {
		next(number, total) {
			which = `mailing ${number} of ${total}`;
			if (passed('mailings', number - 1, MAILINGS_EVERY)) tell(context, `${number - 1} of ${total} mailings are done.`);
		},
		read(contacts) {
			if (passed('read', contacts, CONTACTS_EVERY)) tell(context, `${contacts} contacts of ${which} are read so far.`);
		},
		written(contacts, total) {
			if (passed('written', contacts, CONTACTS_EVERY)) tell(context, `${contacts} of ${total} contacts of ${which} are written.`);
		},
	};
}

/** Whether a count has passed the next multiple of `every`; one that is lower than before has begun anew. */
function milestones(): (what: string, count: number, every: number) => boolean {
	const before = new Map<string, number>();
	return (what, count, every) => {
		const last = before.get(what) ?? 0;
		before.set(what, count);
		return Math.floor(count / every) > Math.floor((count < last ? 0 : last) / every);
	};
}

/**
 * In n8n's log, and for a run that a person has started in the editor also in the browser's console: the editor shows
 * nothing else of a node that still runs (n8n 2.40: output, hints and metadata come with its end).
 */
function tell(context: NodeContext, message: string): void {
	context.logger.info(message);
	if ('sendMessageToUI' in context) context.sendMessageToUI(message);
}
