import type { Query } from './query';
import type { Cost } from './quota';
import type { User, World } from './world';

/** A request on its way through a method. */
export interface Exchange {
	world: World;
	user: User;
	/** What stood in the variable parts of the path. */
	names: readonly string[];
	query: Query;
	body: unknown;
}

export interface Answer {
	body: unknown;
	/** How many records the call carried or answered. */
	records?: number;
	committed?: boolean;
}

/** A method of the API. */
export interface Operation {
	op: string;
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** Matched against the decoded path without its leading slash. */
	path: RegExp;
	/** Mutations of one user must come one after another (documented). */
	effect: 'reads' | 'mutates';
	/** Units of the quota buckets. Charged whether the call succeeds or not (assumed). */
	cost: Cost;
	/** Parameters of its own. */
	query: readonly string[];
	run(exchange: Exchange): Answer;
}

/** Parameters of the reads of people; requestMask is the deprecated form of personFields (documented). */
export const readMaskQuery = ['personFields', 'requestMask.includeField', 'sources'] as const;
