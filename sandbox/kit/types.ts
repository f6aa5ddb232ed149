import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * How sure we are of a behaviour that a stand-in shows.
 * documented: the vendor says so; seen: public client code relies on it; assumed: our reading, so it is a switch.
 */
export type Certainty = 'documented' | 'seen' | 'assumed';

/** One assumed behaviour that can be turned. `values[0]` is the default. */
export interface Switch {
	name: string;
	certainty: Certainty;
	describes: string;
	values: readonly string[];
}

/** A clock that tests move: real time plus an offset. */
export interface SandboxClock {
	now(): number;
	advance(ms: number): void;
}

/** One request as the call log keeps it. */
export interface Call {
	n: number;
	service: string;
	/** A short stable name of what was called, e.g. "person.list" or "people.batchCreate". */
	op: string;
	method: string;
	/** Path and query as received, without the service's prefix. */
	path: string;
	status: number | 'cut';
	/** Whether the service's state changed. */
	committed: boolean;
	at: number;
	/** What the call cost in the service's own quota units. */
	units: Record<string, number>;
	/** How many records the call carried or answered. */
	records: number;
}

/** What to do to coming calls that match. */
export interface Fault {
	service: string;
	/** An op name, or "*". */
	op: string;
	/** Skip this many matching calls first. Default 0. */
	after?: number;
	/** Then act on this many. Default 1. */
	times?: number;
	effect:
		/** Answer this without carrying the call out. `body` as JSON, or a string sent as text/html. */
		| { kind: 'answer'; status: number; headers?: Record<string, string>; body?: unknown }
		/** Close the connection without carrying the call out. */
		| { kind: 'cutBefore' }
		/** Carry the call out, then close the connection without an answer. */
		| { kind: 'cutAfter' }
		/** Carry the call out after this many ms of real time. */
		| { kind: 'slow'; ms: number };
}

/** A row of the console's table of a service. */
export interface ConsoleRow {
	id: string;
	kind: string;
	name: string;
	emails: string[];
	phones: string[];
	company: string;
	groups: string[];
	changedAt: string;
	note?: string;
	/** Of several accounts in one stand-in, where the id does not tell it. */
	account?: string;
	/** The e-mail lists that a subscriber is in. */
	lists?: Array<{ id: number; name: string; state: string }>;
	/** What a hand calls the first e-mail and the first phone, where there are several such places. */
	places?: { email?: string; phone?: string };
}

/** A stand-in. One instance per sandbox; its routes live under `/<name>`. */
export interface Service {
	readonly name: string;
	readonly switches: readonly Switch[];
	/** Registers the vendor's routes, inside the prefix. */
	routes(app: FastifyInstance): void;
	/** Names a request for call log and faults. */
	opOf(request: FastifyRequest): string;
	/** Back to the empty state, switches at their defaults. */
	reset(): void;
	/** Fills the service with the realistic data set, or with `count` generated people. */
	seed(size: SeedSize): void;
	/** Whole state as plain JSON, for tests that compare a side. */
	dump(): unknown;
	rows(): ConsoleRow[];
	/** A person's hand or a setting: "person.update", "quota.set", ... Unknown actions throw. */
	control(action: string, args: Record<string, unknown>): unknown;
}

export interface SeedSize {
	people: number;
	companies: number;
	/** Same number, same data. */
	seed?: number;
}

/** What the kit gives each stand-in. */
export interface ServiceContext {
	clock: SandboxClock;
	/** The current value of a switch of this service. */
	switchValue(name: string): string;
	/** A stand-in calls this inside its handler to fill in the log entry of the running request. */
	note(request: FastifyRequest, facts: Partial<Pick<Call, 'committed' | 'units' | 'records'>>): void;
	/** Repeatable randomness of the sandbox. */
	random(): number;
}

/** How a stand-in is made; `startSandbox` calls it. */
export type ServiceFactory = (context: ServiceContext) => Service;
