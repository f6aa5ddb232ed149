import { ConfigurationError, RecordError, RetriableError, type SyncError } from '../../core/errors';
import type { Clock } from '../../core/ports/environment';
import type { HttpRequest, HttpResponse } from '../../core/ports/http';
import type { Verdict } from '../http/caller';
import { instantText, retryAfterMs } from '../http/headers';
import { loginRefused } from '../http/login';
import { dayQuotaUsedUp } from '../http/pacing';
import { accountFull, changedMeanwhile, contactErrorsOf, describe, faultOf, hasReason, isAccountFull, notFound, refused, type Fault } from './faults';
import { isObject } from './raw';

const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 60_000;

/** The reason of the RecordError of a delta read whose sync token no longer holds. */
export const EXPIRED_SYNC_TOKEN = 'expiredSyncToken';

type Judge = (response: HttpResponse, request: HttpRequest) => Verdict;

/**
 * What an answer of the People API means. A refused batch that lists its bad contacts counts as ok: its caller reads
 * the list. Minute quotas are waited for from five seconds, doubled up to a minute: shorter waits bring more 429s (seen).
 */
export function createJudge(clock: Clock): Judge {
	let refusals = 0;
	return (response, request) => {
		const verdict = judge(response, request, clock, refusals);
		refusals = response.status === 429 ? refusals + 1 : 0;
		return verdict;
	};
}

function judge(response: HttpResponse, request: HttpRequest, clock: Clock, refusals: number): Verdict {
	const fault = faultOf(response);
	const detail = describe(fault);
	if (response.status < 300 && (response.body === undefined || isObject(response.body))) return 'ok';
	if (response.status === 401) return unauthenticated(clock, detail);
	if (isAccountFull(fault.message)) return accountFull(detail);
	if (response.status === 429 || hasReason(fault, 'RATE_LIMIT_EXCEEDED')) return exhausted(fault, response, clock, refusals);
	if (response.status >= 500 || fault.rpc === 'ABORTED') return unavailable(fault, request);
	if (!isObject(response.body)) return notPeopleApi(detail);
	if (response.status === 403) return forbidden(fault, detail);
	if (request.method === 'GET') return readRefused(fault, request, detail);
	return contactErrorsOf(fault) ? 'ok' : writeRefused(fault, detail);
}

function unauthenticated(clock: Clock, detail: string): SyncError {
	return loginRefused(
		clock,
		(until) => `Google refused the login. Open the Google Contacts credential in n8n and connect it again; without that, the next try is after ${instantText(until)}.`,
		detail,
	);
}

function exhausted(fault: Fault, response: HttpResponse, clock: Clock, refusals: number): SyncError {
	const now = clock.now();
	const detail = describe(fault);
	if (isDayQuota(fault)) return dayQuotaUsedUp('Google', nextQuotaDay(now), detail);
	const waitMs = retryAfterMs(response, now) ?? Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** refusals);
	return new RetriableError('Google lets no more requests through at the moment; the next run goes on.', detail, waitMs, 'notDone');
}

/** The account-side refusal (QuotaFailure) does not go away within minutes (seen); a metric says that it counts a day. */
function isDayQuota(fault: Fault): boolean {
	const ofAccount = fault.details.some((detail) => detail.violations !== undefined);
	const limits = fault.details.map((detail) => (isObject(detail.metadata) ? String(detail.metadata.quota_limit) : ''));
	return ofAccount || /per day|daily/i.test([fault.message, ...limits].join(' '));
}

/** Google's days end at midnight in California: 07:00 UTC in summer, 08:00 in winter. */
export function nextQuotaDay(now: number): number {
	const hour = 60 * 60_000;
	return (Math.floor((now - 8 * hour) / (24 * hour)) + 1) * 24 * hour + 8 * hour;
}

function unavailable(fault: Fault, request: HttpRequest): SyncError {
	const outcome = request.method === 'GET' || fault.rpc === 'ABORTED' ? 'notDone' : 'unknown';
	return new RetriableError('Google Contacts is not available at the moment; the next run tries again.', describe(fault), undefined, outcome);
}

/** A wrong path gets a page of HTML (seen). */
function notPeopleApi(detail: string): SyncError {
	return new ConfigurationError('The answer did not come from the Google People API. Check the base URL of the Google Contacts credential, or a proxy in between.', detail);
}

function forbidden(fault: Fault, detail: string): SyncError {
	if (hasReason(fault, 'SERVICE_DISABLED') || /has not been used in project|is disabled/i.test(fault.message)) {
		return new ConfigurationError(
			'The People API is switched off in the Google Cloud project of this credential. Switch it on there (APIs & Services, Library, People API), wait some minutes and run again.',
			detail,
		);
	}
	if (hasReason(fault, 'ACCESS_TOKEN_SCOPE_INSUFFICIENT') || /insufficient.*scope/i.test(fault.message)) {
		return new ConfigurationError('This login may not change Google Contacts. Connect the credential again and agree to "See, edit, download and permanently delete your contacts".', detail);
	}
	return new ConfigurationError('Google does not let this login do that. Check which account the Google Contacts credential is connected to, and its rights.', detail);
}

/** The status of an expired token is disputed, so it is not looked at; a token of other parameters gives a plain 400. */
function readRefused(fault: Fault, request: HttpRequest, detail: string): SyncError {
	const hasToken = request.query?.syncToken !== undefined;
	const isExpired = hasReason(fault, 'EXPIRED_SYNC_TOKEN') || /sync token is expired/i.test(fault.message) || fault.status === 410;
	if (hasToken && (isExpired || fault.status === 400)) return new RecordError(EXPIRED_SYNC_TOKEN, 'Google asks for a complete new reading of the contacts.', detail);
	return fault.status === 404 ? notFound(detail) : refused(fault.message, detail);
}

function writeRefused(fault: Fault, detail: string): SyncError {
	if (fault.rpc === 'FAILED_PRECONDITION' || fault.status === 409 || fault.status === 412) return changedMeanwhile(detail);
	return fault.status === 404 ? notFound(detail) : refused(fault.message, detail);
}
