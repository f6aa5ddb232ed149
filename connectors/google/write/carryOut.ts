import { GuardError, RetriableError, SyncError } from '../../../core/errors';
import type { Environment } from '../../../core/ports/environment';
import type { PartnerWriteResult } from '../../../core/ports/partner';
import type { ItemAnswer } from '../client';
import type { Person } from '../raw';
import { createGroupCheck } from './newGroups';
import type { GoogleAccount } from '../account';

/** One carrying-out of many writes. */
export interface WriteRun {
	account: GoogleAccount;
	env: Environment;
	/** Set once the account is full: no further create is sent. */
	full?: GuardError;
	/** Requests in a row that were refused as a whole, without a word on which contact is to blame. */
	wholeRefusals: number;
}

/** What an answer says about one contact of the request. */
export type Verdict =
	| { kind: 'written'; person: Person }
	| { kind: 'failed'; error: SyncError }
	/** Not written, and not to blame for it. */
	| { kind: 'again' }
	/** Written by someone else meanwhile. */
	| { kind: 'stale' }
	/** Surely written, but the answer does not show it. */
	| { kind: 'silent' }
	/** Written or not. */
	| { kind: 'lost' };

/** refused: the request as a whole, without a word on which contact is to blame. */
export type Sent = { kind: 'each'; verdicts: Verdict[] } | { kind: 'refused'; error: SyncError };

export type Doubt = Extract<Verdict, { kind: 'stale' | 'silent' | 'lost' }>['kind'];

export interface Settled<Job> {
	results: PartnerWriteResult[];
	again: Job[];
	/** Ends the run once the results are known. */
	stop?: unknown;
}

/** What distinguishes creates from updates. */
export interface Manner<Job extends { key: string }> {
	send(jobs: readonly Job[]): Promise<Sent>;
	written(job: Job, person: Person): PartnerWriteResult;
	/** Finds out what became of contacts whose answer did not say it. */
	settle(doubtful: ReadonlyArray<{ job: Job; doubt: Doubt }>): Promise<Settled<Job>>;
	groupsOf(job: Job): readonly string[];
	/** An error that all further jobs fail with, unsent. */
	blocked(): SyncError | undefined;
}

type Sorted<Job> = Settled<Job> & { doubtful: Array<{ job: Job; doubt: Doubt }> };

/**
 * Sends jobs until each has a result. A refused batch is sent again without those that are to blame; where it is not
 * told who, in halves. What was written is yielded before anything that may end the run.
 */
export async function* carryOut<Job extends { key: string }>(run: WriteRun, jobs: readonly Job[], manner: Manner<Job>): AsyncGenerator<PartnerWriteResult[]> {
	const checkGroups = createGroupCheck<Job>(run, manner.groupsOf);
	const queue: Job[][] = [[...jobs]];
	for (let part = queue.shift(); part !== undefined; part = queue.shift()) {
		const blocked = manner.blocked();
		if (blocked) yield part.map(({ key }): PartnerWriteResult => ({ kind: 'failed', key, error: blocked }));
		if (blocked || part.length === 0) continue;

		const sent = await manner.send(part);
		const answers = await checkGroups(part, verdictsOf(sent, part));
		const halves = sent.kind === 'refused' && answers.every(({ kind }) => kind === 'failed') ? halvesOf(run, part) : [];
		if (sent.kind === 'each') run.wholeRefusals = 0;
		queue.unshift(...halves);
		if (halves.length > 0) continue;

		const { results, doubtful, again } = sorted(part, answers, manner);
		yield results;
		const settled = doubtful.length > 0 ? await manner.settle(doubtful) : { results: [], again: [] };
		yield settled.results;
		if (settled.stop !== undefined) throw settled.stop;
		queue.unshift([...again, ...settled.again]);
	}
}

function verdictsOf(sent: Sent, jobs: readonly unknown[]): Verdict[] {
	return sent.kind === 'each' ? sent.verdicts : jobs.map(() => ({ kind: 'failed', error: sent.error }));
}

function sorted<Job extends { key: string }>(jobs: readonly Job[], verdicts: readonly Verdict[], manner: Manner<Job>): Sorted<Job> {
	const out: Sorted<Job> = { results: [], doubtful: [], again: [] };
	jobs.forEach((job, index) => {
		const verdict = verdicts[index] ?? { kind: 'silent' };
		switch (verdict.kind) {
			case 'written':
				out.results.push(manner.written(job, verdict.person));
				break;
			case 'failed':
				out.results.push({ kind: 'failed', key: job.key, error: verdict.error });
				break;
			case 'again':
				out.again.push(job);
				break;
			default:
				out.doubtful.push({ job, doubt: verdict.kind });
		}
	});
	return out;
}

/** A batch of 200 with one bad contact is refused nine times while it is halved; more in a row, and it is not one contact. */
const MOST_WHOLE_REFUSALS = 10;

function halvesOf<Job>(run: WriteRun, jobs: readonly Job[]): Job[][] {
	run.wholeRefusals += 1;
	if (jobs.length <= 1 || run.wholeRefusals > MOST_WHOLE_REFUSALS) return [];
	const middle = Math.ceil(jobs.length / 2);
	return [jobs.slice(0, middle), jobs.slice(middle)];
}

/** Verdicts for a batch of which Google named those to blame; undefined when it named none that was sent. */
export function verdictsWithout<Job>(jobs: readonly Job[], errorOf: (job: Job, index: number) => SyncError | undefined, verdict: (error: SyncError) => Verdict): Verdict[] | undefined {
	const errors = jobs.map(errorOf);
	if (errors.every((error) => error === undefined)) return undefined;
	return errors.map((error) => (error ? verdict(error) : { kind: 'again' }));
}

/** An error that concerns the contacts of one request only; anything else ends the run. */
export function errorOfContacts(error: unknown): SyncError {
	if (error instanceof SyncError && (error.recovery === 'record' || error.recovery === 'conflict')) return error;
	throw error;
}

/** Creates end with it; an update that makes a full account bigger fails alone. */
export function isAccountFull(error: unknown): error is GuardError {
	return error instanceof GuardError && error.reason === 'accountFull';
}

export function isLost(error: unknown): boolean {
	return error instanceof RetriableError && error.outcome === 'unknown';
}

/** What an answer's entry for one contact means; undefined when it has none. */
export function itemVerdict(item: ItemAnswer | undefined, onError: (error: SyncError) => Verdict): Verdict {
	if (item?.error) return onError(item.error);
	return item?.person ? { kind: 'written', person: item.person } : { kind: 'silent' };
}
