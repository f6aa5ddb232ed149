import type { Clock, Environment } from '../../core/ports/environment';
import type { HttpClient } from '../../core/ports/http';
import { createCaller, type Caller } from '../http/caller';
import { createPacer, type Pacer } from '../http/pacing';
import { createJudge, nextQuotaDay } from './judge';

/** The buckets of Google's quota that a call draws from; names documented, numbers of a project are in its console. */
export type Bucket = 'criticalReads' | 'criticalWrites' | 'reads' | 'writes' | 'daily';

export interface QuotaSettings {
	/** Units per minute; default the lowest that were seen, which hold for projects of any age. */
	perMinute?: Partial<Record<Exclude<Bucket, 'daily'>, number>>;
	/** Contact writes a day; default 80 % of the 100,000 that were seen. */
	dailyWrites?: number;
}

const SEEN_PER_MINUTE = { criticalReads: 60, criticalWrites: 30, reads: 90, writes: 30 };
const DAILY_WRITES = 80_000;

export function createQuotaPacer(clock: Clock, quota: QuotaSettings = {}): Pacer {
	const perMinute = Object.entries({ ...SEEN_PER_MINUTE, ...quota.perMinute }).map(([bucket, units]) => [bucket, { perMinute: units }]);
	const buckets = { ...Object.fromEntries(perMinute), daily: { perDay: quota.dailyWrites ?? DAILY_WRITES } };
	return createPacer({ clock, buckets, dayEnds: nextQuotaDay, service: 'Google' });
}

/** Serial and paced. A refused login holds for this caller only: reconnecting the credential helps at once. */
export function createGoogleCaller(http: HttpClient, env: Environment, pacer: Pacer): Caller {
	return createCaller({ http, env, pacer, judge: createJudge(env.clock), maxOpen: 1, maxAttempts: 8, service: 'Google Contacts' });
}
