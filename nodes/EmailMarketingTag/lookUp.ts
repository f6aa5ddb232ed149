import type { IExecuteFunctions } from 'n8n-workflow';
import { emailKey } from '../../core/contact/email';
import type { SubscribeSettings } from '../../core/email';
import { ConfigurationError } from '../../core/errors';
import { crmChoices } from '../shared/choices';
import { openCrm } from '../shared/crm';
import type { TagNodeSettings } from './settings';

/** Each address is four calls to the CRM. More newcomers than this are a first import, in which everybody is compared with everybody. */
const MOST_ADDRESSES = 50;

/** What the items do not tell, asked of the CRM. */
export interface LookUp {
	/** Of these addresses, those of which some record of the CRM is opted out. */
	optedOut(emails: readonly string[]): Promise<ReadonlySet<string>>;
	owners(): Promise<'one' | 'several'>;
	/** Says what was left out. */
	tell(context: IExecuteFunctions): void;
}

export async function openLookUp(context: IExecuteFunctions, { operation, lookUp }: TagNodeSettings): Promise<LookUp | undefined> {
	if (operation !== 'upsert' || lookUp !== 'crm') return undefined;
	const crm = await openCrm(context, 'raynet');
	let unasked = 0;
	return {
		async optedOut(emails) {
			const asked = emails.length > MOST_ADDRESSES ? [] : emails;
			unasked += emails.length - asked.length;
			const found = new Set<string>();
			for (const email of asked) {
				const records = (await crm.side.findByEmail?.(email)) ?? [];
				const own = records.filter(({ contact }) => (contact.emails ?? []).some(({ value }) => emailKey(value) === email));
				if (own.some(({ contact }) => contact.doNotEmail === true)) found.add(email);
			}
			return found;
		},
		owners: async () => ((await crmChoices(crm, 'owner', crm.side.capabilities.recordTypes)).length > 1 ? 'several' : 'one'),
		tell(run) {
			if (unasked === 0) return;
			run.addExecutionHints?.({
				message: `RAYNET was not asked about ${unasked} new addresses, because one run asks about ${MOST_ADDRESSES} at most. They were compared with the other contacts of this run; a nightly Contact Sync with the list looks at everybody.`,
				type: 'info',
				location: 'outputPane',
			});
		},
	};
}

/** The settings without the owner, where the owner is not to be told. */
export async function withOwner({ subscribe, owner, operation }: TagNodeSettings, lookUp: LookUp | undefined): Promise<SubscribeSettings> {
	if (operation !== 'upsert' || owner === 'always') return subscribe;
	if (!lookUp) throw new ConfigurationError('Turn on Ask RAYNET, or set the option Owner to Always: the items alone do not tell how many owners there are.');
	return (await lookUp.owners()) === 'several' ? subscribe : { ...subscribe, listFields: { ...subscribe.listFields, owner: '' } };
}
