import { createEcomail, createEcomailMemory, MOST_OPEN_CALLS } from '../../connectors/email/ecomail';
import type { ListMemory, ListViews, NotesMemory } from '../../connectors/email/list';
import { createLogin } from '../../connectors/http/login';
import { ConfigurationError } from '../../core/errors';
import type { EmailSide } from '../../core/ports/email';
import type { Environment } from '../../core/ports/environment';
import type { NodeContext } from './context';
import { perCredential, readCredential, type Credential } from './credential';
import { n8nEnvironment } from './environment';
import { counted, n8nHttp, type CallCounter } from './http';

export const ECOMAIL_CREDENTIAL = 'ecomailContactSyncApi';

/** The e-mail marketing tools behind the parameter "Service". */
export type ServiceName = 'ecomail';

/** How the services are called in texts. */
export const SERVICE_TITLES: Record<ServiceName, string> = { ecomail: 'Ecomail' };

export interface OpenEmail {
	side: EmailSide;
	env: Environment;
	credential: Credential;
}

/** What is known of an account's lists. */
export const listMemory = perCredential((): ListMemory => new Map());

/** Who was in its lists when they were read last. */
export const listViews = perCredential((): ListViews => new Map());

/** For whom the subscribers of its lists stand. */
export const notesMemory = perCredential((): NotesMemory => new Map());

const memories = perCredential(createEcomailMemory);
const logins = perCredential(() => createLogin({ now: () => Date.now(), sleep: async () => undefined }, MOST_OPEN_CALLS));

/** The account of the node's credential. */
export async function openEmail(context: NodeContext, service: ServiceName, counter?: CallCounter): Promise<OpenEmail> {
	const env = n8nEnvironment(context);
	switch (service) {
		case 'ecomail': {
			const credential = await readCredential(context, ECOMAIL_CREDENTIAL);
			const baseUrl = credential.text('baseUrl');
			if (baseUrl !== '' && !/^https?:\/\/\S/i.test(baseUrl)) {
				throw new ConfigurationError('Give the base URL in the Ecomail credential with "https://" in front.', 'A base URL without a scheme.');
			}
			const side = createEcomail({ http: counted(n8nHttp(context, ECOMAIL_CREDENTIAL), counter), env, baseUrl, memory: memories(credential), login: logins(credential) });
			return { side, env, credential };
		}
	}
}

/** The service that the node's parameter names. */
export function serviceOf(value: unknown): ServiceName {
	if (value === 'ecomail') return value;
	throw new ConfigurationError('Choose a service.', 'An unknown value of Service.');
}
