import { FatalError } from '../../core/errors';
import type { Clock } from '../../core/ports/environment';

const REFUSAL_LASTS_MS = 60 * 60_000;

/**
 * What all calls with one login share: whether it was refused, and how many calls are open. Whoever
 * builds connectors again and again for the same credential keeps one of these beside it.
 */
export interface Login {
	/** Throws the error of the refusal while it lasts. */
	assertNotRefused(): void;
	refuse(error: FatalError): void;
	/** Resolves when a call may open, with the function that says what became of it. */
	open(): Promise<(outcome: 'accepted' | 'notAccepted') => void>;
}

/**
 * Until an answer has shown that the login is accepted, one call is open at a time: a wrong key must not be
 * tried several times at once, as servers lock addresses after a few refusals.
 */
export function createLogin(clock: Clock, maxOpen = Number.POSITIVE_INFINITY): Login {
	let refusal: { error: FatalError; until: number } | undefined;
	let accepted = false;
	let openCalls = 0;
	const waiting: Array<() => void> = [];

	const admit = (): void => {
		while (waiting.length > 0 && openCalls < (accepted ? maxOpen : 1)) {
			openCalls += 1;
			waiting.shift()?.();
		}
	};

	const close = (outcome: 'accepted' | 'notAccepted'): void => {
		openCalls -= 1;
		accepted ||= outcome === 'accepted';
		admit();
	};

	return {
		assertNotRefused() {
			if (refusal && clock.now() < refusal.until) throw refusal.error;
			refusal = undefined;
		},
		refuse(error) {
			accepted = false;
			refusal = { error, until: error.until ?? clock.now() + REFUSAL_LASTS_MS };
		},
		open() {
			return new Promise((resolve) => {
				waiting.push(() => resolve(close));
				admit();
			});
		},
	};
}

/** The refusal of a login as of now, lasting an hour. `message` ends with until when. */
export function loginRefused(clock: Clock, message: (until: number) => string, detail: string): FatalError {
	const until = clock.now() + REFUSAL_LASTS_MS;
	return new FatalError(message(until), detail, until);
}
