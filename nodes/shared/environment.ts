import { sleep } from 'n8n-workflow';
import type { Environment } from '../../core/ports/environment';
import type { NodeContext } from './context';
import { phasesOf, progressOf } from './progress';

/** A cancelled execution ends a wait at most this late. */
const SLICE_MS = 1_000;

/**
 * Clock, randomness, log, progress and cancellation for core and connectors. `until` (ms since 1970) ends waits and
 * further calls as a cancelled execution does.
 */
export function n8nEnvironment(context: NodeContext, until = Number.POSITIVE_INFINITY): Environment {
	const signal = 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal?.() : undefined;
	const cancelled = () => (signal?.aborted ?? false) || Date.now() >= until;
	return {
		clock: {
			now: () => Date.now(),
			async sleep(ms) {
				for (let left = ms; left > 0 && !cancelled(); left -= SLICE_MS) await sleep(Math.min(left, SLICE_MS));
			},
		},
		random: Math.random,
		log: (message, data) => context.logger.info(message, data),
		cancelled,
		progress: progressOf(context),
		phase: phasesOf(context),
	};
}
