import type { Desk } from './model';
import type { RawQuery } from './query';

export type Method = 'GET' | 'PUT' | 'POST' | 'DELETE';

export interface RaynetRequest {
	desk: Desk;
	/** What stood for :names in the path, decoded. */
	params: Readonly<Record<string, string>>;
	query: RawQuery;
	body: unknown;
	account: { instanceId: string; userName: string; bearerToken: string };
}

export interface RaynetAnswer {
	status: number;
	body: unknown;
	effect: 'read' | 'write';
	/** How many records were answered or changed. */
	records: number;
}

export interface Route {
	method: Method;
	/** Below /api/v2/, ":name" for a variable part. */
	path: string;
	op: string;
	handle(request: RaynetRequest): RaynetAnswer;
}

export interface Match {
	route: Route;
	params: Record<string, string>;
}

/** Finds the route of a path; a slash at the end makes no difference [seen]. */
export function createMatcher(routes: readonly Route[]): (method: string, path: string) => Match | undefined {
	const prepared = routes.map((route) => ({ route, parts: route.path.split('/') }));
	return (method, path) => {
		const parts = path.split('/').filter((part) => part !== '');
		for (const { route, parts: pattern } of prepared) {
			if (route.method !== method || pattern.length !== parts.length) continue;
			const params = fit(pattern, parts);
			if (params) return { route, params };
		}
		return undefined;
	};
}

function fit(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
	const params: Record<string, string> = {};
	for (const [index, expected] of pattern.entries()) {
		const part = parts[index] ?? '';
		if (expected.startsWith(':')) params[expected.slice(1)] = decode(part);
		else if (expected !== part) return undefined;
	}
	return params;
}

function decode(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}
