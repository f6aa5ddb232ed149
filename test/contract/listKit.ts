import { createMemoryCrm, type MemoryCrm, type MemoryCrmSettings } from '../../connectors/crm/memory';
import { createListPartner, type ListPartnerSettings } from '../../connectors/email/list';
import type { ContactFields } from '../../core/contact/contact';
import type { EmailSide, SubscriberFields, SubscriberState } from '../../core/ports/email';
import type { Environment } from '../../core/ports/environment';
import type { PartnerSide } from '../../core/ports/partner';
import { readOnly, runSync, type RunMode, type SyncAnswer } from '../../core/sync';
import type { FlowSettings, ToCrmSettings } from '../../core/sync/settings';
import { fieldRules, flow } from '../support/contacts';

/** What the service holds of an address, read without a connector. */
export interface HeldInList {
	state: SubscriberState;
	fields: SubscriberFields;
	tags: readonly string[];
	customFields: Readonly<Record<string, string>>;
	source?: string;
}

/** An account of an e-mail marketing service with one list, empty at first. Its clock is the run's clock. */
export interface ListWorld {
	env: Environment;
	listId: string;
	/** A connector of the same account in a new process. */
	connect(): EmailSide;
	hands: {
		/** Adds the address to the list, or changes what is given. "" clears a field. */
		put(email: string, more?: { fields?: SubscriberFields; tags?: readonly string[]; customFields?: Readonly<Record<string, string>> }): void;
		state(email: string, state: SubscriberState): void;
		untag(email: string, tag: string): void;
		erase(email: string): void;
	};
	held(email: string): HeldInList | undefined;
	advance(ms: number): void;
}

export const TAG = 'raynet';
/** Of the CRM. */
export const SCOPE = 'News';
export const EVA: ContactFields = {
	firstName: 'Eva',
	lastName: 'Nováková',
	emails: [{ value: 'eva@example.com', type: 'work' }],
	phones: [{ value: '+420777123456', type: 'mobile' }],
	addresses: [{ type: 'work', street: 'Dlouhá 1', city: 'Praha', region: 'Praha 1', postalCode: '110 00', countryCode: 'CZ' }],
	company: { name: 'Acme', title: 'Ředitelka', department: 'Vedení' },
};

export interface ListFlow {
	crm: MemoryCrm;
	partner: PartnerSide;
	run(options?: RunOptions): Promise<SyncAnswer>;
	/** Runs, and answers "action reason sides" for each contact that is not unchanged. */
	does(options?: RunOptions): Promise<string[]>;
	inCrm(fields: ContactFields, scope?: 'in' | 'out'): string;
	crmFields(recordId: string): ContactFields;
	/** Another process that knows nothing of this one. */
	restart(): void;
}

export interface RunOptions extends Partial<Omit<FlowSettings, 'toCrm'>> {
	toCrm?: Partial<ToCrmSettings>;
	read?: RunMode;
	mode?: 'apply' | 'preview';
	direction?: 'both' | 'toPartner';
}

/** Contact Sync between a CRM in memory and the list. */
export function listFlow(world: ListWorld, settings: { crm?: Partial<MemoryCrmSettings>; list?: Partial<ListPartnerSettings>; flow?: RunOptions } = {}): ListFlow {
	const { env, listId } = world;
	const crm = createMemoryCrm({ env, account: { crm: 'raynet', account: 'acme' }, slots: { emails: 2, phones: 2, addresses: 1 }, ...settings.crm });
	const open = (): PartnerSide => createListPartner({ side: world.connect(), env, listId, tag: TAG, source: 'raynet', ...settings.list });
	let partner = open();
	let state: unknown;
	const run: ListFlow['run'] = async (options = {}) => {
		world.advance(60_000);
		const { toCrm, read = 'changes', mode = 'apply', direction = 'both', ...rest } = { ...settings.flow, ...options, toCrm: { ...settings.flow?.toCrm, ...options.toCrm } };
		const scope = { kind: 'tag', tag: SCOPE } as const;
		const base = flow({ scope: JSON.stringify(scope), fields: fieldRules('both'), group: { by: 'name', name: TAG }, matchBy: ['email'], visibility: 'groupOnly', ...rest });
		const answer = await runSync({
			crm: direction === 'both' ? crm : readOnly(crm),
			partner,
			settings: { ...base, toCrm: { scope, leaving: 'leave', creates: 'nothing', writesPerRun: 1_000, linksPerRun: 1_000, ...toCrm } },
			recordTypes: ['person', 'company'],
			state,
			read,
			env,
			mode,
		});
		state = JSON.parse(JSON.stringify(answer.state)) as unknown;
		return answer;
	};
	return {
		crm,
		get partner() {
			return partner;
		},
		run,
		does: async (options) => (await run(options)).report.results.filter(({ action }) => action !== 'unchanged').map(({ action, reason, sides }) => [action, reason, ...sides].join(' ')),
		inCrm: (fields, scope = 'in') => crm.hands.put({ recordType: 'person', ...fields, tags: scope === 'in' ? [SCOPE] : [] }),
		crmFields: (recordId) => crm.hands.records().get(recordId)?.contact ?? {},
		restart() {
			partner = open();
			state = undefined;
		},
	};
}
