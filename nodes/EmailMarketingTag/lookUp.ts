import type { IExecuteFunctions } from 'n8n-workflow';
import type { SubscribeSettings } from '../../core/email';
import { ConfigurationError } from '../../core/errors';
import { optedOutInCrm } from '../../core/sync/sharedOptOut';
import { crmChoices } from '../shared/choices';
import { openCrm } from '../shared/crm';
import type { TagNodeSettings } from './settings';

/** What the items do not tell, asked of the CRM. */
export interface LookUp {
	/** Of these addresses, those of which some record of the CRM is opted out. */
	optedOut(emails: readonly string[]): Promise<ReadonlySet<string>>;
	owners(): Promise<'one' | 'several'>;
}

export async function openLookUp(context: IExecuteFunctions, { operation, lookUp }: TagNodeSettings): Promise<LookUp | undefined> {
	if (operation !== 'upsert' || lookUp !== 'crm') return undefined;
	const crm = await openCrm(context, 'raynet');
	return {
		optedOut: (emails) => optedOutInCrm(crm.side, emails),
		owners: async () => ((await crmChoices(crm, 'owner', crm.side.capabilities.recordTypes)).length > 1 ? 'several' : 'one'),
	};
}

/** The settings without the owner, where the owner is not to be told. */
export async function withOwner({ subscribe, owner, operation }: TagNodeSettings, lookUp: LookUp | undefined): Promise<SubscribeSettings> {
	if (operation !== 'upsert' || owner === 'always') return subscribe;
	if (!lookUp) throw new ConfigurationError('Turn on Ask RAYNET, or set the option Owner to Always: the items alone do not tell how many owners there are.');
	return (await lookUp.owners()) === 'several' ? subscribe : { ...subscribe, listFields: { ...subscribe.listFields, owner: '' } };
}
