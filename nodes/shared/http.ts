import type { IHttpRequestOptions } from 'n8n-workflow';
import { FatalError } from '../../core/errors';
import { TransportError, type HttpClient, type HttpRequest, type HttpResponse } from '../../core/ports/http';
import type { NodeContext } from './context';

const DEFAULT_TIMEOUT_MS = 60_000;

/** Errors before a connection stands: the server has not seen the request. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ERR_INVALID_URL']);
const CERTIFICATE = /^(?:CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_(?:GET|VERIFY)|ERR_TLS_)/;

/**
 * The HttpClient over n8n's helper, which adds the login, refreshes OAuth tokens, and repeats a 401 once by
 * itself. `longestCallMs` caps the time that a call may take, for polls that n8n gives a budget.
 */
export function n8nHttp(context: NodeContext, credentialType: string, longestCallMs = DEFAULT_TIMEOUT_MS): HttpClient {
	return async (request) => {
		const options = toOptions(request, longestCallMs);
		const answer: Promise<unknown> = context.helpers.httpRequestWithAuthentication.call(context, credentialType, options);
		return await answer.then(toResponse, fromFailure);
	};
}

/** How many calls were made; those that n8n makes by itself, to sign in or to repeat a 401, are not seen. */
export interface CallCounter {
	calls: number;
}

/** The same client, with every call counted. */
export function counted(http: HttpClient, counter?: CallCounter): HttpClient {
	if (!counter) return http;
	return (request) => {
		counter.calls++;
		return http(request);
	};
}

function toOptions({ method, url, query = {}, headers = {}, body, timeoutMs = DEFAULT_TIMEOUT_MS }: HttpRequest, longestCallMs: number): IHttpRequestOptions {
	const sent = body === undefined ? {} : { body: body as IHttpRequestOptions['body'] };
	return {
		method,
		url,
		qs: Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as IHttpRequestOptions['qs'],
		arrayFormat: 'repeat',
		headers: { ...headers, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
		...sent,
		json: true,
		timeout: Math.min(timeoutMs, longestCallMs),
		returnFullResponse: true,
		// n8n refreshes tokens only when it sees the 401 as an error.
		ignoreHttpStatusErrors: { ignore: true, except: [401] },
		sendCredentialsOnCrossOriginRedirect: false,
	};
}

function toResponse(answer: unknown): HttpResponse {
	const { statusCode, headers, body } = answer as { statusCode: number; headers?: object; body?: unknown };
	return { status: statusCode, headers: lowerCased(headers ?? {}), body: body === '' || body === null ? undefined : body };
}

function lowerCased(headers: object): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).flatMap(([name, value]: [string, unknown]) =>
			value === undefined || value === null ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : String(value)]],
		),
	);
}

/** n8n wraps every failure: `httpCode` is the status or the network's code; the body of a 401 is in the context. */
interface N8nFailure {
	message?: string;
	description?: string | null;
	httpCode?: string | null;
	context?: { data?: unknown };
}

const NO_ANSWER = /timeout|socket|abort|cancel/i;
/**
 * n8n has nothing to sign with. Other failures without a status pass by themselves: those of its database, and of the network, for which
 * it has words of its own without any of these.
 */
const NOT_CONNECTED = /oauth|token|credential/i;

function fromFailure(failure: unknown): HttpResponse {
	const { message = '', description, httpCode, context } = failure as N8nFailure;
	const code = httpCode ?? '';
	if (code === '401') return { status: 401, headers: {}, body: context?.data };
	if (NEVER_SENT.has(code) || CERTIFICATE.test(code)) throw new TransportError(code, 'no');
	// Only the refresh of a token still has a status here: the call itself was answered with 401, so not carried out.
	if (/^(?:429|5\d\d)$/.test(code)) throw new TransportError(`${code} from the token endpoint`, 'no');
	const text = `${message} ${description ?? ''}`;
	const isRefused = /^4\d\d$/.test(code) || (code === '' && NOT_CONNECTED.test(text) && !NO_ANSWER.test(text));
	if (!isRefused) throw new TransportError(code || inShort(message) || 'no answer', 'maybe');
	throw new FatalError(
		'Connect the account again: open the credential, sign in, and save it.',
		code === '' ? 'n8n could not sign the request.' : `The token endpoint answered ${code}.`,
	);
}

/** n8n's own words, for the details of an error, without what may name somebody. */
function inShort(message: string): string {
	return message.replace(/"[^"]*"|\S+@\S+|https?:\S+/g, '…').slice(0, 120);
}
