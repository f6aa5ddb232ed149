import { ConfigurationError, RecordError, RetriableError, type SyncError } from '../../../core/errors';
import type { Clock } from '../../../core/ports/environment';
import type { HttpRequest, HttpResponse } from '../../../core/ports/http';
import type { RetryThenGiveUp, Verdict } from '../../http/caller';
import { instantText, retryAfterMs } from '../../http/headers';
import { loginRefused } from '../../http/login';
import type { PartAnswer } from './odata';
import { isObject } from './raw';

export type LoginKind = 'password' | 'oauth';

/** What an answer means and what to do next; of a $batch, what it means as a whole. */
export function judge(response: HttpResponse, request: HttpRequest, clock: Clock, login: LoginKind): Verdict {
	const { status, body } = response;
	if (status === 401) return login === 'oauth' ? loginRefused(clock, oauthText, '401 with a new token') : notLetIn();
	if (status === 429) return busy(response, clock);
	if (isPage(body) && status < 400) return unreadable(status);
	const fault = faultOf({ status, body }, request.method);
	if (fault) return isTransient(status, body) ? unavailable(response, clock, status) : fault;
	const part = partsOf(body).find(({ status: own, body: content }) => own === 429 || (own >= 400 && isTransient(own, content)));
	return part ? unavailable(response, clock, part.status) : 'ok';
}

/** Why a request failed; undefined when it went through. An error may come with status 200 (seen), so every body is looked at. */
export function faultOf({ status, body }: PartAnswer, method: string): SyncError | undefined {
	if (status < 400 && !isError(body)) return undefined;
	const detail = detailOf(status, body);
	const column = /property named '(\w+)'/.exec(messagesOf(body))?.[1] ?? /The property '(\w+)' does not exist/.exec(messagesOf(body))?.[1];
	if (column) return new ConfigurationError(`This Creatio has no column "${column}". Check the name of the link column: it is the code of the column in the Contact object, such as UsrGoogleLink.`, detail);
	if (status === 404) return isError(body) ? new RecordError('notFound', 'This record no longer exists in Creatio.', detail) : notCreatio(detail);
	if (status === 403) return new ConfigurationError('Creatio denied access. Give the user the rights to read and edit contacts, their communication options, addresses, folders and tags, and to use OData.', detail);
	if (method === 'GET') return new ConfigurationError('Creatio did not accept the query. Check the scope: its group, tag or owner may no longer exist.', detail);
	if (/^(?:POST|PATCH)$/.test(method) && isDuplicate(body)) return new RecordError('alreadyThere', 'Creatio has this row already.', detail);
	return new RecordError('refusedByServer', 'Creatio did not accept this record. Open it in Creatio, save it there and correct what it complains about.', detail);
}

export function isPage(body: unknown): boolean {
	return typeof body === 'string' && /^\s*<(?:!doctype|html)/i.test(body);
}

/** For an address that answers, but not as Creatio's OData does. */
export function notCreatio(detail: string): ConfigurationError {
	return new ConfigurationError('There is no Creatio OData service at this address. Check the site address in the credential, and the path style: with /0 on most sites, without on .NET Core. While Creatio is being compiled, wait a few minutes.', detail);
}

function notLetIn(): ConfigurationError {
	return new ConfigurationError('Creatio accepted the password, but lets this user read nothing. Check that the user is active and may use OData.', '401 right after a login');
}

function oauthText(until: number): string {
	return `Creatio did not accept the token of this OAuth application. Check client ID, client secret and token URL in the credential, and that the application is active in Creatio. No request is made before ${instantText(until)}.`;
}

function busy(response: HttpResponse, clock: Clock): RetriableError {
	return new RetriableError('Creatio is busy. The next run goes on from here.', '429', retryAfterMs(response, clock.now()));
}

function unreadable(status: number): RetryThenGiveUp {
	return {
		retry: new RetriableError('Creatio answered with something unreadable. The next run tries again.', `${status} without JSON`, undefined, 'unknown'),
		giveUp: notCreatio(`${status} without JSON`),
	};
}

/** A server error without OData's error object is a proxy's or comes from a restart; so is a collection modified after a compile (seen). */
function isTransient(status: number, body: unknown): boolean {
	if (status === 502 || status === 503 || status === 504) return true;
	return status === 500 && (!isError(body) || /Collection was modified/.test(messagesOf(body)));
}

function unavailable(response: HttpResponse, clock: Clock, status: number): RetriableError {
	return new RetriableError('Creatio is not available at the moment. The next run tries again.', String(status), retryAfterMs(response, clock.now()), 'unknown');
}

/** Whether a create met a row that is there already. */
function isDuplicate(body: unknown): boolean {
	return /23505|\b2627\b|duplicate key/i.test(messagesOf(body));
}

function isError(body: unknown): boolean {
	return isObject(body) && (isObject(body.error) || typeof body.ExceptionMessage === 'string');
}

/** All places where Creatio puts the reason: often only the innermost one has it (documented). */
function messagesOf(body: unknown): string {
	if (!isObject(body)) return '';
	const own = ['message', 'Message', 'ExceptionMessage'].map((name) => body[name]).filter((text) => typeof text === 'string');
	return [...own, ...['error', 'innererror', 'internalexception'].map((name) => messagesOf(body[name]))].filter(Boolean).join(' | ');
}

/** Texts of the server may quote a person's data, so only what names a column, an object or a database code is kept. */
function detailOf(status: number, body: unknown): string {
	const text = messagesOf(body);
	const known = /(?:Could not find a property named '\w+'|The property '\w+' does not exist|Column by path \w+ not found in schema \w+|\b(?:2\d{4}|547|2627)\b)/.exec(text)?.[0];
	return known ? `${status} ${known}` : String(status);
}

export function partsOf(body: unknown): Array<PartAnswer & { id: string }> {
	const responses: unknown = isObject(body) ? body.responses : undefined;
	if (!Array.isArray(responses)) return [];
	return responses.flatMap((response: unknown) =>
		isObject(response) && typeof response.status === 'number' ? [{ id: String(response.id), status: response.status, body: response.body }] : [],
	);
}
