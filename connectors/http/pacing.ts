import { GuardError } from '../../core/errors';
import type { Clock } from '../../core/ports/environment';
import type { HttpResponse } from '../../core/ports/http';
import { newBucket, slowDown, speedUp, spend, waitFor, type Bucket, type BucketSettings } from './bucket';
import { instantText } from './headers';

/** Units per bucket. */
export type Cost = Readonly<Record<string, number>>;

/** Asked before each attempt and told of each answer. */
export interface Pacer {
	/** Resolves when the call may go, and counts it; rejects with GuardError('dailyQuota') when the day's share is spent. */
	wait(cost: Cost): Promise<void>;
	learn(response: HttpResponse, cost: Cost): void;
}

export interface PacerSettings {
	clock: Clock;
	buckets: Readonly<Record<string, BucketSettings>>;
	/** The instant at which the day of `now` ends; default midnight UTC. */
	dayEnds?(now: number): number;
	/** The service's name in texts for the user. Default "The server". */
	service?: string;
}

const DAY_MS = 24 * 60 * 60_000;

/**
 * Paces by minute windows that slide. A 429 (counted once a minute) takes a quarter off the limit, but never goes below
 * what the last minute let through, and halves the pace for a moment; then it is back within a minute, and climbs to the
 * configured limit by a tenth of it a minute, never above. So a single refusal costs little, and a server that lets
 * less through than it should is found after a few.
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
			for (const [bucket, units] of costed(cost)) {
				if (response.status === 429) slowDown(bucket, units, now);
				else if (response.status < 400) speedUp(bucket, now);
			}
		},
	};
}

function assertDayLeft(bucket: Bucket, units: number, now: number, ends: number, service: string): void {
	if (now >= bucket.today.ends) bucket.today = { ends, units: 0 };
	if (bucket.today.units + units > bucket.perDay) throw dayQuotaUsedUp(service, bucket.today.ends, `${bucket.today.units} of ${bucket.perDay} units spent today`);
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
