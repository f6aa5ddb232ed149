import type { FastifyRequest } from 'fastify';
import type { Call } from './types';

export type CallFacts = Partial<Pick<Call, 'committed' | 'units' | 'records'>>;

export interface CallLog {
	/** Opens the entry of a request; it shows in `list` once it is ended. */
	begin(request: FastifyRequest, entry: Pick<Call, 'service' | 'op' | 'method' | 'path' | 'at'>): void;
	note(request: FastifyRequest, facts: CallFacts): void;
	end(request: FastifyRequest, status: Call['status']): void;
	/** Finished calls in the order in which they arrived. */
	list(service?: string): Call[];
	clear(): void;
}

export function createCallLog(): CallLog {
	let calls: Call[] = [];
	let count = 0;
	const running = new Map<FastifyRequest, Call>();
	return {
		begin(request, entry) {
			count += 1;
			running.set(request, { n: count, ...entry, status: 0, committed: false, units: {}, records: 0 });
		},
		note(request, facts) {
			const call = running.get(request);
			if (call) Object.assign(call, facts);
		},
		end(request, status) {
			const call = running.get(request);
			if (!call) return;
			running.delete(request);
			calls.push({ ...call, status });
		},
		list(service) {
			const chosen = service === undefined ? calls : calls.filter((call) => call.service === service);
			return chosen.map((call) => ({ ...call, units: { ...call.units } })).sort((a, b) => a.n - b.n);
		},
		clear() {
			calls = [];
			count = 0;
			running.clear();
		},
	};
}
