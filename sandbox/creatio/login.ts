import type { FastifyRequest } from 'fastify';
import { isObject, type JsonObject } from '../kit/json';
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

interface Token {
	account: SandboxCreatioAccount;
	until: number;
	left: number;
}

interface GateState {
	sessions: Map<string, Session>;
	tokens: Map<string, Token>;
	/** Logins and tokens so far. */
	count: number;
	password: 'valid' | 'expired';
}

function newGateState(): GateState {
	return { sessions: new Map(), tokens: new Map(), count: 0, password: 'valid' };
}

export function createGate(clock: SandboxClock, setting: Setting): Gate {
	const state = newGateState();
	return {
		logIn: (body) => logIn(state, isObject(body) ? body : {}, setting, clock.now()),
		token: (body) => giveToken(state, isObject(body) ? body : {}, clock.now()),
		admit: (request) => admitByToken(state, request, clock.now()) ?? admitByCookies(state, request, clock.now()),
		expire(afterRequests) {
			for (const one of [...state.sessions.values(), ...state.tokens.values()]) one.left = afterRequests;
		},
		rotateCsrf() {
			for (const session of state.sessions.values()) session.csrf = `${session.csrf}x`;
		},
		setPasswordState(password) {
			state.password = password;
		},
		reset: () => void Object.assign(state, newGateState()),
	};
}

function logIn(state: GateState, body: JsonObject, setting: Setting, now: number): LoginAnswer {
	const account = creatioAccountList.find(({ userName, password }) => userName === body.UserName && password === body.UserPassword);
	if (!account) return { status: 200, body: refusal('User name or password is incorrect, or the account is blocked.'), cookies: [] };
	if (state.password === 'expired') {
		const url = setting('expiredPassword') === 'url' ? '/Login/ChangePassword.aspx' : null;
		return { status: 200, body: { ...refusal('The password has expired.'), PasswordChangeUrl: url }, cookies: [] };
	}
	return { status: 200, body: { Code: 0, Message: '', Exception: null, PasswordChangeUrl: null, RedirectUrl: null }, cookies: openSession(state, account, body, setting, now) };
}

function openSession(state: GateState, account: SandboxCreatioAccount, body: JsonObject, setting: Setting, now: number): string[] {
	state.count += 1;
	const [key, csrf] = [`session${state.count}`, `csrf${state.count}`];
	// [seen] Minutes, with the sign of JavaScript's getTimezoneOffset.
	const zoneMinutes = typeof body.TimeZoneOffset === 'number' && setting('loginZone') === 'honoured' ? -body.TimeZoneOffset : account.zoneMinutes;
	state.sessions.set(key, { account, csrf, zoneMinutes, lastUsed: now, left: Number.POSITIVE_INFINITY });
	const name = [...account.userName].map((letter) => letter.charCodeAt(0)).join('|');
	const expires = new Date(now + 86_400_000).toUTCString();
	return ['BPMLOADER=loader; path=/; HttpOnly', `.ASPXAUTH=${key}; path=/; HttpOnly`, `BPMCSRF=${csrf}; path=/`, `UserName=${name}; expires=${expires}; path=/`];
}

function giveToken(state: GateState, body: JsonObject, now: number): { status: number; body: unknown } {
	const account = creatioAccountList.find(({ clientId, clientSecret }) => clientId === body.client_id && clientSecret === body.client_secret);
	if (!account) return { status: 400, body: { error: 'invalid_client' } };
	if (body.grant_type !== 'client_credentials') return { status: 400, body: { error: 'unsupported_grant_type' } };
	state.count += 1;
	const key = `token${state.count}`;
	state.tokens.set(key, { account, until: now + tokenSeconds * 1_000, left: Number.POSITIVE_INFINITY });
	return { status: 200, body: { access_token: key, expires_in: tokenSeconds, token_type: 'Bearer' } };
}

function admitByToken({ tokens }: GateState, { headers }: FastifyRequest, now: number): Admission | undefined {
	const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
	if (bearer === undefined) return undefined;
	const token = tokens.get(bearer);
	if (!token || token.until <= now || token.left <= 0) return { kind: 'lost' };
	token.left -= 1;
	return { kind: 'user', account: token.account, zoneMinutes: token.account.zoneMinutes };
}

function admitByCookies({ sessions }: GateState, request: FastifyRequest, now: number): Admission {
	const session = sessions.get(cookiesOf(request).get('.ASPXAUTH') ?? '');
	if (!session || session.left <= 0 || session.lastUsed + sessionMinutes * 60_000 <= now) return { kind: 'lost' };
	session.left -= 1;
	// [documented] The check is on by default; the header must equal the session's token.
	if (request.headers.bpmcsrf !== session.csrf) return { kind: 'csrf' };
	session.lastUsed = now;
	return { kind: 'user', account: session.account, zoneMinutes: session.zoneMinutes };
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
