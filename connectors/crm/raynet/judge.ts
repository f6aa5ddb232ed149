import { ConfigurationError, RecordError, RetriableError, type SyncError } from '../../../core/errors';
import type { Clock } from '../../../core/ports/environment';
import type { HttpRequest, HttpResponse } from '../../../core/ports/http';
import type { RetryThenGiveUp, Verdict } from '../../http/caller';
import { instantText, retryAfterMs } from '../../http/headers';
import { loginRefused } from '../../http/login';
import { dayQuotaUsedUp, nextMidnightUtc } from '../../http/pacing';
import { quotaOf, SERVICE } from './quota';
import { isObject } from './raw';

/** What Raynet says beside a status: an exception or text, and a text in the user's language. */
interface RaynetFault {
	type: string;
	message: string;
	translated: string;
}

/** What an answer means and what to do next; see docs of the error classes. */
export function judge(response: HttpResponse, request: HttpRequest, clock: Clock, instance: string): Verdict {
	const { status } = response;
	if (status === 429) return tooMany(response, clock);
	if (status === 401) return loginRefused(clock, refusalText, '401 from Raynet');
	if (isUnreadable(response, request)) return unreadable(status);
	if (status < 400) return isRefusedByFlag(response.body) ? refused(request, faultOf(response.body), status) : 'ok';
	const fault = faultOf(response.body);
	if (status === 404) return notFound(request, fault, instance);
	// Business errors come as 500 with a translated message (documented): repeating them changes nothing.
	if (status >= 500 && !(status === 500 && fault.translated)) return unavailable(response, clock, fault);
	return refused(request, fault, status);
}

function refusalText(until: number): string {
	return `Raynet did not accept the login. Check the user's e-mail, the API key and the instance name in the credential. No request is made before ${instantText(until)}, because Raynet locks an address for an hour after 20 bad logins.`;
}

/** The day quota is told apart from too many open connections by what is left of it. */
function tooMany(response: HttpResponse, clock: Clock): SyncError {
	const quota = quotaOf(response);
	const saysQuota = faultOf(response.body).type === 'RequestLimitReached';
	if (quota ? quota.remaining === 0 : saysQuota) {
		return dayQuotaUsedUp(SERVICE, quota?.resetsAt ?? nextMidnightUtc(clock.now()), '429, no requests left today');
	}
	return new RetriableError('Raynet is busy. The next run goes on from here.', '429, too many requests at once', retryAfterMs(response, clock.now()));
}

/** Only changes may be answered with nothing; anything else that is not JSON comes from another server. */
function isUnreadable({ status, body }: HttpResponse, { method }: HttpRequest): boolean {
	if (status >= 500) return false;
	return typeof body === 'string' ? body.trim() !== '' || method === 'GET' : body === undefined && method === 'GET' && status < 400;
}

function unreadable(status: number): RetryThenGiveUp {
	return {
		retry: new RetriableError('Raynet answered with something unreadable. The next run tries again.', `${status} without JSON`, undefined, 'unknown'),
		giveUp: notRaynet(`${status} without JSON`),
	};
}

/** For an address that answers, but not as Raynet's API does. */
export function notRaynet(detail: string): ConfigurationError {
	return new ConfigurationError('This address does not look like Raynet. Check the server address in the credential: it is the one you see after logging in, such as https://app.raynet.cz.', detail);
}

function isRefusedByFlag(body: unknown): boolean {
	return isObject(body) && (body.success === false || body.success === 'false');
}

function notFound({ url }: HttpRequest, fault: RaynetFault, instance: string): SyncError {
	if (/^Instance not found/i.test(fault.translated || fault.message)) {
		return new ConfigurationError(`Raynet has no instance "${instance}". The instance name is the part after the host in the address of your Raynet, such as "acme" in https://app.raynet.cz/acme/.`, '404 Instance not found');
	}
	if (/\/(?:\d+|ext\/[^/]+|webhook\/[0-9a-f]{32})(?:\/|$)/.test(new URL(url).pathname)) {
		return new RecordError('notFound', 'This record no longer exists in Raynet.', '404');
	}
	return notRaynet('404 for a path that every Raynet has');
}

function unavailable(response: HttpResponse, clock: Clock, fault: RaynetFault): RetriableError {
	return new RetriableError('Raynet is not available at the moment. The next run tries again.', detailOf(response.status, fault), retryAfterMs(response, clock.now()), 'unknown');
}

function refused({ method }: HttpRequest, fault: RaynetFault, status: number): SyncError {
	const detail = detailOf(status, fault);
	// Whether a locked record answers a write with 403 is not documented: a missing right shows in reads, too.
	if (status === 403 && method !== 'GET') {
		return new RecordError('deniedByServer', 'Raynet does not let this record be changed. Unlock it in Raynet, or give the user of the API key the right to edit it.', detail);
	}
	if (status === 403 || /AccessDenied/.test(fault.message)) {
		return new ConfigurationError('Raynet denied access. Give the user of the API key the right to see and edit clients and contact persons with all their fields. After many bad logins Raynet also locks an address for an hour.', detail);
	}
	if (method === 'GET') {
		return new ConfigurationError('Raynet did not accept the query. Check the scope: its tag, owner or category may no longer exist.', detail);
	}
	return new RecordError('refusedByServer', 'Raynet did not accept this record. Open it in Raynet, save it there and correct what it complains about.', detail);
}

function faultOf(body: unknown): RaynetFault {
	const textOf = (key: string): string => (isObject(body) && typeof body[key] === 'string' ? body[key] : '');
	return { type: textOf('type'), message: textOf('message'), translated: textOf('translatedMessage') };
}

/**
 * Texts of the server may quote a person's data, so only what names an exception or a column is kept:
 * "TranslatedApplicationException: exception.duplicateKey", "Unsupported filter column".
 */
function detailOf(status: number, { message }: RaynetFault): string {
	const known = /^(?:[\w.]+Exception(?::\s*exception\.[\w.]+)?|Unsupported (?:filter|sort) column(?:\s+[\w.-]+)?)/.exec(message)?.[0];
	return known ? `${status} ${known}` : String(status);
}
