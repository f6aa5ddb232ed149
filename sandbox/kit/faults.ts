import { isObject } from './json';
import type { Fault } from './types';

export type FaultEffect = Fault['effect'];

export interface FaultList {
	add(fault: Fault): void;
	/** The effect for a call that just came in, if a fault waits for it; counts the call. */
	take(service: string, op: string): FaultEffect | undefined;
	/** Faults that are still waiting or acting, with what is left of `after` and `times`. */
	list(): Fault[];
	clear(): void;
}

export function createFaultList(): FaultList {
	let faults: Array<Fault & { after: number; times: number }> = [];
	return {
		add(fault) {
			faults.push({ ...fault, after: fault.after ?? 0, times: fault.times ?? 1 });
		},
		take(service, op) {
			for (const fault of faults) {
				if (fault.service !== service || (fault.op !== '*' && fault.op !== op)) continue;
				if (fault.after > 0) {
					fault.after -= 1;
					continue;
				}
				fault.times -= 1;
				faults = faults.filter((other) => other.times > 0);
				return fault.effect;
			}
			return undefined;
		},
		list: () => faults.map((fault) => ({ ...fault })),
		clear() {
			faults = [];
		},
	};
}

/** Reads a fault from JSON. Throws an Error that says what is wrong. */
export function parseFault(value: unknown): Fault {
	if (!isObject(value)) throw new Error('A fault is an object with service, op and effect.');
	const { service, op, after, times } = value;
	if (typeof service !== 'string') throw new Error('service must be the name of a stand-in.');
	if (typeof op !== 'string') throw new Error('op must be the name of an operation, or "*".');
	return { service, op, after: count('after', after), times: count('times', times), effect: parseEffect(value.effect) };
}

function count(name: string, value: unknown): number | undefined {
	if (value === undefined) return undefined;
	if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw new Error(`${name} must be a whole number.`);
	return value;
}

function parseEffect(value: unknown): FaultEffect {
	if (!isObject(value)) throw new Error('effect must be an object with a kind.');
	switch (value.kind) {
		case 'cutBefore':
		case 'cutAfter':
			return { kind: value.kind };
		case 'slow':
			if (typeof value.ms !== 'number') throw new Error('effect.ms must be a number.');
			return { kind: 'slow', ms: value.ms };
		case 'answer':
			if (typeof value.status !== 'number') throw new Error('effect.status must be a number.');
			return { kind: 'answer', status: value.status, headers: parseHeaders(value.headers), body: value.body };
		default:
			throw new Error('effect.kind must be answer, cutBefore, cutAfter or slow.');
	}
}

function parseHeaders(value: unknown): Record<string, string> | undefined {
	if (value === undefined) return undefined;
	if (!isObject(value)) throw new Error('effect.headers must be an object.');
	return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)]));
}
