import { createRaynet, MOST_OPEN_CALLS } from '../../connectors/crm/raynet';
import { createLogin } from '../../connectors/http/login';
import { ConfigurationError } from '../../core/errors';
import type { CrmSide } from '../../core/ports/crm';
import type { Environment } from '../../core/ports/environment';
import type { NodeContext } from './context';
import { perCredential, readCredential, type Credential } from './credential';
import { n8nEnvironment } from './environment';
import { n8nHttp } from './http';

export const RAYNET_CREDENTIAL = 'raynetContactSyncApi';

/** The CRMs behind the parameter "CRM". */
export type CrmName = 'raynet';

/** How the CRMs are called in texts. */
export const CRM_TITLES: Record<CrmName, string> = { raynet: 'RAYNET' };

export interface OpenCrm {
	side: CrmSide;
	env: Environment;
	credential: Credential;
}

/** What a poll may take. */
export interface CallLimits {
	/** No call or wait begins after this, in ms since 1970. */
	until?: number;
	longestCallMs?: number;
}

const raynetLogins = perCredential(() => createLogin({ now: () => Date.now(), sleep: async () => undefined }, MOST_OPEN_CALLS));

/** The CRM of the node's credential. */
export async function openCrm(context: NodeContext, crm: CrmName, limits: CallLimits = {}): Promise<OpenCrm> {
	const env = n8nEnvironment(context, limits.until);
	switch (crm) {
		case 'raynet': {
			const credential = await readCredential(context, RAYNET_CREDENTIAL);
			const http = n8nHttp(context, RAYNET_CREDENTIAL, limits.longestCallMs);
			return { side: createRaynet({ http, env, ...raynetPlace(credential), login: raynetLogins(credential) }), env, credential };
		}
	}
}

function raynetPlace(credential: Credential): { baseUrl: string; instance: string } {
	const server = credential.text('server');
	const baseUrl = server === 'own' ? credential.text('baseUrl') : server;
	if (!/^https?:\/\/\S/i.test(baseUrl)) {
		throw new ConfigurationError('Give the base URL in the RAYNET credential with "https://" in front.', 'A base URL without a scheme.');
	}
	return { baseUrl, instance: credential.text('instanceName') };
}
