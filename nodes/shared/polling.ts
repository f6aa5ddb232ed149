import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { GuardError, RetriableError } from '../../core/errors';

type Polled = INodeExecutionData[][] | null;

/** Of a durable poll, where n8n does not tell. */
const SHORTEST_BUDGET_MS = 36_000;

const running = new WeakSet<IDataObject>();

/** n8n starts the next poll of a workflow although the last one still runs; both would read the same changes. */
export async function onceAtATime(context: IPollFunctions, poll: (data: IDataObject) => Promise<Polled>): Promise<Polled> {
	const data = context.getWorkflowStaticData('node');
	if (running.has(data)) return null;
	running.add(data);
	try {
		return await poll(data);
	} finally {
		running.delete(data);
	}
}

/** What n8n lets a poll take. */
export interface PollTime {
	/** For the calls: none begins after `until` (ms since 1970). */
	limits: { until: number; longestCallMs: number };
	/** No further page is begun after this. */
	halfTime: number;
}

export function pollTime(context: IPollFunctions): PollTime {
	const startedAt = Date.now();
	const budgetMs = context.getPollBudgetMs?.() ?? SHORTEST_BUDGET_MS;
	return { limits: { until: startedAt + budgetMs * 0.9, longestCallMs: budgetMs * 0.4 }, halfTime: startedAt + budgetMs / 2 };
}

/** The error of a poll that used up its time: n8n has cancelled nothing. */
export function inTime(error: unknown, service: string): unknown {
	if (!(error instanceof GuardError) || error.reason !== 'cancelled') return error;
	return new RetriableError(`${service} took too long to answer. The next poll goes on.`, 'The poll used up its time.');
}

/** The first poll decides whether a workflow can be activated: an outage must not prevent that. */
export function isOutage(error: unknown): error is RetriableError | GuardError {
	return error instanceof RetriableError || error instanceof GuardError;
}
