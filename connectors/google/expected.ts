import { ConflictError, GuardError, RecordError, RetriableError } from '../../core/errors';
import { EXPIRED_SYNC_TOKEN } from './judge';

/** Resolves with the answer, or with the error where it is of the expected kind; any other error is thrown on. */
export async function orExpected<T, E>(answer: Promise<T>, isExpected: (error: unknown) => error is E): Promise<T | E> {
	return await answer.catch((error: unknown) => {
		if (isExpected(error)) return error;
		throw error;
	});
}

/** A kind of error that an answer stands for: to be told from data, which is never an error. */
export function isNotFound(error: unknown): error is RecordError {
	return error instanceof RecordError && error.reason === 'notFound';
}

export function isRefused(error: unknown): error is RecordError {
	return error instanceof RecordError;
}

export function isExpiredToken(error: unknown): error is RecordError {
	return error instanceof RecordError && error.reason === EXPIRED_SYNC_TOKEN;
}

export function isConflict(error: unknown): error is ConflictError {
	return error instanceof ConflictError;
}

export function isConflictOrGone(error: unknown): error is ConflictError | RecordError {
	return isConflict(error) || isNotFound(error);
}

export function isRetriable(error: unknown): error is RetriableError {
	return error instanceof RetriableError;
}

/** What a later run can do: refused for now, or out of time. */
export function isNotNow(error: unknown): error is RetriableError | GuardError {
	return isRetriable(error) || error instanceof GuardError;
}
