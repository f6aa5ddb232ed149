import { createJudge, nextQuotaDay } from '../../../connectors/google/judge';
import { SyncError } from '../../../core/errors';
import type { HttpRequest, HttpResponse } from '../../../core/ports/http';

const NOW = Date.parse('2026-03-02T10:00:00Z');
const clock = { now: () => NOW, sleep: async () => undefined };
const get: HttpRequest = { method: 'GET', url: 'https://google.test/v1/people/me/connections' };
const delta: HttpRequest = { ...get, query: { syncToken: 'token' } };
const post: HttpRequest = { method: 'POST', url: 'https://google.test/v1/people:batchCreateContacts' };

const answer = (status: number, error: Record<string, unknown>, headers: Record<string, string> = {}): HttpResponse => ({ status, headers, body: { error: { code: status, ...error } } });
const info = (reason: string, metadata?: Record<string, string>) => [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, metadata }];

/** Class, reason or outcome, and wait of the verdict. */
function judged(response: HttpResponse, request: HttpRequest): unknown[] {
	const verdict = createJudge(clock)(response, request);
	if (!(verdict instanceof SyncError)) return [verdict];
	const { reason, outcome, retryAfterMs } = verdict as SyncError & { reason?: string; outcome?: string; retryAfterMs?: number };
	return [verdict.recovery, reason ?? outcome, retryAfterMs].filter((part) => part !== undefined);
}

const minuteQuota = answer(429, {
	status: 'RESOURCE_EXHAUSTED',
	message: "Quota exceeded for quota metric 'Critical write requests' and limit 'Critical write requests per minute per user' of service 'people.googleapis.com' for consumer 'project_number:123'.",
	details: info('RATE_LIMIT_EXCEEDED', { quota_limit: 'CriticalWritesPerMinutePerProjectPerUser' }),
});
const expired = 'Sync token is expired. Clear local cache and retry call without the sync token.';

describe('what an answer of the People API means', () => {
	test.each<[string, HttpResponse, HttpRequest, unknown[]]>([
		['data', { status: 200, headers: {}, body: {} }, get, ['ok']],
		['an empty answer to a delete', { status: 200, headers: {}, body: undefined }, { ...post, method: 'DELETE' }, ['ok']],
		['a refused login', answer(401, { status: 'UNAUTHENTICATED' }), get, ['fatal']],
		['a switched-off API', answer(403, { details: info('SERVICE_DISABLED') }), get, ['configuration']],
		['a missing scope', answer(403, { details: info('ACCESS_TOKEN_SCOPE_INSUFFICIENT') }), get, ['configuration']],
		['any other 403', answer(403, { status: 'PERMISSION_DENIED' }), get, ['configuration']],
		['a minute quota', minuteQuota, post, ['retriable', 'notDone', 5000]],
		['a minute quota with Retry-After', { ...minuteQuota, headers: { 'retry-after': '17' } }, post, ['retriable', 'notDone', 17_000]],
		['the quota of full syncs', answer(429, { message: 'Sync quota exceeded.' }), get, ['retriable', 'notDone', 5000]],
		['the account-side quota', answer(429, { message: 'Resource has been exhausted (e.g. check quota).', details: [{ violations: [{ description: 'FBS quota limit exceeded' }] }] }), post, ['guard', 'dailyQuota']],
		['a daily metric', answer(429, { message: 'Quota exceeded', details: info('RATE_LIMIT_EXCEEDED', { quota_limit: 'DailyContactWritesPerProjectPerUser' }) }), post, ['guard', 'dailyQuota']],
		['a full account as 429', answer(429, { message: 'MY_CONTACTS_OVERFLOW_COUNT: full' }), post, ['guard', 'accountFull']],
		['a full account as 400', answer(400, { message: 'MY_CONTACTS_OVERFLOW_COUNT: full' }), post, ['guard', 'accountFull']],
		['an expired sync token, INVALID_ARGUMENT', answer(400, { status: 'INVALID_ARGUMENT', message: expired }), delta, ['record', 'expiredSyncToken']],
		['an expired sync token, FAILED_PRECONDITION', answer(400, { status: 'FAILED_PRECONDITION', details: info('EXPIRED_SYNC_TOKEN') }), delta, ['record', 'expiredSyncToken']],
		['an expired sync token, 410', answer(410, { status: 'GONE' }), delta, ['record', 'expiredSyncToken']],
		['a sync token of other parameters', answer(400, { message: 'Request contains an invalid argument.' }), delta, ['record', 'expiredSyncToken']],
		['a bad read without a token', answer(400, { message: 'Request contains an invalid argument.' }), get, ['record', 'refusedByServer']],
		['a stale etag', answer(400, { status: 'FAILED_PRECONDITION', message: 'Request person.etag is different' }), post, ['conflict']],
		['a stale etag as 412', answer(412, {}), post, ['conflict']],
		['a taken name', answer(409, { status: 'ALREADY_EXISTS' }), post, ['conflict']],
		['an overlapping write', answer(409, { status: 'ABORTED' }), post, ['retriable', 'notDone']],
		['something that is gone', answer(404, { status: 'NOT_FOUND' }), post, ['record', 'notFound']],
		['a refused contact', answer(400, { status: 'INVALID_ARGUMENT', message: 'Field names is too long.' }), post, ['record', 'refusedByServer']],
		['a batch with named contacts', answer(400, { details: [{ contactErrors: { 0: { code: 3 } } }] }), post, ['ok']],
		['trouble while reading', answer(500, { status: 'INTERNAL' }), get, ['retriable', 'notDone']],
		['trouble while writing', answer(503, { status: 'UNAVAILABLE' }), post, ['retriable', 'unknown']],
		['trouble told in HTML', { status: 502, headers: {}, body: '<html>' }, get, ['retriable', 'notDone']],
		['a page of HTML', { status: 404, headers: {}, body: '<html>' }, post, ['configuration']],
		['a page of HTML as success', { status: 200, headers: {}, body: '<html>' }, get, ['configuration']],
	])('%s', (_name, response, request, expected) => {
		expect(judged(response, request)).toEqual(expected);
	});

	test('minute quotas are waited for from 5 s, doubled up to a minute, and from 5 s again after a success', () => {
		const judge = createJudge(clock);
		const waits = Array.from({ length: 6 }, () => (judge(minuteQuota, post) as { retryAfterMs?: number }).retryAfterMs);
		expect(waits).toEqual([5000, 10_000, 20_000, 40_000, 60_000, 60_000]);
		judge({ status: 200, headers: {}, body: {} }, post);
		expect(judge(minuteQuota, post)).toMatchObject({ retryAfterMs: 5000 });
	});

	test('no address and no quoted value of a message reaches an error text', () => {
		const verdict = createJudge(clock)(answer(400, { message: 'Invalid value "Eva Nováková" for eva@acme.test here.' }), post) as SyncError;
		expect(`${verdict.message} ${verdict.detail}`).not.toMatch(/Eva|acme/);
		expect(verdict.message).toContain('Invalid value "…" for … here.');
	});

	test('a day of Google\'s quota ends at 08:00 UTC', () => {
		expect(new Date(nextQuotaDay(NOW)).toISOString()).toBe('2026-03-03T08:00:00.000Z');
		expect(new Date(nextQuotaDay(Date.parse('2026-03-02T07:59:59Z'))).toISOString()).toBe('2026-03-02T08:00:00.000Z');
	});
});
