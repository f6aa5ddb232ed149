import { creatioWithGoogle } from './creatioWithGoogle';
import { campaignActivity } from './mail/campaignActivity';
import { raynetToEcomail } from './mail/raynetToEcomail';
import { tagsToRaynet } from './mail/tagsToRaynet';
import { unsubscribes } from './mail/unsubscribes';
import { manyAccounts } from './manyAccounts';
import { nightlyCheck } from './nightlyCheck';
import { raynetToGoogle } from './raynetToGoogle';
import { raynetWithGoogle } from './raynetWithGoogle';
import { simpleCrmWithGoogle } from './simpleCrmWithGoogle';
import type { Scenario } from './types';

export type { Report, Scenario, Stage, Step } from './types';

/** In the order in which the demo shows them. */
export const scenarios: readonly Scenario[] = [
	raynetToGoogle,
	raynetWithGoogle,
	creatioWithGoogle,
	simpleCrmWithGoogle,
	raynetToEcomail,
	tagsToRaynet,
	unsubscribes,
	campaignActivity,
	// They change hundreds of records, which a poll of the next minutes would leave for the one after it.
	manyAccounts,
	nightlyCheck,
];
