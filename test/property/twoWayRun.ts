import { GuardError } from '../../core/errors';
import { runSync, type RunMode, type SyncAnswer } from '../../core/sync';
import type { RunReport } from '../../core/sync/report';
import type { GuardName } from '../../core/sync/settings';
import type { Hand, Trouble } from './twoWayHistory';
import { crmRecords, happen, partnerRecords, type World } from './twoWayWorld';
import { fingerprint } from './world';

const ALL_GUARDS: GuardName[] = ['emptySide', 'massLeave', 'massClear', 'massChange', 'settingsChanged', 'accountFull'];

export interface RunOptions {
	read?: RunMode;
	trouble?: Trouble;
	guards?: 'on' | 'off';
	mode?: 'apply' | 'preview';
	/** asSet: as the policy has it. ample: enough for everything. */
	budget?: 'asSet' | 'ample';
	/** Told of what a person did in the middle of the run. */
	meddled?(did: () => void): void;
}

export interface Synced {
	report?: RunReport;
	guard?: GuardError;
	extent?: SyncAnswer['extent'];
	/** The run's requests that write, of both sides, as "side.op". */
	writes: string[];
}

const READS = new Set(['check', 'readWindow', 'changes', 'read', 'findByLink', 'recent', 'choices', 'snapshot', 'groups']);

/** One run of the flow. */
export async function sync(world: World, { read = 'changes', trouble = { kind: 'none' }, guards = 'off', mode = 'apply', budget = 'asSet', meddled = (did) => did() }: RunOptions = {}): Promise<Synced> {
	if (trouble.kind === 'restart' || trouble.kind === 'lostState') anotherProcess(world, trouble.kind);
	world.fake.advance(1_500);
	world.trouble.now = trouble;
	world.trouble.requests = 0;
	world.trouble.meddle = (hand: Hand) => meddled(() => happen(world, hand));
	const told = { crm: world.crm.calls.length, partner: world.partner.calls.length };
	const writes = () => [...world.crm.calls.slice(told.crm).map(({ op }) => ['crm', op] as const), ...world.partner.calls.slice(told.partner).map(({ op }) => ['partner', op] as const)]
		.filter(([, op]) => !READS.has(op))
		.map(([side, op]) => `${side}.${op}`);
	const { toCrm } = world.policy.settings;
	const ample = budget === 'ample' ? { writesPerRun: 1_000, linksPerRun: 1_000 } : {};
	const settings = { ...world.policy.settings, scope: JSON.stringify(toCrm.scope), toCrm: { ...toCrm, ...ample }, overrides: guards === 'off' ? ALL_GUARDS : [] };
	try {
		const { report, state, extent } = await runSync({ ...world.sides, settings, recordTypes: ['person', 'company'], state: world.state, read, env: world.fake.env, mode });
		world.groupId = report.groupId ?? world.groupId;
		world.state = JSON.parse(JSON.stringify(state)) as unknown;
		for (const { contactId, warnings } of report.results) if (warnings.some(({ code }) => code === 'linkedFromOutside')) world.fromOutside.add(contactId);
		if (mode === 'apply') {
			openAfter(world, report);
			settledBy(world, report);
		}
		return { report, extent, writes: writes() };
	} catch (error) {
		if (!(error instanceof GuardError)) throw error;
		return { guard: error, writes: writes() };
	} finally {
		world.trouble.now = { kind: 'none' };
	}
}

/** It knows nothing of what the one before did; the state that n8n keeps may be lost, too. */
function anotherProcess(world: World, kind: 'restart' | 'lostState'): void {
	if (world.policy.delayMs.crm + world.policy.delayMs.partner > 0) world.fake.advance(11 * 60_000);
	world.sides = { crm: world.crm.connect(), partner: world.partner.connect() };
	if (kind === 'lostState') world.state = undefined;
}

function openAfter({ open }: World, { results }: RunReport): void {
	for (const { contactId, action, conflicts } of results) {
		if (action !== 'failed') open.set(contactId, new Set(conflicts.filter(({ winner }) => winner === 'neither').map(({ field }) => field)));
	}
}

/** Where records may be deleted, it has to be known what a run settled, so that a later edit is known as an edit. */
function settledBy(world: World, report: RunReport): void {
	const { leaving, toCrm } = world.policy.settings;
	if (leaving !== 'delete' && toCrm.leaving !== 'delete') return;
	const crm = new Map(crmRecords(world).map((record) => [record.contact.id, { fields: record.contact }]));
	const partner = new Map(partnerRecords(world).map((record) => [record.id, record]));
	for (const { contactId, partnerId = '', action, conflicts } of report.results) {
		if (action === 'failed' || action === 'leave' || action === 'skip') continue;
		const open = conflicts.filter(({ winner }) => winner === 'neither').map(({ field }) => field);
		for (const [id, record] of [[contactId, crm.get(contactId)], [partnerId, partner.get(partnerId)]] as const) {
			if (!record) continue;
			const prints = new Map(fingerprint(world, record));
			const before = new Map(world.settled.get(id));
			for (const field of open) if (before.has(field)) prints.set(field, before.get(field) ?? '');
			world.settled.set(id, prints);
		}
	}
}
