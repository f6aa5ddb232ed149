export interface BucketSettings {
	/** Units a minute to begin with, never exceeded. Absent: as many as the server lets through; no pace where there is a limit per day. */
	perMinute?: number;
	/** Units a day that may be spent by this pacer; absent: no limit. */
	perDay?: number;
}

/** One call of the last minute. */
interface Spending {
	at: number;
	units: number;
	answer: 'let through' | 'refused';
}

export interface Bucket {
	/** Units a minute at present. */
	limit: number;
	/** What `limit` comes back to at once after a refusal; further up it feels its way. */
	good: number;
	readonly most: number;
	/** free: a limit per day is all there is. */
	readonly minutes: 'paced' | 'free';
	readonly perDay: number;
	spent: Spending[];
	today: { ends: number; units: number };
	/** When `limit` or `good` was last changed. */
	changedAt: number;
	refusedAt: number;
}

const MINUTE_MS = 60_000;
/** How often the limit moves towards what is good, by half of what is missing: within a minute it is back. */
const COMEBACK_MS = 10_000;
/** A refusal takes this part away from what counts as good, unless the last minute let more through. */
const CUT = 0.25;
/** Above what is good, each quiet minute gives this part of the configured limit back. */
const STEP = 0.1;
/** Where no limit is configured, each quiet minute gives this part of what was good, and so many units at least. */
const FREE_STEP = 0.5;
const LEAST_FREE_STEP = 5;
/** Units a minute that are good at least there: a refusal of the first call says nothing. */
const LEAST_FREE = 10;

export function newBucket({ perMinute, perDay }: BucketSettings): Bucket {
	const never = Number.NEGATIVE_INFINITY;
	const most = perMinute ?? Number.POSITIVE_INFINITY;
	const minutes = perMinute === undefined && perDay !== undefined ? 'free' : 'paced';
	return { limit: most, good: most, most, minutes, perDay: perDay ?? Number.POSITIVE_INFINITY, spent: [], today: { ends: 0, units: 0 }, changedAt: never, refusedAt: never };
}

export function spend(bucket: Bucket, units: number, now: number): void {
	bucket.spent.push({ at: now, units, answer: 'let through' });
	bucket.today.units += units;
}

/** How long, ms, until the window has room. A call dearer than the whole limit goes when the window is empty. */
export function waitFor(bucket: Bucket, units: number, now: number): number {
	bucket.spent = bucket.spent.filter(({ at }) => at + MINUTE_MS > now);
	let inWindow = total(bucket.spent);
	for (const { at, units: leaving } of bucket.spent) {
		if (inWindow + units <= bucket.limit) break;
		inWindow -= leaving;
		if (inWindow + units <= bucket.limit || inWindow === 0) return at + MINUTE_MS - now;
	}
	return 0;
}

/** A 429 answered a call of so many units. */
export function slowDown(bucket: Bucket, units: number, now: number): void {
	const refused = [...bucket.spent].reverse().find((one) => one.units === units && one.answer === 'let through');
	if (refused) refused.answer = 'refused';
	if (bucket.minutes === 'free' || now < bucket.refusedAt + MINUTE_MS) return;
	const passed = total(bucket.spent.filter((one) => one.answer === 'let through'));
	const cut = Number.isFinite(bucket.limit) ? Math.floor(bucket.limit * (1 - CUT)) : LEAST_FREE;
	bucket.good = Math.max(1, Math.min(bucket.limit, Math.max(passed, cut)));
	bucket.limit = Math.max(1, Math.floor(bucket.good / 2));
	bucket.changedAt = now;
	bucket.refusedAt = now;
}

/** A call was let through. */
export function speedUp(bucket: Bucket, now: number): void {
	if (bucket.limit >= bucket.most) return;
	if (bucket.limit < bucket.good) comeBack(bucket, now);
	else if (now >= bucket.changedAt + MINUTE_MS) climb(bucket, now);
}

function comeBack(bucket: Bucket, now: number): void {
	if (now < bucket.changedAt + COMEBACK_MS) return;
	bucket.limit += Math.ceil((bucket.good - bucket.limit) / 2);
	bucket.changedAt = now;
}

function climb(bucket: Bucket, now: number): void {
	const step = Number.isFinite(bucket.most) ? Math.max(1, Math.floor(bucket.most * STEP)) : Math.max(LEAST_FREE_STEP, Math.floor(bucket.good * FREE_STEP));
	bucket.good = Math.min(bucket.most, bucket.limit + step);
	bucket.limit = bucket.good;
	bucket.changedAt = now;
}

function total(spent: readonly Spending[]): number {
	return spent.reduce((sum, { units }) => sum + units, 0);
}
