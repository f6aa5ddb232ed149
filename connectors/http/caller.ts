import { FatalError, GuardError, RetriableError, SyncError } from '../../core/errors';
import type { Environment } from '../../core/ports/environment';
import { TransportError, type HttpClient, type HttpRequest, type HttpResponse } from '../../core/ports/http';
import { createLogin, type Login } from './login';
import type { Cost, Pacer } from './pacing';

export interface CallOptions {
	/** A short stable name for the log, such as "person.list". */
	op: string;
	/** Whether the call may be sent twice without harm. */
	repeatable: boolean;
	/** What the call costs, per bucket of the pacer. */
	cost?: Cost;
}

/** Repeated as `retry` says; `giveUp` is thrown when the attempts are used up. */
export interface RetryThenGiveUp {
	retry: RetriableError;
	giveUp: SyncError;
}

/**
 * What an answer means. A RetriableError is repeated when the call is repeatable or surely was not carried
 * out; every other error is thrown.
 */
export type Verdict = 'ok' | SyncError | RetryThenGiveUp;

export interface CallerSettings {
	http: HttpClient;
	env: Environment;
	judge(response: HttpResponse, request: HttpRequest): Verdict;
	pacer?: Pacer;
	/** Default 6. */
	maxAttempts?: number;
	/** Calls open at once; default no limit. Not used where `login` is given. */
	maxOpen?: number;
	/** Shared by all callers with the same login; default one of its own. */
	login?: Login;
	/** The server's name in texts for the user. Default "The server". */
	service?: string;
}

/** Resolves with an answer that was judged ok; rejects with a SyncError. */
export type Caller = (request: HttpRequest, options: CallOptions) => Promise<HttpResponse>;

type Attempt = { kind: 'ok'; response: HttpResponse } | { kind: 'failed'; retry: RetriableError; giveUp: SyncError };

const FIRST_WAIT_MS = 1_000;
const LONGEST_BACKOFF_MS = 60_000;
/** A server that asks for more than this is left alone: the run ends and is resumed later. */
const LONGEST_RETRY_AFTER_MS = 5 * 60_000;

export function createCaller(settings: CallerSettings): Caller {
	const { env, maxAttempts = 6 } = settings;
	const login = settings.login ?? createLogin(env.clock, settings.maxOpen);

	return async (request, options) => {
		let mayBeDone = false;
		for (let attempt = 1; ; attempt += 1) {
			const result = await attemptOnce(settings, login, request, options.cost ?? {});
			if (result.kind === 'ok') return result.response;
			mayBeDone ||= result.retry.outcome === 'unknown';
			if (attempt >= maxAttempts) throw withOutcome(result.giveUp, mayBeDone);
			if (!options.repeatable && mayBeDone) throw result.retry;
			const waitMs = waitBefore(attempt, result.retry, env);
			if (waitMs === undefined) throw withOutcome(result.retry, mayBeDone);
			assertNotCancelled(env);
			env.log('Repeating a call', { op: options.op, attempt, waitMs, reason: result.retry.detail });
			await env.clock.sleep(waitMs);
		}
	};
}

async function attemptOnce(settings: CallerSettings, login: Login, request: HttpRequest, cost: Cost): Promise<Attempt> {
	const { env, pacer } = settings;
	const close = await login.open();
	let outcome: 'accepted' | 'notAccepted' = 'notAccepted';
	try {
		login.assertNotRefused();
		assertNotCancelled(env);
		await pacer?.wait(cost);
		assertNotCancelled(env);
		const result = await exchange(settings, request, cost);
		if ('status' in result) {
			outcome = 'accepted';
			return { kind: 'ok', response: result };
		}
		if (result instanceof FatalError) login.refuse(result);
		return failed(result);
	} finally {
		close(outcome);
	}
}

/** The answer when it is ok, else what is to be done. */
async function exchange(settings: CallerSettings, request: HttpRequest, cost: Cost): Promise<HttpResponse | SyncError | RetryThenGiveUp> {
	const response = await settings.http(request).catch((error: unknown) => unanswered(error, settings.service));
	if (response instanceof SyncError) return response;
	settings.pacer?.learn(response, cost);
	const verdict = settings.judge(response, request);
	return verdict === 'ok' ? response : verdict;
}

function failed(verdict: SyncError | RetryThenGiveUp): Attempt {
	if (!(verdict instanceof SyncError)) return { kind: 'failed', ...verdict };
	if (verdict instanceof RetriableError) return { kind: 'failed', retry: verdict, giveUp: verdict };
	throw verdict;
}

/** Errors that are neither the transport's nor a SyncError are not the server's: they pass. */
function unanswered(error: unknown, service = 'The server'): SyncError {
	if (error instanceof SyncError) return error;
	if (!(error instanceof TransportError)) throw error;
	return new RetriableError(
		`${service} could not be reached. Check the address and the network; the next run tries again.`,
		`No answer (${error.sent === 'no' ? 'not sent' : 'sent or not'}): ${error.message}`,
		undefined,
		error.sent === 'no' ? 'notDone' : 'unknown',
	);
}

/** Milliseconds before the next attempt; undefined when the server asks for more than a run should wait. */
function waitBefore(attempt: number, error: RetriableError, env: Environment): number | undefined {
	if (error.retryAfterMs !== undefined) {
		if (error.retryAfterMs > LONGEST_RETRY_AFTER_MS) return undefined;
		return Math.ceil(error.retryAfterMs + env.random() * FIRST_WAIT_MS);
	}
	const full = Math.min(LONGEST_BACKOFF_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
	return Math.ceil(full / 2 + (env.random() * full) / 2);
}

/** An earlier attempt may have been carried out although the last one surely was not. */
function withOutcome(error: SyncError, mayBeDone: boolean): SyncError {
	if (!mayBeDone || !(error instanceof RetriableError) || error.outcome === 'unknown') return error;
	return new RetriableError(error.message, error.detail, error.retryAfterMs, 'unknown');
}

/** Throws when the run was cancelled; asked between batches and before waits. */
export function assertNotCancelled(env: Environment): void {
	if (env.cancelled()) throw new GuardError('cancelled', 'Stopped, because the run was cancelled. What was written stays; the next run goes on from there.');
}
