import type { ContactFields } from '../contact/contact';
import { emailKey, isWellFormedEmail } from '../contact/email';
import { expectSyncError, GuardError, type SyncError } from '../errors';
import type { Progress } from '../ports/environment';
import type { ContactNotes, EmailList, EmailSide, Subscriber, SubscriberWriteResult, TagChange } from '../ports/email';
import { counting } from '../progress';
import { withNotedAddresses } from './gone';
import { planLeave, planSubscribe, planTags, planUnsubscribe, type Address, type EmailStep } from './plan';
import { countsOfResults, type EmailReason, type EmailReport, type EmailResult, type EmailWarning } from './report';
import { EMAIL_GUARD_TITLES, MOST_CONFIRMATION_MAILS, type EmailGuard, type SubscribeSettings } from './settings';
import { wantedOf, type Wanted } from './wanted';

/** What an item wants of the list. */
export type EmailWish =
	/**
	 * `previousEmail`: of the same contact before its address changed; an opt-out there counts. `goneByNote`: gone, and the address is
	 * known by a note alone. That a record was merged into another one may be told so too, so that nothing is done which cannot be undone.
	 */
	| { kind: 'subscribe'; contact: ContactFields; event: 'present' | 'gone' | 'goneByNote'; customFields?: Readonly<Record<string, string>>; previousEmail?: string; noted?: NotedContact }
	| { kind: 'unsubscribe'; email: string }
	| { kind: 'tags'; email: string; change: TagChange }
	| { kind: 'get'; email: string };

/** For whom in a CRM the item stands. `mayBeKnown`: it may have come before, under another address. */
export interface NotedContact {
	id: string;
	history: 'new' | 'mayBeKnown';
}

export interface EmailItem {
	key: string;
	wish: EmailWish;
}

export interface EmailRequest {
	side: EmailSide;
	list: EmailList;
	mode: 'apply' | 'preview';
	items: readonly EmailItem[];
	settings: SubscribeSettings;
	/** Guards that are let through once. */
	passGuards: readonly EmailGuard[];
	/** Of addresses that would be new in the list, those of which the CRM knows an opt-out under another record. Absent: not asked. */
	optedOutInCrm?(emails: readonly string[]): Promise<ReadonlySet<string>>;
	/** Where contacts are noted; absent: they are not. */
	notes?: ContactNotes;
	/** Told how far the writes are. */
	progress?: Progress;
}

/** A result with the place of its item. */
interface Positioned {
	position: number;
	result: EmailResult;
}

/** One address of one item. */
interface Task {
	position: number;
	key: string;
	email: string;
	wish: EmailWish;
	wanted?: Wanted;
	/** The address is not to be subscribed; only an opt-out of its person concerns it. */
	further?: 'yes';
}

/**
 * Plans every address of every item and writes what is to be written, as few times as possible. Addresses that come
 * again wait for another round, so that each is read and written by one at a time.
 */
export async function runEmail(request: EmailRequest): Promise<EmailReport> {
	const results: Positioned[] = [];
	const items = await withNotedAddresses(request.items, request.notes);
	const tasks = sharingOptOuts(items.flatMap((item, position) => tasksOf(request, item, position, results)));
	let stopped: SyncError | undefined;
	for (const round of roundsOf(tasks)) {
		if (stopped) results.push(...round.map((task) => resultOf(task, notDone(stopped))));
		else stopped = await request.side.exclusive(() => runRound(request, round, results));
	}
	results.sort((a, b) => a.position - b.position);
	const plain = results.map(({ result }) => result);
	return { results: plain, counts: countsOfResults(plain), ...(stopped ? { stopped } : {}) };
}

function tasksOf({ settings, side, list }: EmailRequest, { key, wish }: EmailItem, position: number, results: Positioned[]): Task[] {
	if (wish.kind !== 'subscribe') {
		if (isWellFormedEmail(wish.email)) return [{ position, key, email: emailKey(wish.email), wish }];
		results.push({ position, result: { key, action: 'skip', reason: 'noEmail', changes: [], warnings: [] } });
		return [];
	}
	const wanted = wantedOf(wish.contact, settings, side.limits, wish.customFields, list.fields);
	if (wanted.emails.length === 0) results.push({ position, result: { key, action: 'skip', reason: 'noEmail', changes: [], warnings: wanted.warnings } });
	const further = wanted.consent === 'optedOut' && wish.event === 'present' ? wanted.others.map((email): Task => ({ position, key, email, wish, wanted, further: 'yes' })) : [];
	return [...wanted.emails.map((email): Task => ({ position, key, email, wish, wanted })), ...further];
}

/** Of several contacts with one address, one that is opted out counts for all of them, whoever comes first. */
function sharingOptOuts(tasks: readonly Task[]): Task[] {
	const optedOut = new Set(tasks.flatMap(({ email, wanted }) => (wanted?.consent === 'optedOut' ? [email] : [])));
	return tasks.map((task) => (task.wanted && optedOut.has(task.email) ? { ...task, wanted: { ...task.wanted, consent: 'optedOut' } } : task));
}

/** Each round has an address once. */
function roundsOf(tasks: readonly Task[]): Task[][] {
	const rounds: Task[][] = [];
	const seen = new Map<string, number>();
	for (const task of tasks) {
		const round = seen.get(task.email) ?? 0;
		seen.set(task.email, round + 1);
		(rounds[round] ??= []).push(task);
	}
	return rounds;
}

/** Answers what stopped the run, once something was written; before that it rejects. */
async function runRound(request: EmailRequest, tasks: readonly Task[], results: Positioned[]): Promise<SyncError | undefined> {
	const { side, list, mode } = request;
	const known = await side.find(list.id, tasks.flatMap((task) => [task.email, ...otherAddresses(task)]));
	const first = tasks.map((task) => ({ task, step: stepOf(request, task, known) }));
	const steps = await withoutSharedOptOuts(request, await withoutFormerOptOuts(request, first));
	const planned = new Map(steps.map((one) => [`${one.task.position} ${one.task.email}`, one] as const));
	assertFewConfirmations(request, steps.map(({ step }) => step));
	for (const { task, step } of steps) {
		if ((step.write && mode === 'apply') || (task.further && !step.write)) continue;
		results.push(resultOf(task, step, known.get(task.email)));
	}
	if (mode === 'preview') return undefined;
	return await carryOut(request, planned, results);
}

interface PlannedTask {
	task: Task;
	step: EmailStep;
}

/** Where the person is known, too: an opt-out there is one of the person. */
function otherAddresses({ email, wish, wanted }: Task): string[] {
	if (wish.kind !== 'subscribe' || wish.event !== 'present' || wanted?.consent !== 'open') return [];
	const previous = wish.previousEmail ? [emailKey(wish.previousEmail)] : [];
	return [...previous, ...wanted.emails, ...wanted.others].filter((one) => one !== email);
}

/** Whose address changed in the CRM is new here, and is known under the old one. */
async function withoutFormerOptOuts({ side, list, notes }: EmailRequest, planned: PlannedTask[]): Promise<PlannedTask[]> {
	const coming = planned.flatMap(({ task: { wish, email }, step }) => (step.write?.op === 'create' && wish.kind === 'subscribe' && wish.noted?.history === 'mayBeKnown' ? [{ id: wish.noted.id, email }] : []));
	if (!notes || coming.length === 0) return planned;
	const former = await notes.addresses(coming.map(({ id }) => id));
	const states = former.size > 0 ? await side.find(list.id, [...former.values()].flat()) : new Map<string, Subscriber>();
	const optedOut = new Set(coming.flatMap(({ id, email }) => ((former.get(id) ?? []).some((address) => isOptedOut(states.get(address), list)) ? [email] : [])));
	return planned.map((one) => (one.step.write?.op === 'create' && optedOut.has(one.task.email) ? { ...one, step: { action: 'skip', reason: 'carriedOptOut', changes: [], warnings: one.step.warnings } } : one));
}

function isOptedOut(subscriber: Subscriber | undefined, { id }: EmailList): boolean {
	const state = subscriber?.memberships[id]?.state;
	return state === 'unsubscribed' || state === 'complained';
}

/** Two records of the CRM may have one address, and only one of them came with this run. */
async function withoutSharedOptOuts({ optedOutInCrm }: EmailRequest, planned: PlannedTask[]): Promise<PlannedTask[]> {
	const coming = planned.filter(({ step }) => step.write?.op === 'create').map(({ task }) => task.email);
	if (!optedOutInCrm || coming.length === 0) return planned;
	const optedOut = await optedOutInCrm(coming);
	return planned.map((one) => (one.step.write?.op === 'create' && optedOut.has(one.task.email) ? { ...one, step: { action: 'skip', reason: 'sharedOptOut', changes: [], warnings: one.step.warnings } } : one));
}

async function carryOut({ side, list, progress }: EmailRequest, planned: ReadonlyMap<string, PlannedTask>, results: Positioned[]): Promise<SyncError | undefined> {
	const waiting = new Map([...planned].filter(([, { step }]) => step.write));
	const writes = [...waiting].flatMap(([key, { step }]) => (step.write ? [{ ...step.write, key }] : []));
	if (writes.length === 0) return undefined;
	const answered = counting(writes.length, progress);
	let stopped: SyncError | undefined;
	try {
		for await (const batch of side.write(list, writes)) {
			for (const result of batch) {
				const found = waiting.get(result.key);
				waiting.delete(result.key);
				if (found) results.push(written(list, found, result));
			}
			answered(batch.length);
		}
	} catch (error) {
		stopped = expectSyncError(error);
	}
	for (const { task } of waiting.values()) results.push(resultOf(task, notDone(stopped)));
	return stopped;
}

function stepOf({ list, side, settings, notes }: EmailRequest, task: Task, known: ReadonlyMap<string, Subscriber>): EmailStep {
	const { key, email, wish, wanted } = task;
	const subscriber = known.get(email);
	const note = wish.kind === 'subscribe' && wish.noted ? notes?.added(subscriber?.memberships[list.id], wish.noted.id) : undefined;
	const address: Address = { key, email, list, limits: side.limits, ...(subscriber ? { known: subscriber } : {}), ...(note ? { note } : {}) };
	switch (wish.kind) {
		case 'subscribe': {
			if (!wanted) return { action: 'skip', reason: 'noEmail', changes: [], warnings: [] };
			const previous = otherAddresses(task).some((one) => isOptedOut(known.get(one), list)) ? 'optedOut' : 'open';
			const leaving = wish.event === 'goneByNote' && settings.leaving !== 'nothing' ? 'untag' : settings.leaving;
			const step = wish.event === 'present' ? planSubscribe(address, wanted, settings, previous) : planLeave(address, wanted.marker, leaving);
			return { ...step, warnings: [...wanted.warnings, ...step.warnings] };
		}
		case 'unsubscribe':
			return planUnsubscribe(address, 'removedByRequest');
		case 'tags':
			return planTags(address, wish.change);
		case 'get':
			return { action: subscriber?.memberships[list.id] ? 'unchanged' : 'skip', reason: subscriber?.memberships[list.id] ? 'found' : 'notInList', changes: [], warnings: [] };
	}
}

/** A list with double opt-in sends a mail to each new person. */
function assertFewConfirmations({ list, passGuards }: EmailRequest, steps: readonly EmailStep[]): void {
	if (list.optIn === 'single' || passGuards.includes('confirmationMails')) return;
	const mails = steps.filter(({ write }) => write?.op === 'create' && write.confirmation === 'asListSays').length;
	if (mails <= MOST_CONFIRMATION_MAILS) return;
	throw new GuardError(
		'confirmationMails',
		`Stopped before the first write: this list asks new people to confirm, and ${mails} of them would get a mail (more than ${MOST_CONFIRMATION_MAILS}). If that is what you want, add the option Pass Guards Once with "${EMAIL_GUARD_TITLES.confirmationMails}" for one run, or send them in smaller batches.`,
	);
}

type Outcome = Pick<EmailResult, 'action' | 'reason' | 'changes' | 'warnings' | 'error'>;

function resultOf({ position, key, email }: Task, { action, reason, changes, warnings, error }: Outcome, subscriber?: Subscriber): Positioned {
	return { position, result: { key, email, action, reason, changes, warnings, ...(subscriber ? { subscriber } : {}), ...(error ? { error } : {}) } };
}

function written(list: EmailList, { task, step }: PlannedTask, result: SubscriberWriteResult): Positioned {
	if (result.kind === 'done') return resultOf(task, { ...step, warnings: [...step.warnings, ...fieldsNotTaken(list, step, result.subscriber)] }, result.subscriber);
	return resultOf(task, { ...step, action: 'failed', reason: reasonOf(result.error), error: result.error });
}

/** Whether services make a field that a list does not have is not certain. */
function fieldsNotTaken(list: EmailList, { write, note = {} }: EmailStep, subscriber: Subscriber | undefined): EmailWarning[] {
	const held = subscriber?.memberships[list.id]?.customFields;
	if (!write || write.op === 'delete' || !held) return [];
	const count = Object.keys(write.customFields).filter((key) => !(key in note) && held[key.toLowerCase()] === undefined).length;
	return count > 0 ? [{ code: 'listFieldNotTaken', count }] : [];
}

function reasonOf(error: SyncError): EmailReason {
	const reason = 'reason' in error ? error.reason : undefined;
	return reason === 'notTaken' || reason === 'tagKept' ? reason : 'refusedByServer';
}

function notDone(error: SyncError | undefined): Outcome {
	return { action: 'failed', reason: 'stopped', changes: [], warnings: [], ...(error ? { error } : {}) };
}
