/** What a path is matched against: ":name" stands for a variable part. */
export interface RoutePattern {
	method: string;
	path: string;
}

export interface Match<R extends RoutePattern> {
	route: R;
	/** What stood for :names in the path, decoded. */
	params: Record<string, string>;
}

/** Finds the route of a path; a slash at the end makes no difference. */
export function createMatcher<R extends RoutePattern>(routes: readonly R[]): (method: string, path: string) => Match<R> | undefined {
	const prepared = routes.map((route) => ({ route, pattern: partsOf(route.path) }));
	return (method, path) => {
		const parts = partsOf(path);
		for (const { route, pattern } of prepared) {
			if (route.method !== method || pattern.length !== parts.length) continue;
			const params = fit(pattern, parts);
			if (params) return { route, params };
		}
		return undefined;
	};
}

function partsOf(path: string): string[] {
	return path.split('/').filter((part) => part !== '');
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
