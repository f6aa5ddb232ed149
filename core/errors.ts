/**
 * Every error of the product, named by what to do next.
 *
 * | class              | what to do next                                            |
 * |--------------------|------------------------------------------------------------|
 * | ConfigurationError | the user changes a setting or a credential                 |
 * | GuardError         | stopped on purpose; the user looks, then overrides or waits |
 * | FatalError         | the login was refused; no further call with it until `until` |
 * | RetriableError     | the same call may go through later; `retryAfterMs` if known |
 * | RecordError        | this record is skipped, the run goes on                    |
 * | ConflictError      | someone else wrote the record meanwhile: read, merge, write again |
 *
 * `message` tells the user what to do. `detail` tells what happened inside. Neither may hold a key,
 * a token, an e-mail address or a person's name.
 */
export type Recovery = 'configuration' | 'guard' | 'fatal' | 'retriable' | 'record' | 'conflict';

export abstract class SyncError extends Error {
	abstract readonly recovery: Recovery;

	constructor(
		message: string,
		readonly detail: string = '',
	) {
		super(message);
		this.name = new.target.name;
	}
}

export class ConfigurationError extends SyncError {
	readonly recovery = 'configuration';
}

/** `reason` is the guard's name; the message holds its numbers and the override. */
export class GuardError extends SyncError {
	readonly recovery = 'guard';

	constructor(
		readonly reason: string,
		message: string,
		detail = '',
	) {
		super(message, detail);
	}
}

export class FatalError extends SyncError {
	readonly recovery = 'fatal';

	constructor(
		message: string,
		detail = '',
		/** Milliseconds since 1970, by our clock; no call with this login before. */
		readonly until?: number,
	) {
		super(message, detail);
	}
}

/** Whether the server may have carried the call out although no answer came. */
export type Outcome = 'notDone' | 'unknown';

export class RetriableError extends SyncError {
	readonly recovery = 'retriable';

	constructor(
		message: string,
		detail = '',
		readonly retryAfterMs?: number,
		readonly outcome: Outcome = 'notDone',
	) {
		super(message, detail);
	}
}

export class RecordError extends SyncError {
	readonly recovery = 'record';

	constructor(
		/** A short code such as "refusedByServer" or "notFound". */
		readonly reason: string,
		message: string,
		detail = '',
	) {
		super(message, detail);
	}
}

export class ConflictError extends SyncError {
	readonly recovery = 'conflict';
}

/** What was caught, where it is one of ours; a mistake in the code is thrown on. */
export function expectSyncError(error: unknown): SyncError {
	if (error instanceof SyncError) return error;
	throw error;
}
