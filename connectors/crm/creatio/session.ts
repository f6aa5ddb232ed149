import { ConfigurationError, FatalError, RetriableError } from '../../../core/errors';
import type { Clock } from '../../../core/ports/environment';
import { TransportError, type HttpClient, type HttpRequest, type HttpResponse } from '../../../core/ports/http';
import { instantText, retryAfterMs } from '../../http/headers';
import { loginRefused } from '../../http/login';
import { isPage, notCreatio } from './judge';
import { isObject } from './raw';

/** At the root of the site on both runtimes (documented). */
const LOGIN_PATH = '/ServiceModel/AuthService.svc/Login';

interface Session {
	cookies: Map<string, string>;
	/** A refusal that a new login did not change is about rights, not about the session. */
	refusals: 'maybeSession' | 'rights';
}

/** The session of one login, shared by all connectors of a credential: one login for all of them. */
export interface SessionStore {
	current?: Session;
	/** The login that is under way. */
	opening?: Promise<Session>;
}

/**
 * Password login over cookies (documented). `http` puts user name and password into the body of the login; nothing else
 * needs them. A lost session is renewed once per request, by one login however many requests miss it at once.
 */
export function sessionHttp(http: HttpClient, store: SessionStore, clock: Clock, siteUrl: string): HttpClient {
	const open = (): Promise<Session> => {
		store.opening ??= logIn(http, clock, siteUrl).then(
			(session) => {
				store.current = session;
				store.opening = undefined;
				return session;
			},
			(error: unknown) => {
				store.current = undefined;
				store.opening = undefined;
				throw error;
			},
		);
		return store.opening;
	};
	/** The session that others may have opened since `lost` was used. */
	const renewed = async (lost: Session): Promise<Session> => (store.current && store.current !== lost ? store.current : await open());

	return async (request) => {
		const session = store.current ?? (await open());
		const response = await send(http, request, session);
		if (isLost(response)) return await send(http, request, await renewed(session));
		if (response.status !== 403 || session.refusals === 'rights') return response;
		const next = await renewed(session);
		const again = await send(http, request, next);
		if (again.status === 403) next.refusals = 'rights';
		return again;
	};
}

/** Expired sessions are answered with 401, with a redirect to the login page, or with that page at once (all seen). */
function isLost({ status, body }: HttpResponse): boolean {
	return status === 401 || (status >= 300 && status < 400) || (status < 300 && isPage(body));
}

/** The server may give a cookie anew with any answer (assumed); the last value counts. */
async function send(http: HttpClient, request: HttpRequest, { cookies }: Session): Promise<HttpResponse> {
	const csrf = cookies.get('BPMCSRF');
	const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
	const response = await http({ ...request, headers: { ...request.headers, Cookie: cookie, ForceUseSession: 'true', ...(csrf === undefined ? {} : { BPMCSRF: csrf }) } });
	if (!isLost(response)) for (const [name, value] of cookiesOf(response)) cookies.set(name, value);
	return response;
}

async function logIn(http: HttpClient, clock: Clock, siteUrl: string): Promise<Session> {
	// TimeZoneOffset 0 asks for UTC, which helps where dates come in the session's local time (seen in one client).
	const request: HttpRequest = { method: 'POST', url: `${siteUrl}${LOGIN_PATH}`, headers: { ForceUseSession: 'true' }, body: { TimeZoneOffset: 0 } };
	const response = await http(request).catch((error: unknown) => {
		// Whatever became of the login: the request that needs it was not sent.
		throw error instanceof TransportError ? new TransportError(error.message, 'no') : error;
	});
	const { status, body } = response;
	if (status === 429 || status >= 500) throw new RetriableError('Creatio does not answer logins at the moment. The next run tries again.', `${status} for a login`, retryAfterMs(response, clock.now()));
	if (status === 403) throw loginRefused(clock, (until) => `Creatio refuses logins of this user from here: the user may be blocked, have no licence, or come from an address that is not allowed. No login is tried before ${instantText(until)}.`, '403 for a login');
	if (status >= 300 || !isObject(body) || typeof body.Code !== 'number') throw notCreatio(`${status} for a login`);
	// Wrong credentials are also answered with 200 (documented).
	if (body.Code !== 0) throw refused(clock, body);
	const cookies = cookiesOf(response);
	if (cookies.size === 0) throw new ConfigurationError('Creatio accepted the password, but sent no session cookie. A proxy in between may take cookies away; OAuth works without them.', 'A login without Set-Cookie');
	return { cookies, refusals: 'maybeSession' };
}

function refused(clock: Clock, { Code, PasswordChangeUrl }: Readonly<Record<string, unknown>>): FatalError {
	const detail = `A login with Code ${String(Code)}`;
	if (typeof PasswordChangeUrl === 'string' && PasswordChangeUrl !== '') {
		return loginRefused(clock, (until) => `The password of this Creatio user has expired. Change it in Creatio, then in the credential. No login is tried before ${instantText(until)}.`, detail);
	}
	return loginRefused(clock, (until) => `Creatio did not accept user name and password. Check both in the credential, and that the user is active. No login is tried before ${instantText(until)}.`, detail);
}

/** Several cookies come in one header, joined by commas; a comma within one ("expires=Mon, 02 Mar") has no name and "=" right after it. */
function cookiesOf({ headers }: HttpResponse): Map<string, string> {
	const cookies = (headers['set-cookie'] ?? '').split(/,\s*(?=[^\s;,=]+=)/);
	return new Map(
		cookies.flatMap((cookie): Array<[string, string]> => {
			const [, name, value = ''] = /^\s*([^\s;,=]+)=([^;]*)/.exec(cookie) ?? [];
			return name ? [[name, value]] : [];
		}),
	);
}
