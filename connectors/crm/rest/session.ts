import { ConfigurationError, RetriableError } from '../../../core/errors';
import type { Clock } from '../../../core/ports/environment';
import type { HttpClient, HttpRequest, HttpResponse } from '../../../core/ports/http';
import { instantText, retryAfterMs } from '../../http/headers';
import { loginRefused } from '../../http/login';
import { codeOf, meansLogin } from './flagged';
import { textAt } from './json';
import type { LoginStyle, RestProfile } from './profile/types';

/**
 * What is known of one credential between runs: the token that its login was exchanged for, and creates whose outcome is
 * open. A cache: whoever builds connectors again and again keeps one beside the credential.
 */
export interface RestMemory {
	token?: string;
	opening?: Promise<string>;
	/** By link, or by the write's key: until when (ms) a create is not repeated. */
	readonly pending: Map<string, number>;
}

/** What is exchanged for a token; other styles of login are sent by the HttpClient. */
export interface RestLogin {
	user: string;
	password: string;
}

export function createRestMemory(): RestMemory {
	return { pending: new Map() };
}

export interface SessionSettings {
	http: HttpClient;
	clock: Clock;
	baseUrl: string;
	profile: RestProfile;
	style: Extract<LoginStyle, { style: 'token' }>;
	login: RestLogin;
	memory: RestMemory;
}

/**
 * Adds the token to each request; logs in when there is none and once more when the server does not know it any more
 * (status 401, or an error inside a 200). All calls that need one wait for the same login.
 */
export function withSession(settings: SessionSettings): HttpClient {
	const { http, memory, profile, style } = settings;
	const send = (request: HttpRequest, token: string): Promise<HttpResponse> => http({ ...request, headers: { ...request.headers, [style.name]: `${style.prefix}${token}` } });
	return async (request) => {
		const token = memory.token ?? (await open(settings));
		const response = await send(request, token);
		if (response.status !== 401 && !meansLogin(response, profile)) return response;
		if (memory.token === token) delete memory.token;
		return await send(request, memory.token ?? (await open(settings)));
	};
}

function open(settings: SessionSettings): Promise<string> {
	const { memory } = settings;
	memory.opening ??= logIn(settings)
		.then((token) => (memory.token = token))
		.finally(() => delete memory.opening);
	return memory.opening;
}

async function logIn({ http, clock, baseUrl, profile, style, login }: SessionSettings): Promise<string> {
	const body = { [style.userKey]: login.user, [style.passwordKey]: login.password };
	const response = await http({ method: 'POST', url: `${baseUrl}${style.path}`, body });
	const { status } = response;
	if (status === 429 || status >= 500) {
		throw new RetriableError(`${profile.name} lets nobody in at the moment. The next run tries again.`, `${status} to the login`, retryAfterMs(response, clock.now()));
	}
	if (status === 404) throw new ConfigurationError(`${profile.name} has no login at this path. Correct the slot login.path of the profile.`, '404 to the login');
	if (status >= 400 || codeOf(response, profile) !== undefined) {
		const refusal = (until: number): string => `${profile.name} did not accept the login. Check user and password in the credential. No request is made before ${instantText(until)}.`;
		throw loginRefused(clock, refusal, `${status} to the login`);
	}
	const token = textAt(response.body, style.token);
	if (token !== undefined) return token;
	throw new ConfigurationError(`The answer to the login holds no token at "${style.token}". Correct the slot login.token of the profile.`, 'A login without a token');
}
