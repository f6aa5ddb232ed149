/** What the pure parts are given instead of reaching for it themselves. */
export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
	sleep(ms: number): Promise<void>;
}

/** A number from 0 (included) to 1 (excluded). */
export type Random = () => number;

/** Structured progress lines; never a key, an e-mail address or a name. */
export type Log = (message: string, data?: Record<string, string | number | boolean>) => void;

/** Asked between batches and before waits. */
export type Cancelled = () => boolean;

/** Told after each batch how many writes of a run are answered, of how many. */
export type Progress = (done: number, total: number) => void;

/** What a run does before its first write. */
export type Phase =
	/** `read`: records so far; `of` how many, where those that are asked for are known by their ids. */
	| { kind: 'reading'; side: 'crm' | 'partner' | 'list'; read: number; of?: number }
	/** How long the writes take under the limits of both sides, where that is more than a minute. */
	| { kind: 'expecting'; minutes: number };

/** Told as it goes on: after each page, and for each record that is read singly. */
export type Phases = (phase: Phase) => void;

export interface Environment {
	clock: Clock;
	random: Random;
	log: Log;
	cancelled: Cancelled;
	progress?: Progress;
	phase?: Phases;
}
