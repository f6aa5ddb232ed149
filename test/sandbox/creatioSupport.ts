import { creatioAccounts, type CreatioAccountName } from '../../sandbox/creatio';
import type { Sandbox } from '../../sandbox/kit';

export const SERVICE = 'creatio';

export interface Answer {
	status: number;
	headers: Headers;
	body: unknown;
}

export type Ask = (path: string, options?: { method?: string; body?: unknown; headers?: Record<string, string> }) => Promise<Answer>;

async function read(response: Response): Promise<Answer> {
	const text = await response.text();
	const isJson = (response.headers.get('content-type') ?? '').includes('json') && text !== '';
	return { status: response.status, headers: response.headers, body: isJson ? (JSON.parse(text) as unknown) : text };
}

/** Plain HTTP to the stand-in, without any connector. */
export function ask(sandbox: Sandbox, defaults: Record<string, string> = {}): Ask {
	return async (path, { method = 'GET', body, headers = {} } = {}) => {
		const isForm = body instanceof URLSearchParams;
		return await read(
			await fetch(`${sandbox.url(SERVICE)}${path}`, {
				method,
				redirect: 'manual',
				headers: { ...defaults, ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }), ...headers },
				...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
			}),
		);
	};
}

export const LOGIN = '/ServiceModel/AuthService.svc/Login';

export function logIn(sandbox: Sandbox, account: CreatioAccountName = 'sync', password?: string, more: object = {}): Promise<Answer> {
	const { userName, password: right } = creatioAccounts[account];
	return ask(sandbox)(LOGIN, { method: 'POST', body: { UserName: userName, UserPassword: password ?? right, ...more } });
}

/** Cookies of a login as headers of later requests. */
export function sessionOf({ headers }: Answer): Record<string, string> {
	const pairs = headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
	const csrf = pairs.find((pair) => pair.startsWith('BPMCSRF='))?.slice('BPMCSRF='.length);
	return { cookie: pairs.join('; '), bpmcsrf: csrf ?? '', forceusesession: 'true' };
}

/** OData by a bearer token: `odata('Contact?$top=1')`. */
export async function odataOf(sandbox: Sandbox, account: CreatioAccountName = 'sync'): Promise<Ask> {
	const { clientId, clientSecret } = creatioAccounts[account];
	const answer = await ask(sandbox)('/connect/token', { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }) });
	const { access_token: token } = answer.body as { access_token: string };
	const send = ask(sandbox, { authorization: `Bearer ${token}` });
	return (path, options) => send(`/0/odata/${path}`, options);
}

export interface Listed {
	'@odata.count'?: number;
	'@odata.nextLink'?: string;
	value: Array<Record<string, unknown>>;
}

export const listed = ({ body }: Answer): Listed => body as Listed;
export const innerMessage = ({ body }: Answer): string => JSON.stringify(body);
