import { isEmptied } from '../../core/sync/identity';
import { before, broken, meddled, unsettled } from './twoWayChecks';
import type { History, Step } from './twoWayHistory';
import { mustBeEmpty } from './live';
import { sync, type RunOptions, type Synced } from './twoWayRun';
import type { Tally } from './tally';
import { crmRecords, happen, openWorld, partnerRecords, type World } from './twoWayWorld';

/** A run with everything that must hold after it. */
async function checkedRun(world: World, tally: Tally, options: RunOptions = {}): Promise<Synced> {
	const was = before(world);
	const synced = await sync(world, { ...options, meddled: (did) => meddled(world, was, did) });
	tally.countRun(synced);
	for (const { reason, action, sides } of synced.report?.results ?? []) if (sides.length > 0 && action !== 'failed') tally.count(`${action} ${reason} ${sides.join(' ')}`);
	if (synced.extent) tally.count(`read ${synced.extent}`);
	mustBeEmpty(broken(world, was, synced));
	return synced;
}

function wentThrough({ report, guard }: Synced): boolean {
	return !guard && !report?.summary.stopped && report?.summary.counts.failed === 0;
}

/** Results after which another run may have more to do. */
const MORE_TO_COME = new Set(['ambiguous', 'notFirst', 'merged', 'nextRun', 'outcomeUnknown']);

/** Runs until nothing is written any more, at most three times; how many runs wrote. */
async function rest(world: World, tally: Tally): Promise<number> {
	world.fake.advance(11 * 60_000);
	for (let rounds = 0; ; rounds += 1) {
		const synced = await checkedRun(world, tally, { read: 'everything', budget: 'ample' });
		if (wentThrough(synced)) mustBeEmpty(unsettled(world, synced.writes.length === 0 ? 'atRest' : 'between'));
		if (synced.writes.length === 0) return rounds;
		if (rounds === 3) throw new Error(`not at rest after three rounds: ${synced.writes.join()} ${told(synced)}`);
		world.fake.advance(11 * 60_000);
	}
}

function told({ report }: Synced): string {
	return (report?.results ?? []).map(({ action, reason, contactId, partnerId = '' }) => `${action} ${reason} ${contactId} ${partnerId}`).join(', ');
}

async function take(world: World, step: Step, tally: Tally): Promise<void> {
	switch (step.do) {
		case 'hand':
			return happen(world, step.hand);
		case 'settings': {
			const fields = world.policy.settings.fields.map((rule) => (rule.field === step.rule.field ? step.rule : rule));
			world.policy = { ...world.policy, strict: 'no', settings: { ...world.policy.settings, fields } };
			return;
		}
		case 'run': {
			tally.count(`trouble ${step.trouble.kind}`);
			const { read, trouble } = step;
			const first = await checkedRun(world, tally, { read, trouble, guards: read === 'everything' ? 'on' : 'off' });
			const { crm, partner } = world.policy.delayMs;
			if (trouble.kind === 'none' && wentThrough(first) && crm + partner === 0) await secondRun(world, first, step.read, tally);
		}
	}
}

/** Right after a run that went through, another one writes nothing. */
async function secondRun(world: World, first: Synced, read: 'changes' | 'everything', tally: Tally): Promise<void> {
	if (first.report?.results.some(({ reason }) => MORE_TO_COME.has(reason)) || world.policy.settings.toCrm.linksPerRun === 1) return;
	mustBeEmpty(unsettled(world, 'between'));
	// A record of which nothing is left counts as gone from the next run on, also where one side cleared this and the other that.
	if (first.writes.length > 0 && someoneEmptied(world)) return;
	const again = await checkedRun(world, tally, { read });
	// Where a count fell the CRM is read whole, and more comes to light than its changes told: who was deleted at the partner.
	if (again.extent !== first.extent) return;
	tally.count('second runs');
	if (again.writes.length > 0) throw new Error(`a second run wrote: ${again.writes.join()} ${told(again)}`);
}

function someoneEmptied(world: World): boolean {
	return crmRecords(world).some(({ contact }) => isEmptied(contact)) || partnerRecords(world).some(({ fields }) => isEmptied(fields));
}

/** Lives through a history and comes to rest. */
export async function live({ steps, ...start }: History, tally: Tally, open?: Parameters<typeof openWorld>[1]): Promise<void> {
	tally.count('histories');
	const world = openWorld(start, open);
	for (const step of steps) await take(world, step, tally);
	tally.count(`rest after ${await rest(world, tally)}`);
	const { policy } = start;
	if (partnerRecords(world).some(({ entries }) => entries.some(({ text }) => text.includes('*')))) tally.count('entries with lists cut');
	for (const side of ['crm', 'partner'] as const) if (policy.reshape[side] === 'some') tally.count(`reshaping ${side}`);
	if (policy.delayMs.crm + policy.delayMs.partner > 0) tally.count('late lists');
	if (world.policy.strict === 'yes') tally.count('equal at rest');
	tally.count(`links ${policy.crm.links}`);
	tally.count(`scope ${policy.settings.toCrm.scope.kind}`);
}
