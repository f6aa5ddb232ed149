import { errorInfo, exhausted, type ApiError } from './errors';
import type { Setting } from './switches';

export const buckets = ['criticalReads', 'criticalWrites', 'reads', 'writes', 'daily', 'fullSyncs'] as const;
export type Bucket = (typeof buckets)[number];
export type Cost = Readonly<Partial<Record<Bucket, number>>>;

/**
 * Per user: a minute, daily a day. The buckets are documented, their numbers are not: these are the lowest that were
 * seen in 2026. fullSyncs is the extra quota of a full sync's first page (documented without a number; 30 is assumed).
 */
export const defaultQuotas: Readonly<Record<Bucket, number>> = {
	criticalReads: 60,
	criticalWrites: 30,
	reads: 90,
	writes: 30,
	daily: 100_000,
	fullSyncs: 30,
};

const minuteMs = 60_000;
const dayMs = 86_400_000;
const windowMs = (bucket: Bucket): number => (bucket === 'daily' ? dayMs : minuteMs);

export interface QuotaNeeds {
	now(): number;
	limit(bucket: Bucket): number;
	setting: Setting;
}

/** Takes the cost of a call from the user's buckets, or throws the 429 and takes nothing. */
export type Charge = (cost: Cost) => void;

/** Buckets of one user. Windows slide (assumed): waiting for a whole one always helps. */
export function createQuota({ now, limit, setting }: QuotaNeeds): Charge {
	const spent = new Map<Bucket, Array<{ at: number; units: number }>>();

	const current = (bucket: Bucket): Array<{ at: number; units: number }> => {
		const kept = (spent.get(bucket) ?? []).filter(({ at }) => now() - at < windowMs(bucket));
		spent.set(bucket, kept);
		return kept;
	};

	return (cost) => {
		for (const bucket of buckets) {
			const units = cost[bucket] ?? 0;
			if (units === 0) continue;
			const window = current(bucket);
			const used = window.reduce((sum, entry) => sum + entry.units, 0);
			if (used + units <= limit(bucket)) continue;
			const freeAt = (window[0]?.at ?? now()) + windowMs(bucket);
			const wait = Math.max(1, Math.ceil((freeAt - now()) / 1000));
			throw refusal(bucket, setting, setting('retryAfter') === 'present' ? { 'retry-after': String(wait) } : {});
		}
		for (const bucket of buckets) {
			const units = cost[bucket] ?? 0;
			if (units > 0) add(current(bucket), now(), units);
		}
	};
}

function add(window: Array<{ at: number; units: number }>, at: number, units: number): void {
	const last = window.at(-1);
	if (last?.at === at) last.units += units;
	else window.push({ at, units });
}

const metrics: Readonly<Record<Exclude<Bucket, 'fullSyncs'>, { title: string; limit: string; metric: string; per: string }>> = {
	criticalReads: { title: 'Critical read requests', limit: 'CriticalReadsPerMinutePerProjectPerUser', metric: 'critical_read_requests', per: 'minute' },
	criticalWrites: { title: 'Critical write requests', limit: 'CriticalWritesPerMinutePerProjectPerUser', metric: 'critical_write_requests', per: 'minute' },
	reads: { title: 'Read requests', limit: 'ReadsPerMinutePerProjectPerUser', metric: 'read_requests', per: 'minute' },
	writes: { title: 'Write requests', limit: 'WritesPerMinutePerProjectPerUser', metric: 'write_requests', per: 'minute' },
	daily: { title: 'Daily Contact Writes (Total)', limit: 'DailyContactWritesPerProjectPerUser', metric: 'daily_contact_writes', per: 'day' },
};

/** Both bodies are seen in the wild; that a used-up day answers the second one is assumed. */
function refusal(bucket: Bucket, setting: Setting, headers: Record<string, string>): ApiError {
	if (bucket === 'fullSyncs') return exhausted('Sync quota exceeded.', [], headers); // seen in one report
	if (bucket === 'daily' && setting('dailyQuotaError') === 'account') {
		const violations = [{ subject: 'QUOTA_EXCEEDED', description: 'FBS quota limit exceeded' }];
		const detail = { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations };
		return exhausted('Resource has been exhausted (e.g. check quota).', [detail], headers);
	}
	const { title, limit, metric, per } = metrics[bucket];
	const message = `Quota exceeded for quota metric '${title}' and limit '${title} per ${per} per user' of service 'people.googleapis.com' for consumer 'project_number:123'.`;
	const metadata = { consumer: 'projects/123', quota_limit: limit, service: 'people.googleapis.com', quota_metric: `people.googleapis.com/${metric}` };
	return exhausted(message, [errorInfo('RATE_LIMIT_EXCEEDED', 'googleapis.com', metadata)], headers);
}
