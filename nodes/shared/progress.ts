import type { IExecuteFunctions } from 'n8n-workflow';
import type { Progress } from '../../core/ports/environment';

/** Runs with fewer writes are over before somebody looks. */
const EVERY = 100;

/**
 * Tells how far a long run is, once in a hundred writes: in n8n's log, and for a run that a person has started in the editor
 * also in the browser's console, the one place that n8n has for words of a node that still runs.
 */
export function progressOf(context: IExecuteFunctions): Progress {
	let before = 0;
	return (done, total) => {
		const passed = Math.floor(done / EVERY) > Math.floor((done < before ? 0 : before) / EVERY);
		before = done;
		if (!passed) return;
		const message = `${done} of ${total} writes are done.`;
		context.logger.info(message);
		context.sendMessageToUI(message);
	};
}
