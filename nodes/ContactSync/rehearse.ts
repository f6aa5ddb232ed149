import { GuardError } from '../../core/errors';
import type { CrmRecord } from '../../core/ports/crm';
import type { PartnerSnapshot } from '../../core/ports/partner';
import { runSync, type SyncAnswer, type SyncRequest } from '../../core/sync';
import { GUARD_TITLES } from '../../core/sync/guards';
import type { GuardName } from '../../core/sync/settings';
import { rememberingCrm, rememberingPartner, TOO_MANY_READS, type RememberingCrm } from './remember';

/** A guard that would stop the run. */
export interface Tripped {
	guard: GuardName;
	message: string;
}

/** What a run would do, found out without writing. */
export interface Rehearsal {
	/** Absent where a guard would stop the run and the plan behind it would cost too much reading. */
	answer?: SyncAnswer;
	guards: readonly Tripped[];
	crm: RememberingCrm;
	records: ReadonlyMap<string, CrmRecord>;
	partner?: PartnerSnapshot;
}

/** The plan behind a guard is made for people to look at; it may cost this many calls more. */
const MOST_READS = 500;

/** Plans a run and writes nothing. A guard that would stop it is told, and the plan goes on behind it. */
export async function rehearse(request: Omit<SyncRequest, 'mode'>): Promise<Rehearsal> {
	const crm = rememberingCrm(request.crm);
	const partner = rememberingPartner(request.partner);
	const guards: Tripped[] = [];
	const told = (): Omit<Rehearsal, 'answer'> => ({ guards, crm, records: crm.records, partner: partner.read() });
	for (;;) {
		const overrides = [...request.settings.overrides, ...guards.map(({ guard }) => guard)];
		const settings = { ...request.settings, overrides };
		const outcome = await runSync({ ...request, crm: crm.side, partner: partner.side, settings, mode: 'preview' }).catch(expectGuard);
		if (!(outcome instanceof GuardError)) return { ...told(), answer: outcome };
		if (outcome.reason === TOO_MANY_READS) return told();
		const guard = guardNamed(outcome.reason);
		if (!guard || overrides.includes(guard)) throw outcome;
		guards.push({ guard, message: outcome.message });
		crm.limitReads(MOST_READS);
	}
}

function expectGuard(error: unknown): GuardError {
	if (error instanceof GuardError) return error;
	throw error;
}

function guardNamed(reason: string): GuardName | undefined {
	return (Object.keys(GUARD_TITLES) as GuardName[]).find((name) => name === reason);
}
