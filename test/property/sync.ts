import type { PartnerRecord, PartnerSide, PartnerWrite } from '../../core/ports/partner';
import { GuardError } from '../../core/errors';
import { runUpsert, type Incoming, type IncomingEvent } from '../../core/sync';
import type { RunReport } from '../../core/sync/report';
import type { GuardName } from '../../core/sync/settings';
import type { Trouble } from './history';
import { editRecord, fingerprint, recordsOf, type World } from './world';

const ALL_GUARDS: GuardName[] = ['emptySide', 'massLeave', 'massClear', 'massChange', 'settingsChanged', 'accountFull'];

export interface SyncOptions {
	trouble?: Trouble;
	guards?: 'on' | 'off';
	mode?: 'apply' | 'preview';
	/** Told of a record that a person edited in the middle of the run. */
	meddled?(was: PartnerRecord, is: PartnerRecord): void;
}

export interface Synced {
	items: readonly Incoming[];
	report?: RunReport;
	guard?: GuardError;
	/** The run's requests, without the reading. */
	writes: number;
}

/** The items that the CRM's trigger hands over: what changed since it was handed over, or everything. */
export function itemsOf(world: World, which: 'changed' | 'all'): Incoming[] {
	const rows = world.rows.filter(({ news }) => which === 'all' || news !== 'none');
	return rows.map(({ contact, state, news }) => {
		const event: IncomingEvent = state === 'deleted' ? 'deleted' : state === 'out' ? 'left' : news === 'none' ? 'updated' : news;
		return { key: contact.id, contact, event };
	});
}

/** One run of the flow. */
export async function sync(world: World, items: readonly Incoming[], { trouble = { kind: 'none' }, guards = 'off', mode = 'apply', meddled }: SyncOptions = {}): Promise<Synced> {
	if (trouble.kind === 'restart') {
		world.fake.advance(11 * 60_000);
		world.side = world.partner.connect();
	}
	world.fake.advance(1_500);
	world.trouble.now = trouble;
	world.trouble.requests = 0;
	const before = world.partner.calls.length;
	const settings = { ...world.policy.settings, overrides: guards === 'off' ? ALL_GUARDS : [] };
	const partner = trouble.kind === 'meddle' ? meddling(world, trouble, meddled) : world.side;
	try {
		const report = await runUpsert({ operation: 'upsert', incoming: items, settings, partner, env: world.fake.env, mode });
		world.groupId = report.groupId ?? world.groupId;
		if (mode === 'apply') handedOver(world, report);
		return { items, report, writes: writesSince(world, before) };
	} catch (error) {
		if (!(error instanceof GuardError)) throw error;
		return { items, guard: error, writes: writesSince(world, before) };
	} finally {
		world.trouble.now = { kind: 'none' };
	}
}

function writesSince(world: World, before: number): number {
	return world.partner.calls.slice(before).filter(({ op }) => op !== 'snapshot').length;
}

/** What failed stays news; what went through is settled, so that a later edit of the record is an edit. */
function handedOver(world: World, report: RunReport): void {
	const open = new Set(report.results.filter(({ action, reason }) => action === 'failed' || reason === 'outcomeUnknown').map(({ contactId }) => contactId));
	for (const row of world.rows) {
		if (report.results.some(({ contactId }) => contactId === row.contact.id) && !open.has(row.contact.id)) row.news = 'none';
	}
	for (const { partnerId = '', action, conflicts } of world.policy.settings.leaving === 'delete' ? report.results : []) {
		const record = world.partner.hands.records().get(partnerId);
		// Leaving merges no values: what was edited before is an edit still.
		if (!record || action === 'failed' || action === 'leave' || action === 'skip') continue;
		const prints = new Map(fingerprint(world, record));
		// A conflict that was only reported settles nothing: editing the value back to what it was is no edit.
		for (const { field, winner } of conflicts) {
			const before = world.settled.get(partnerId)?.get(field);
			if (winner === 'neither' && before !== undefined) prints.set(field, before);
		}
		world.settled.set(partnerId, prints);
	}
}

/** Before the run's first requests of writes, a person edits one of the records that are about to be updated. */
function meddling(world: World, { at, change }: Extract<Trouble, { kind: 'meddle' }>, meddled: SyncOptions['meddled']): PartnerSide {
	let left = at;
	return {
		...world.side,
		write(writes: readonly PartnerWrite[]) {
			const target = writes.find((write) => write.op === 'update');
			const record = target?.op === 'update' ? recordsOf(world).find(({ id }) => id === target.record.id) : undefined;
			if (record && left-- > 0) {
				editRecord(world, record, { ...change, at: change.at + left });
				meddled?.(record, world.partner.hands.records().get(record.id) as PartnerRecord);
			}
			return world.side.write(writes);
		},
	};
}
