import { RaynetError } from './errors';
import type { Instance } from './model';
import { nextUtcMidnight } from './time';

/** [documented] The body of a used-up day has type and message, and no success. */
export function requestLimitReached(): RaynetError {
	return new RaynetError(429, 'API request limit reached. Please try again later.', undefined, 'RequestLimitReached');
}

/** Begins a new day at 00:00 UTC and tells the headers that every response carries [both documented]. */
export function quotaHeaders({ quota }: Instance, now: number): Record<string, string> {
	rollOver(quota, now);
	return {
		'x-ratelimit-limit': String(quota.limit),
		'x-ratelimit-remaining': String(Math.max(0, quota.limit - quota.used)),
		'x-ratelimit-reset': String(quota.resetAt / 1000),
	};
}

/** Counts one request; throws when the day is used up. */
export function spend({ quota }: Instance, now: number): void {
	rollOver(quota, now);
	if (quota.used >= quota.limit) throw requestLimitReached();
	quota.used += 1;
}

function rollOver(quota: Instance['quota'], now: number): void {
	if (now < quota.resetAt) return;
	quota.used = 0;
	quota.resetAt = nextUtcMidnight(now);
}
