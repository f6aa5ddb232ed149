import { createMemoryCrm, type MemoryCrm, type MemoryCrmSettings } from '../../connectors/crm/memory';
import { createMemoryPartner, type MemoryPartner, type MemoryPartnerSettings } from '../../connectors/memory/partner';
import type { ContactFields, RecordType } from '../../core/contact/contact';
import type { CrmSide } from '../../core/ports/crm';
import type { PartnerSide } from '../../core/ports/partner';
import { runSync, type RunMode, type SyncAnswer } from '../../core/sync';
import type { ItemResult } from '../../core/sync/report';
import type { FlowSettings, ToCrmSettings } from '../../core/sync/settings';
import { fieldRules, flow } from '../support/contacts';
import { fakeEnvironment, type FakeEnvironment } from '../support/environment';

export const TAG = 'Google';
export const LABEL = 'CRM';

export interface SyncOptions extends Partial<Omit<FlowSettings, 'toCrm'>> {
	toCrm?: Partial<ToCrmSettings>;
	read?: RunMode;
	mode?: 'apply' | 'preview';
	crm?: CrmSide;
	partner?: PartnerSide;
	/** fresh: as another process that knows nothing. */
	state?: 'kept' | 'fresh';
	/** Default both. */
	recordTypes?: readonly RecordType[];
}

export interface TwoWay {
	crm: MemoryCrm;
	partner: MemoryPartner;
	fake: FakeEnvironment;
	run(options?: SyncOptions): Promise<SyncAnswer>;
	/** Runs, and answers "action reason sides" for each contact that is not unchanged. */
	does(options?: SyncOptions): Promise<string[]>;
	/** The requests on both sides since the last call of this, as "crm.op" and "partner.op". */
	calls(): string[];
	/** A person puts a contact into the scope, or into the label. */
	inCrm(fields: ContactFields, more?: { recordType?: RecordType; scope?: 'in' | 'out' }): string;
	inPartner(fields: ContactFields, label?: 'in' | 'out'): string;
	crmFields(recordId: string): ContactFields;
	partnerFields(id: string): ContactFields;
	/** The partner record of a CRM record. */
	partnerOf(recordId: string): string;
	labelId(): string;
	/** Everything both sides hold, to compare before and after. */
	held(): unknown;
}

/** A two-way flow over two sides in memory. */
export function twoWay(settings: SyncOptions = {}, sides: { crm?: Partial<MemoryCrmSettings>; partner?: Partial<MemoryPartnerSettings> } = {}): TwoWay {
	const fake = fakeEnvironment();
	const account = { crm: 'raynet', account: 'acme' };
	const crm = createMemoryCrm({ env: fake.env, account, ...sides.crm });
	const partner = createMemoryPartner({ env: fake.env, ...sides.partner });
	let state: unknown;
	const told = { crm: 0, partner: 0 };
	const run: TwoWay['run'] = async (options = {}) => {
		fake.advance(60_000);
		const { toCrm, read = 'changes', mode = 'apply', crm: crmSide = crm, partner: partnerSide = partner, state: memory = 'kept', recordTypes = ['person', 'company'], ...rest } = { ...settings, ...options, toCrm: { ...settings.toCrm, ...options.toCrm } };
		const scope = toCrm.scope ?? { kind: 'tag', tag: TAG };
		const base = flow({ scope: JSON.stringify(scope), fields: fieldRules('both'), group: { by: 'name', name: LABEL }, ...rest });
		const answer = await runSync({
			crm: crmSide,
			partner: partnerSide,
			settings: { ...base, toCrm: { scope, leaving: 'leave', creates: 'people', writesPerRun: 1_000, linksPerRun: 1_000, ...toCrm } },
			recordTypes,
			state: memory === 'fresh' ? undefined : state,
			read,
			env: fake.env,
			mode,
		});
		state = JSON.parse(JSON.stringify(answer.state)) as unknown;
		return answer;
	};
	const labelId = (): string => {
		for (const record of partner.hands.records().values()) for (const id of record.groups) if (id !== 'visible') return id;
		return label;
	};
	const label = partner.hands.createGroup(LABEL).id;
	return {
		crm,
		partner,
		fake,
		run,
		does: async (options) => (await run(options)).report.results.filter(({ action }) => action !== 'unchanged').map(shortSides),
		calls() {
			const fresh = [...crm.calls.slice(told.crm).map(({ op }) => `crm.${op}`), ...partner.calls.slice(told.partner).map(({ op }) => `partner.${op}`)];
			told.crm = crm.calls.length;
			told.partner = partner.calls.length;
			return fresh;
		},
		inCrm: (fields, { recordType = 'person', scope = 'in' } = {}) => crm.hands.put({ recordType, ...fields, tags: scope === 'in' ? [TAG] : [] }),
		inPartner: (fields, where = 'in') => partner.hands.create(fields, where === 'in' ? [label] : []),
		crmFields: (recordId) => crm.hands.records().get(recordId)?.contact ?? {},
		partnerFields: (id) => partner.hands.records().get(id)?.fields ?? {},
		partnerOf: (recordId) => [...partner.hands.records().values()].find(({ externalIds }) => externalIds.some((id) => id.endsWith(`:${recordId}`)))?.id ?? '',
		labelId,
		held: () => structuredClone([[...crm.hands.records()], [...partner.hands.records()]]),
	};
}

export function shortSides({ action, reason, sides }: ItemResult): string {
	return [action, reason, ...sides].join(' ');
}
