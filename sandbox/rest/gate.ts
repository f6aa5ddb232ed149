import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServiceContext } from '../kit/types';
import type { Store } from './store';
import type { Setting } from './switches';
import type { RestErrorCode } from './types';

const MINUTE = 60_000;

/** Whether a request may pass: its login, then the rate. */
export function refusalOf(request: FastifyRequest, store: Store, clock: ServiceContext['clock']): RestErrorCode | undefined {
	if (!isLoggedIn(request, store)) return 'login';
	const now = clock.now();
	store.recent = store.recent.filter((at) => at > now - MINUTE);
	if (store.recent.length >= store.perMinute) return 'busy';
	store.recent.push(now);
	return undefined;
}

function isLoggedIn(request: FastifyRequest, { personality: { login, account }, tokens }: Store): boolean {
	const { authorization = '' } = request.headers;
	const header = (name: string): string => String(request.headers[name.toLowerCase()] ?? '');
	switch (login.style) {
		case 'bearer':
			// The same key is also taken in a header of its own.
			return authorization === `Bearer ${account.secret}` || header('x-api-key') === account.secret;
		case 'basic':
			return authorization === `Basic ${Buffer.from(`${account.user}:${account.secret}`).toString('base64')}`;
		case 'header':
			return header(login.name) === account.secret;
		case 'query':
			return (request.query as Record<string, unknown>)[login.name] === account.secret;
		case 'token':
			return tokens.has(header('x-session'));
	}
}

/** The header in which the token of a login is sent. */
export const TOKEN_HEADER = 'X-Session';

export function sendError(reply: FastifyReply, store: Store, code: RestErrorCode, setting: Setting): FastifyReply {
	const { personality } = store;
	const { status, body } = personality.errorAnswer(code);
	const isSession = code === 'login' && personality.login.style === 'token';
	if (code === 'busy' && setting('retryAfter') === 'present') reply.header('retry-after', '20');
	return reply.code(isSession && setting('sessionLoss') === '401' ? 401 : status).send(body);
}
