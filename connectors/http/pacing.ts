import { GuardError } from '../../core/errors';
import type { Clock } from '../../core/ports/environment';
import type { HttpResponse } from '../../core/ports/http';
import { instantText } from './headers';

/** Units per bucket. */
export type Cost = Readonly<Record<string, number>>;

/** Asked before each attempt and told of each answer. */
export interface Pacer {
	/** Resolves when the call may go, and counts it; rejects with GuardError('dailyQuota') when the day's share is spent. */
	wait(cost: Cost): Promise<void>;
	learn(response: HttpResponse, cost: Cost): void;
}

export interface BucketSettings {
	/** Units a minute to begin with; absent: as many as the server lets through. */
	perMinute?: number;
	/** Units a day that may be spent by this pacer; absent: no limit. */
	perDay?: number;
}

export interface PacerSettings {
	clock: Clock;
	buckets: Readonly<Record<string, BucketSettings>>;
	/** The instant at which the day of `now` ends; default midnight UTC. */
	dayEnds?(now: number): number;
	/** The service's name in texts for the user. Default "The server". */
	service?: string;
}

interface Bucket {
	limit: number;
	readonly most: number;
	readonly perDay: number;
	spent: Array<{ at: number; units: number }>;
	today: { ends: number; units: number };
	/** When `limit` was last changed. */
	changedAt: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * Paces by minute windows that slide. A 429 halves what the last minute let through (once a minute at most);
 * each quiet minute gives a tenth of the original limit back.
 */
export function createPacer(settings: PacerSettings): Pacer {
	const { clock, dayEnds = nextMidnightUtc, service = 'The server' } = settings;
	const buckets = new Map(Object.entries(settings.buckets).map(([name, bucket]) => [name, newBucket(bucket)]));

	const costed = (cost: Cost): Array<[Bucket, number]> =>
		Object.entries(cost).flatMap(([name, units]): Array<[Bucket, number]> => {
			const bucket = buckets.get(name);
			return bucket ? [[bucket, units]] : [];
		});

	return {
		async wait(cost) {
			for (;;) {
				const now = clock.now();
				for (const [bucket, units] of costed(cost)) assertDayLeft(bucket, units, now, dayEnds(now), service);
				const waitMs = Math.max(0, ...costed(cost).map(([bucket, units]) => waitFor(bucket, units, now)));
				if (waitMs === 0) {
					for (const [bucket, units] of costed(cost)) spend(bucket, units, now);
					return;
				}
				await clock.sleep(waitMs);
			}
		},
		learn(response, cost) {
			const now = clock.now();
			for (const [bucket] of costed(cost)) {
				if (response.status === 429) slowDown(bucket, now);
				else if (response.status < 400) speedUp(bucket, now);
			}
		},
	};
}

function newBucket({ perMinute = Number.POSITIVE_INFINITY, perDay = Number.POSITIVE_INFINITY }: BucketSettings): Bucket {
	return { limit: perMinute, most: perMinute, perDay, spent: [], today: { ends: 0, units: 0 }, changedAt: Number.NEGATIVE_INFINITY };
}

function spend(bucket: Bucket, units: number, now: number): void {
	bucket.spent.push({ at: now, units });
	bucket.today.units += units;
}

function assertDayLeft(bucket: Bucket, units: number, now: number, ends: number, service: string): void {
	if (now >= bucket.today.ends) bucket.today = { ends, units: 0 };
	if (bucket.today.units + units > bucket.perDay) throw dayQuotaUsedUp(service, bucket.today.ends, `${bucket.today.units} of ${bucket.perDay} units spent today`);
}

/** How long until the window has room. A call dearer than the whole limit goes when the window is empty. */
function waitFor(bucket: Bucket, units: number, now: number): number {
	bucket.spent = bucket.spent.filter(({ at }) => at + MINUTE_MS > now);
	let inWindow = total(bucket);
	for (const { at, units: leaving } of bucket.spent) {
		if (inWindow + units <= bucket.limit) break;
		inWindow -= leaving;
		if (inWindow + units <= bucket.limit || inWindow === 0) return at + MINUTE_MS - now;
	}
	return 0;
}

function slowDown(bucket: Bucket, now: number): void {
	if (now < bucket.changedAt + MINUTE_MS) return;
	bucket.limit = Math.max(1, Math.floor(Math.min(bucket.limit, total(bucket)) / 2));
	bucket.changedAt = now;
}

function speedUp(bucket: Bucket, now: number): void {
	if (bucket.limit >= bucket.most || now < bucket.changedAt + MINUTE_MS) return;
	const step = Number.isFinite(bucket.most) ? bucket.most / 10 : bucket.limit / 10;
	bucket.limit = Math.min(bucket.most, bucket.limit + Math.max(1, Math.floor(step)));
	bucket.changedAt = now;
}

function total(bucket: Bucket): number {
	return bucket.spent.reduce((sum, { units }) => sum + units, 0);
}

/** Ends a run because the day's share is spent; `resumesAt` in milliseconds since 1970. */
export function dayQuotaUsedUp(service: string, resumesAt: number, detail: string): GuardError {
	return new GuardError(
		'dailyQuota',
		`${service} lets no more requests of this flow through today. The next run after ${instantText(resumesAt)} goes on from here.`,
		detail,
	);
}

export function nextMidnightUtc(now: number): number {
	return (Math.floor(now / DAY_MS) + 1) * DAY_MS;
}
