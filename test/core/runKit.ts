import { createMemoryPartner, type MemoryPartner, type MemoryPartnerSettings } from '../../connectors/memory/partner';
import type { PartnerRecord, PartnerSide } from '../../core/ports/partner';
import { runUpsert, type Incoming, type Operation } from '../../core/sync';
import type { ItemResult, RunReport } from '../../core/sync/report';
import type { FlowSettings } from '../../core/sync/settings';
import { flow } from '../support/contacts';
import { fakeEnvironment, type FakeEnvironment } from '../support/environment';

export interface RunOptions extends Partial<FlowSettings> {
	operation?: Operation;
	mode?: 'apply' | 'preview';
	partner?: PartnerSide;
}

export interface Runner {
	partner: MemoryPartner;
	fake: FakeEnvironment;
	run(items: readonly Incoming[], options?: RunOptions): Promise<RunReport>;
	/** Runs, and answers "action reason" for each item. */
	does(items: readonly Incoming[], options?: RunOptions): Promise<string[]>;
	/** The requests since the last call of this, as "op records". */
	calls(): string[];
	/** The only record there is. */
	only(): PartnerRecord;
	/** Everything that the partner holds, to compare before and after. */
	state(): unknown;
}

/** A flow over an in-memory partner. */
export function runner(changes: Partial<MemoryPartnerSettings> = {}, settings: Partial<FlowSettings> = {}): Runner {
	const fake = fakeEnvironment();
	const partner = createMemoryPartner({ env: fake.env, ...changes });
	let told = 0;
	const run: Runner['run'] = (incoming, { operation = 'upsert', mode = 'apply', partner: side = partner, ...more } = {}) => {
		// So that no two runs have one stamp.
		fake.advance(60_000);
		return runUpsert({ operation, incoming, settings: flow({ ...settings, ...more }), partner: side, env: fake.env, mode });
	};
	return {
		partner,
		fake,
		run,
		does: async (items, options) => (await run(items, options)).results.map(short),
		calls() {
			const fresh = partner.calls.slice(told).map(({ op, records }) => `${op} ${records}`);
			told = partner.calls.length;
			return fresh;
		},
		only() {
			const [record, ...others] = partner.hands.records().values();
			if (!record || others.length > 0) throw new RangeError('not one record');
			return record;
		},
		state: () => structuredClone([...partner.hands.records()]),
	};
}

export function short({ action, reason }: ItemResult): string {
	return `${action} ${reason}`;
}
