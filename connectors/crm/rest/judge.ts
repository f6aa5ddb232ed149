import { ConfigurationError, RecordError, RetriableError, type SyncError } from '../../../core/errors';
import type { Clock } from '../../../core/ports/environment';
import type { HttpRequest, HttpResponse } from '../../../core/ports/http';
import type { RetryThenGiveUp, Verdict } from '../../http/caller';
import { instantText, retryAfterMs } from '../../http/headers';
import { loginRefused } from '../../http/login';
import { codeOf } from './flagged';
import type { RestProfile } from './profile/types';

/** What kind of path a request went to; an answer of "not found" means something else on each. */
export type Target = 'list' | 'record' | 'create';

/** What an answer means and what to do next. Texts of the server may quote a person's data, so none is passed on. */
export function judge(response: HttpResponse, request: HttpRequest, target: Target, profile: RestProfile, clock: Clock): Verdict {
	const { status } = response;
	const { name } = profile;
	if (status === 429) return busy(response, profile, clock, '429');
	if (status === 401) return refusedLogin(profile, clock, '401');
	if (status === 403) return new ConfigurationError(`${name} denied access. Give the login of the credential the right to see and edit contacts.`, '403');
	if (status >= 500) return new RetriableError(`${name} is not available at the moment. The next run tries again.`, String(status), retryAfterMs(response, clock.now()), 'unknown');
	if (isUnreadable(response, request)) return unreadable(name, status);
	if (status === 404 || status === 410) return notFound(target, profile, String(status));
	if (status >= 400) return refused(request, profile, String(status));
	const code = codeOf(response, profile);
	return code === undefined ? 'ok' : flagged(response, request, target, code, profile, clock);
}

function flagged(response: HttpResponse, request: HttpRequest, target: Target, code: string, profile: RestProfile, clock: Clock): SyncError {
	const { errors } = profile;
	const detail = `${response.status}, an error inside${/^[\w.-]{1,40}$/.test(code) ? `: ${code}` : ''}`;
	if (errors?.login.includes(code)) return refusedLogin(profile, clock, detail);
	if (errors?.busy.includes(code)) return busy(response, profile, clock, detail);
	if (errors?.notFound.includes(code)) return notFound(target, profile, detail);
	return refused(request, profile, detail);
}

function refusedLogin({ name }: RestProfile, clock: Clock, detail: string): SyncError {
	return loginRefused(clock, (until) => `${name} did not accept the login. Check it in the credential, and the section "login" of the profile. No request is made before ${instantText(until)}.`, detail);
}

function busy(response: HttpResponse, { name }: RestProfile, clock: Clock, detail: string): SyncError {
	return new RetriableError(`${name} is busy. The next run goes on from here.`, detail, retryAfterMs(response, clock.now()));
}

function notFound(target: Target, { name }: RestProfile, detail: string): SyncError {
	if (target === 'record') return new RecordError('notFound', `This record no longer exists in ${name}.`, detail);
	return new ConfigurationError(`${name} has nothing at this path. Check the base URL in the credential and the slot paths.${target} of the profile.`, detail);
}

function refused({ method }: HttpRequest, { name }: RestProfile, detail: string): SyncError {
	if (method === 'GET') return new ConfigurationError(`${name} did not accept the query. Check the sections "paths", "paging" and "changes" of the profile.`, detail);
	return new RecordError('refusedByServer', `${name} did not accept this record. Open it there, save it, and correct what it complains about.`, detail);
}

/** Only changes may be answered with nothing; a text where JSON is due comes from another server. */
function isUnreadable({ status, body }: HttpResponse, { method }: HttpRequest): boolean {
	if (method !== 'GET') return typeof body === 'string' && /^\s*</.test(body);
	return status < 400 ? typeof body === 'string' || body === undefined : false;
}

function unreadable(name: string, status: number): RetryThenGiveUp {
	return {
		retry: new RetriableError(`${name} answered with something unreadable. The next run tries again.`, `${status} without JSON`, undefined, 'unknown'),
		giveUp: new ConfigurationError(`This address does not answer with JSON. Check the base URL in the credential and the paths of the profile of ${name}.`, `${status} without JSON`),
	};
}
