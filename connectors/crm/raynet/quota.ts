import type { Clock } from '../../../core/ports/environment';
import type { HttpResponse } from '../../../core/ports/http';
import { numberHeader } from '../../http/headers';
import { dayQuotaUsedUp, type Pacer } from '../../http/pacing';

export const SERVICE = 'Raynet';

/** Raynet's day quota as its answers tell it: 24,000 requests per instance from midnight to midnight UTC. */
export interface RaynetQuota {
	limit: number;
	remaining: number;
	/** Milliseconds since 1970. */
	resetsAt: number;
}

/** https://app.raynetcrm.com/api/doc/index-en.html: X-Ratelimit-* come with every answer; the reset in Unix seconds. */
export function quotaOf(response: HttpResponse): RaynetQuota | undefined {
	const limit = numberHeader(response, 'x-ratelimit-limit');
	const remaining = numberHeader(response, 'x-ratelimit-remaining');
	const reset = numberHeader(response, 'x-ratelimit-reset');
	if (limit === undefined || remaining === undefined || reset === undefined) return undefined;
	return { limit, remaining, resetsAt: reset * 1000 };
}

/** The quota as the last answer told it, shared by clients of one login. */
export interface QuotaMemory {
	known?: RaynetQuota;
}

/** Whether `share` (0 to 1) of the day quota is known to be spent at `now` (ms since 1970), by whomever. */
export function quotaSpent({ known }: QuotaMemory, share: number, now: number): boolean {
	return known !== undefined && now < known.resetsAt && known.remaining <= reserveOf(known, share);
}

function reserveOf({ limit }: RaynetQuota, share: number): number {
	return limit - Math.floor(limit * share);
}

/**
 * Stops when `share` (0 to 1) of the instance's day quota is spent, whoever spent it, so that the rest stays for
 * other integrations. Without a memory the first call goes unasked, as only an answer tells the quota.
 */
export function createQuotaPacer(clock: Clock, share: number, memory: QuotaMemory = {}): Pacer {
	return {
		async wait() {
			const { known } = memory;
			if (!known || clock.now() >= known.resetsAt) {
				delete memory.known;
				return;
			}
			if (quotaSpent(memory, share, clock.now())) {
				throw dayQuotaUsedUp(SERVICE, known.resetsAt, `${known.remaining} of ${known.limit} requests left, ${reserveOf(known, share)} of them kept for others`);
			}
			known.remaining -= 1;
		},
		learn(response) {
			const told = quotaOf(response);
			if (!told) return;
			// Answers of calls that were open together may arrive in another order: the lower figure is the later one.
			const { known } = memory;
			const goesOn = known?.resetsAt === told.resetsAt && known.limit === told.limit;
			memory.known = { ...told, remaining: goesOn ? Math.min(told.remaining, known.remaining) : told.remaining };
		},
	};
}
