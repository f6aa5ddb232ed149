import { batchOperations } from './batch';
import { connectionsList } from './connections';
import { groupOperations } from './groups';
import { groupWriteOperations } from './groupWrites';
import type { Operation } from './operation';
import { personOperations } from './people';
import { searchContacts } from './search';

export const servicePrefix = '/google';

const operations: readonly Operation[] = [connectionsList, ...personOperations, ...batchOperations, searchContacts, ...groupOperations, ...groupWriteOperations];

export interface MethodRoute {
	kind: 'method';
	operation: Operation;
	names: readonly string[];
}

export type Route = MethodRoute | { kind: 'token' } | { kind: 'unknown' };

/** Finds what a request asks for. Clients may percent-encode ":" and "/" in paths (seen), so the path is decoded first. */
export function findRoute(method: string, url: string): Route {
	const path = decodedPath(url);
	if (method === 'POST' && path === 'token') return { kind: 'token' };
	for (const operation of operations) {
		const match = operation.method === method ? operation.path.exec(path) : null;
		if (match) return { kind: 'method', operation, names: match.slice(1) };
	}
	return { kind: 'unknown' };
}

export function searchOf(url: string): string {
	const start = url.indexOf('?');
	return start === -1 ? '' : url.slice(start + 1);
}

function decodedPath(url: string): string {
	const [path = ''] = url.split('?');
	try {
		return decodeURIComponent(path).slice(servicePrefix.length).replace(/^\/+/, '');
	} catch {
		return '';
	}
}
