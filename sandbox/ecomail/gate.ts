import type { FastifyRequest } from 'fastify';
import { EcomailError } from './errors';
import type { Account } from './model';

/** [documented] Requests a minute and key. */
const perMinuteAllowed = 1000;
const minute = 60_000;

export interface Gate {
	/** The account of the key; throws 401, and 429 with Retry-After. */
	enter(request: FastifyRequest, now: number): Account;
	setRate(perMinute: number): void;
	reset(): void;
}

export function createGate(accounts: () => Iterable<Account>): Gate {
	let rate = perMinuteAllowed;
	let recent: Array<{ key: string; at: number }> = [];
	return {
		enter(request, now) {
			// [documented] A header named "key". [seen] 401 for a bad one; its body is not known.
			const key = String(request.headers.key ?? '');
			const account = [...accounts()].find((one) => one.key !== '' && one.key === key);
			if (!account) throw new EcomailError(401, 'Unauthenticated.');
			recent = recent.filter(({ at }) => at > now - minute);
			const own = recent.filter((one) => one.key === key);
			const [oldest] = own;
			if (oldest && own.length >= rate) {
				throw new EcomailError(429, 'Too Many Attempts.', undefined, { 'retry-after': String(Math.max(1, Math.ceil((oldest.at + minute - now) / 1000))) });
			}
			recent.push({ key, at: now });
			return account;
		},
		setRate(perMinute) {
			rate = perMinute;
		},
		reset() {
			rate = perMinuteAllowed;
			recent = [];
		},
	};
}
