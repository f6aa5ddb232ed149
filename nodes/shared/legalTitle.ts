import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { dayOf } from '../../core/activity/rows';
import type { LegalTitleKind } from '../../core/contact/contact';
import { LEGAL_TITLE_KINDS, type LegalTitleRule } from '../../core/contact/legalTitle';

/** The option "Only With Valid Legal Title". */
export type LegalTitleChoice = 'off' | 'consent' | 'consentOrInterest' | 'any';

const KINDS: Record<Exclude<LegalTitleChoice, 'off'>, readonly LegalTitleKind[]> = {
	consent: ['consent'],
	consentOrInterest: ['consent', 'legitimateInterest'],
	any: LEGAL_TITLE_KINDS,
};

/** A title ends with its day where the workflow is. */
export function legalTitleRule(context: IExecuteFunctions, choice: LegalTitleChoice = 'off'): LegalTitleRule | undefined {
	if (choice === 'off') return undefined;
	return { kinds: KINDS[choice], today: dayOf(new Date(Date.now()).toISOString(), context.getTimezone()) };
}

export const legalTitleProperty: INodeProperties = {
	displayName: 'Only With Valid Legal Title',
	name: 'legalTitle',
	type: 'options',
	options: [
		{ name: 'Any Legal Title', value: 'any' },
		{ name: 'Consent', value: 'consent' },
		{ name: 'Consent or Legitimate Interest', value: 'consentOrInterest' },
		{ name: 'Off', value: 'off' },
	],
	default: 'off',
	description: 'Whether people need a legal title that is valid today in RAYNET\'s GDPR module. Without one nobody comes into the list, and when it ends they leave as set under When a Contact Leaves. Companies need none.',
};
