import fc from 'fast-check';
import type { CrmAccount } from '../../core/contact/contact';
import type { CrmCapabilities, CrmScope } from '../../core/ports/crm';
import type { Hand, History, Policy, Step } from './twoWayHistory';

/** What a CRM behind a stand-in lets a history have. */
export interface CrmTraits {
	account: CrmAccount;
	capabilities: Pick<CrmCapabilities, 'writable' | 'slots' | 'links' | 'stampResolutionMs'>;
	scopes: readonly CrmScope[];
	/** Whether its lists may be late. */
	lists: 'prompt' | 'late';
	/** What people do that shows only when everything is read. */
	unseen(hand: Hand): boolean;
}

/** The same histories, with such a CRM in the place of the reference one. */
export function historiesWith<T extends CrmTraits>(histories: fc.Arbitrary<History>, traits: fc.Arbitrary<T>): fc.Arbitrary<{ history: History; traits: T }> {
	return fc
		.record({ history: histories, traits, at: fc.nat(7) })
		.map(({ history: { policy, crm, partner, steps }, traits: chosen, at }) => ({
			traits: chosen,
			history: { partner, policy: policyWith(policy, chosen, at), crm: crm.map((one) => ({ ...one, company: false })), steps: seen(steps, chosen) },
		}));
}

/** The same steps; a run that follows on what only a whole reading shows reads everything. */
function seen(steps: readonly Step[], { unseen }: CrmTraits): Step[] {
	let due: 'changes' | 'everything' = 'changes';
	return steps.map((step) => {
		if (step.do === 'hand' && unseen(step.hand)) due = 'everything';
		if (step.do !== 'run') return step;
		const read = due === 'everything' ? due : step.read;
		if (step.trouble.kind === 'none') due = 'changes';
		if (step.trouble.kind === 'meddle' && unseen(step.trouble.hand)) due = 'everything';
		return { ...step, read };
	});
}

function policyWith(policy: Policy, { account, capabilities, scopes, lists }: CrmTraits, at: number): Policy {
	const { writable, slots, links, stampResolutionMs } = capabilities;
	const { toCrm, ...settings } = policy.settings;
	const scope = scopes[at % scopes.length] ?? toCrm.scope;
	return {
		...policy,
		crm: { ...policy.crm, writable, slots, links, stampResolutionMs },
		settings: { ...settings, account, crmStampResolutionMs: stampResolutionMs, toCrm: { ...toCrm, scope } },
		reshape: { ...policy.reshape, crm: 'none' },
		delayMs: { ...policy.delayMs, crm: lists === 'late' ? policy.delayMs.crm : 0 },
		strict: 'no',
	};
}
