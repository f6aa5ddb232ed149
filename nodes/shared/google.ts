import { createGoogleContacts, createGoogleMemory, type GoogleMemory } from '../../connectors/google';
import type { CrmAccount } from '../../core/contact/contact';
import type { Environment } from '../../core/ports/environment';
import type { PartnerSide } from '../../core/ports/partner';
import type { NodeContext } from './context';
import type { CallLimits } from './crm';
import { perCredential, readCredential } from './credential';
import { n8nEnvironment } from './environment';
import { counted, n8nHttp } from './http';

export const GOOGLE_CREDENTIAL = 'googleContactsSyncOAuth2Api';

export interface OpenGoogle {
	side: PartnerSide;
	env: Environment;
	/** Runs one at a time for the account, within this process. */
	exclusive: GoogleMemory['exclusive'];
}

const memories = perCredential(createGoogleMemory);

/** The Google account of the node's credential. `crm`: whose records it is paired with. `limits`: what a poll may take. */
export async function openGoogle(context: NodeContext, crm?: CrmAccount, limits: CallLimits = {}): Promise<OpenGoogle> {
	const credential = await readCredential(context, GOOGLE_CREDENTIAL);
	const memory = memories(credential);
	const env = n8nEnvironment(context, limits.until);
	const http = counted(n8nHttp(context, GOOGLE_CREDENTIAL, limits.longestCallMs), limits.counter);
	const side = createGoogleContacts({ http, env, baseUrl: credential.text('baseUrl') || undefined, memory, account: crm });
	return { side, env, exclusive: memory.exclusive };
}
