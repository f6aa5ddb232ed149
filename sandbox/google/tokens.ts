import { createHash } from 'node:crypto';
import { ApiError, errorInfo, invalidArgument } from './errors';
import type { Setting } from './switches';

/** "Sync tokens expire 7 days after the full sync" (documented). */
export const syncTokenMs = 7 * 86_400_000;

export interface SyncToken {
	kind: 'sync';
	/** Which list of which account. */
	list: string;
	/** Hash of the parameters that must stay the same. */
	params: string;
	/** What the holder has seen. */
	seq: number;
	/** When the 7 days began. */
	since: number;
}

export interface PageToken {
	kind: 'page';
	list: string;
	params: string;
	/** Where the next page goes on: a `seq`, or an index in sorted lists. */
	after: number;
	/** `seq` at the first page: what was deleted while paging comes with the next sync. */
	start: number;
	since: number;
}

/** Opaque to clients. `epoch` makes tokens of an earlier life of the sandbox foreign. */
export interface TokenBox {
	seal(token: SyncToken | PageToken): string;
	open(sealed: string): SyncToken | PageToken | undefined;
}

export function createTokenBox(epoch: () => string): TokenBox {
	const check = (text: string): string => createHash('sha256').update(epoch()).update(text).digest('base64url').slice(0, 12);
	return {
		seal(token) {
			const text = Buffer.from(JSON.stringify(token)).toString('base64url');
			return `${check(text)}${text}`;
		},
		open(sealed) {
			const text = sealed.slice(12);
			if (text === '' || check(text) !== sealed.slice(0, 12)) return undefined;
			return JSON.parse(Buffer.from(text, 'base64url').toString()) as SyncToken | PageToken;
		},
	};
}

export function paramsHash(params: readonly unknown[]): string {
	return createHash('sha256').update(JSON.stringify(params)).digest('base64url').slice(0, 16);
}

/** Where a request with a sync token may go on from. Throws what the API answers to a foreign, mismatched or expired one. */
export function readSyncToken(box: TokenBox, sealed: string, expected: Pick<SyncToken, 'list' | 'params'>, now: number, setting: Setting): SyncToken {
	const token = box.open(sealed);
	if (token?.kind !== 'sync' || token.list !== expected.list) {
		throw setting('foreignSyncToken') === 'expired' ? expired(setting) : invalidArgument();
	}
	// documented: all other parameters must match; the answer is assumed
	if (token.params !== expected.params) throw invalidArgument();
	if (now - token.since >= syncTokenMs) throw expired(setting);
	return token;
}

/** Page tokens are bound to all parameters of the first page (documented). */
export function readPageToken(box: TokenBox, sealed: string, expected: Pick<PageToken, 'list' | 'params'>): PageToken {
	const token = box.open(sealed);
	if (token?.kind !== 'page' || token.list !== expected.list || token.params !== expected.params) throw invalidArgument();
	return token;
}

/** Reason documented, message and 400 seen in many clients; status disputed; 410 in Google's own sample. */
function expired(setting: Setting): ApiError {
	const status = setting('expiredTokenStatus');
	const message = 'Sync token is expired. Clear local cache and retry call without the sync token.';
	const details = [errorInfo('EXPIRED_SYNC_TOKEN', 'people.googleapis.com')];
	return status === '410' ? new ApiError(410, 'FAILED_PRECONDITION', message, details) : new ApiError(400, status, message, details);
}
