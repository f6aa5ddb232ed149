import fc from 'fast-check';
import type { CrmAccount } from '../../core/contact/contact';
import type { CrmCapabilities, CrmScope } from '../../core/ports/crm';
import type { Hand, History, Policy, Trouble } from './twoWayHistory';

/** What a CRM behind a stand-in lets a history have. */
export interface CrmTraits {
	account: CrmAccount;
	capabilities: Pick<CrmCapabilities, 'writable' | 'slots' | 'links' | 'stampResolutionMs'>;
	scopes: readonly CrmScope[];
}

/** The same histories, with such a CRM in the place of the reference one. */
export function historiesWith<T extends CrmTraits>(histories: fc.Arbitrary<History>, traits: fc.Arbitrary<T>): fc.Arbitrary<{ history: History; traits: T }> {
	return fc
		.record({ history: histories, traits, at: fc.nat(7) })
		.map(({ history: { policy, crm, ...others }, traits: chosen, at }) => ({
			traits: chosen,
			history: { ...others, policy: policyWith(policy, chosen, at), crm: crm.map((one) => ({ ...one, company: false })) },
		}));
}

/** The same history with Google behind its stand-in: nobody writes entries there, it has room for every address, and its lists are not late. */
export function withoutEntryHands({ policy, steps, ...others }: History): History {
	const rest: Policy = { ...policy, emailSlots: undefined };
	const plain = (hand: Hand): Hand => (hand.do === 'foreignEntry' || hand.do === 'loseEntry' ? { ...hand, do: 'befriend' } : hand);
	const calm = (trouble: Trouble): Trouble => (trouble.kind === 'meddle' ? { ...trouble, hand: plain(trouble.hand) } : trouble);
	return {
		...others,
		policy: { ...rest, reshape: { ...rest.reshape, partner: 'none' }, delayMs: { ...rest.delayMs, partner: 0 } },
		steps: steps.map((step) => (step.do === 'hand' ? { ...step, hand: plain(step.hand) } : step.do === 'run' ? { ...step, trouble: calm(step.trouble) } : step)),
	};
}

function policyWith(policy: Policy, { account, capabilities, scopes }: CrmTraits, at: number): Policy {
	const { writable, slots, links, stampResolutionMs } = capabilities;
	const { toCrm, ...settings } = policy.settings;
	const scope = scopes[at % scopes.length] ?? toCrm.scope;
	return {
		...policy,
		crm: { ...policy.crm, writable, slots, links, stampResolutionMs },
		settings: { ...settings, account, crmStampResolutionMs: stampResolutionMs, toCrm: { ...toCrm, scope } },
		reshape: { ...policy.reshape, crm: 'none' },
		strict: 'no',
	};
}
