import { RecordError } from '../../../core/errors';
import { assertGroupsAreThere } from '../groups';
import type { Verdict, WriteRun } from './carryOut';

/** For how long a label that we created may be unknown to Google when contacts join it; two seconds were seen. */
const NEW_GROUP_MS = 60_000;
const NEW_GROUP_WAIT_MS = 2_000;
const MOST_WAITS = 5;

type GroupCheck<Job> = (jobs: readonly Job[], verdicts: readonly Verdict[]) => Promise<readonly Verdict[]>;

/**
 * Looks into contacts that were refused because of a label. One that we just created: waits, and has them sent again.
 * Else the label may have been deleted meanwhile: throws ConfigurationError where it is the label of a flow.
 */
export function createGroupCheck<Job>({ account, env }: WriteRun, groupsOf: (job: Job) => readonly string[]): GroupCheck<Job> {
	let waits = 0;
	const isNew = (id: string): boolean => env.clock.now() < (account.state.newGroups.get(id) ?? Number.NEGATIVE_INFINITY) + NEW_GROUP_MS;

	return async (jobs, verdicts) => {
		const refused = new Set(jobs.filter((job, index) => groupsOf(job).length > 0 && isAboutGroup(verdicts[index])));
		if (refused.size === 0) return verdicts;
		const early = new Set([...refused].filter((job) => groupsOf(job).some(isNew)));
		if (early.size === 0 || waits === MOST_WAITS) {
			await assertGroupsAreThere(account, [...refused].flatMap(groupsOf));
			return verdicts;
		}
		waits += 1;
		await env.clock.sleep(NEW_GROUP_WAIT_MS);
		return verdicts.map((verdict, index) => (early.has(jobs[index] as Job) ? { kind: 'again' } : verdict));
	};
}

/** The wording is not known for certain; the word is all that is relied on. */
function isAboutGroup(verdict: Verdict | undefined): boolean {
	return verdict?.kind === 'failed' && verdict.error instanceof RecordError && /group/i.test(verdict.error.detail);
}
