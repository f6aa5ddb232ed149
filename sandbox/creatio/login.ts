import type { FastifyRequest } from 'fastify';
import { isObject } from '../kit/json';
import type { SandboxClock } from '../kit/types';
import { creatioAccountList, type SandboxCreatioAccount } from './accounts';
import { CreatioError } from './errors';
import type { Setting } from './switches';

/** UserSessionTimeout; its default is not confirmed, clients assume 20 to 30 minutes [seen]. */
const sessionMinutes = 30;
const tokenSeconds = 3_600;

interface Session {
	account: SandboxCreatioAccount;
	csrf: string;
	zoneMinutes: number;
	lastUsed: number;
	/** Requests that it still serves. */
	left: number;
}

/** Who sends a request, or why it is turned away. */
export type Admission = { kind: 'user'; account: SandboxCreatioAccount; zoneMinutes: number } | { kind: 'lost' } | { kind: 'csrf' };

export interface LoginAnswer {
	status: number;
	body: unknown;
	cookies: string[];
}

export interface Gate {
	logIn(body: unknown): LoginAnswer;
	token(body: unknown): { status: number; body: unknown };
	admit(request: FastifyRequest): Admission;
	/** Ends every session and token, at once or after so many more requests each. */
	expire(afterRequests: number): void;
	/** Gives every session another CSRF token, which its holder does not learn. */
	rotateCsrf(): void;
	setPasswordState(state: 'valid' | 'expired'): void;
	reset(): void;
}

export function createGate(clock: SandboxClock, setting: Setting): Gate {
	const sessions = new Map<string, Session>();
	const tokens = new Map<string, { account: SandboxCreatioAccount; until: number; left: number }>();
	let count = 0;
	let isExpired = false;

	const open = (account: SandboxCreatioAccount, body: Record<string, unknown>): string[] => {
		count += 1;
		const [key, csrf] = [`session${count}`, `csrf${count}`];
		// [seen] Minutes, with the sign of JavaScript's getTimezoneOffset.
		const asked = typeof body.TimeZoneOffset === 'number' && setting('loginZone') === 'honoured' ? -body.TimeZoneOffset : account.zoneMinutes;
		sessions.set(key, { account, csrf, zoneMinutes: asked, lastUsed: clock.now(), left: Number.POSITIVE_INFINITY });
		const name = [...account.userName].map((letter) => letter.charCodeAt(0)).join('|');
		const expires = new Date(clock.now() + 86_400_000).toUTCString();
		return ['BPMLOADER=loader; path=/; HttpOnly', `.ASPXAUTH=${key}; path=/; HttpOnly`, `BPMCSRF=${csrf}; path=/`, `UserName=${name}; expires=${expires}; path=/`];
	};

	return {
		logIn(given) {
			const body = isObject(given) ? given : {};
			const account = creatioAccountList.find(({ userName, password }) => userName === body.UserName && password === body.UserPassword);
			if (!account) return { status: 200, body: refusal('User name or password is incorrect, or the account is blocked.'), cookies: [] };
			if (isExpired) return { status: 200, body: { ...refusal('The password has expired.'), PasswordChangeUrl: setting('expiredPassword') === 'url' ? '/Login/ChangePassword.aspx' : null }, cookies: [] };
			return { status: 200, body: { Code: 0, Message: '', Exception: null, PasswordChangeUrl: null, RedirectUrl: null }, cookies: open(account, body) };
		},
		token(given) {
			const body = isObject(given) ? given : {};
			const account = creatioAccountList.find(({ clientId, clientSecret }) => clientId === body.client_id && clientSecret === body.client_secret);
			if (!account) return { status: 400, body: { error: 'invalid_client' } };
			if (body.grant_type !== 'client_credentials') return { status: 400, body: { error: 'unsupported_grant_type' } };
			count += 1;
			tokens.set(`token${count}`, { account, until: clock.now() + tokenSeconds * 1_000, left: Number.POSITIVE_INFINITY });
			return { status: 200, body: { access_token: `token${count}`, expires_in: tokenSeconds, token_type: 'Bearer' } };
		},
		admit(request) {
			const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
			if (bearer !== undefined) {
				const token = tokens.get(bearer);
				if (!token || token.until <= clock.now() || token.left <= 0) return { kind: 'lost' };
				token.left -= 1;
				return { kind: 'user', account: token.account, zoneMinutes: token.account.zoneMinutes };
			}
			const cookies = cookiesOf(request);
			const session = sessions.get(cookies.get('.ASPXAUTH') ?? '');
			if (!session || session.left <= 0 || session.lastUsed + sessionMinutes * 60_000 <= clock.now()) return { kind: 'lost' };
			session.left -= 1;
			// [documented] The check is on by default; the header must equal the session's token.
			if (request.headers.bpmcsrf !== session.csrf) return { kind: 'csrf' };
			session.lastUsed = clock.now();
			return { kind: 'user', account: session.account, zoneMinutes: session.zoneMinutes };
		},
		expire(afterRequests) {
			for (const one of [...sessions.values(), ...tokens.values()]) one.left = afterRequests;
		},
		rotateCsrf() {
			for (const session of sessions.values()) session.csrf = `${session.csrf}x`;
		},
		setPasswordState(state) {
			isExpired = state === 'expired';
		},
		reset() {
			sessions.clear();
			tokens.clear();
			isExpired = false;
			count = 0;
		},
	};
}

/** [documented] Wrong credentials are also 200. */
function refusal(Message: string): Record<string, unknown> {
	return { Code: 1, Message, Exception: { HelpLink: null, InnerException: null, Message, StackTrace: null, Type: 'System.Security.SecurityException' }, PasswordChangeUrl: null, RedirectUrl: null };
}

function cookiesOf({ headers }: FastifyRequest): Map<string, string> {
	const pairs = (headers.cookie ?? '').split(/;\s*/).map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]);
	return new Map(pairs);
}

/** The text is not documented. */
export function csrfRefused(): CreatioError {
	return new CreatioError(403, '<html><head><title>403 - Forbidden: Access is denied.</title></head></html>');
}
