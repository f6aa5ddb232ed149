import { createRaynet, createRaynetWebhooks, MOST_OPEN_CALLS, newRaynetMemory, openRaynetClient, type QuotaMemory, type RaynetSettings, type RaynetWebhooks } from '../../connectors/crm/raynet';
import { createLogin } from '../../connectors/http/login';
import { ConfigurationError } from '../../core/errors';
import type { WindowedCrm } from '../../core/ports/crm';
import type { Environment } from '../../core/ports/environment';
import type { NodeContext } from './context';
import { perCredential, readCredential, type Credential } from './credential';
import { n8nEnvironment } from './environment';
import { counted, n8nHttp, type CallCounter } from './http';

export const RAYNET_CREDENTIAL = 'raynetContactSyncApi';

/** The CRMs behind the parameter "CRM". */
export type CrmName = 'raynet';

/** How the CRMs are called in texts. */
export const CRM_TITLES: Record<CrmName, string> = { raynet: 'RAYNET' };

export interface OpenCrm {
	side: WindowedCrm;
	env: Environment;
	credential: Credential;
	/** Runs one at a time for the CRM account, within this process: two that write it would both create who is missing. */
	exclusive: Exclusive;
}

export type Exclusive = <T>(run: () => Promise<T>) => Promise<T>;

/** What a poll may take. */
export interface CallLimits {
	/** No call or wait begins after this, in ms since 1970. */
	until?: number;
	longestCallMs?: number;
	/** Kept per credential by whoever wants to know the day quota before the first call. */
	quota?: QuotaMemory;
	/** Of the day quota, 0 to 1; default the connector's own. */
	dailyShare?: number;
	/** Counts the calls that are made. */
	counter?: CallCounter;
	/** Whether the client that a person works for is created in the CRM where there is none of that name. Default: match. */
	companies?: 'match' | 'create';
}

const raynetLogins = perCredential(() => createLogin({ now: () => Date.now(), sleep: async () => undefined }, MOST_OPEN_CALLS));

const turns = perCredential((): Exclusive => {
	let last: Promise<unknown> = Promise.resolve();
	return (run) => {
		const turn = last.then(run);
		last = turn.catch(() => undefined);
		return turn;
	};
});

const raynetMemories = perCredential(newRaynetMemory);

/** The CRM of the node's credential. */
export async function openCrm(context: NodeContext, crm: CrmName, limits: CallLimits = {}): Promise<OpenCrm> {
	const env = n8nEnvironment(context, limits.until);
	switch (crm) {
		case 'raynet': {
			const credential = await readCredential(context, RAYNET_CREDENTIAL);
			return { side: createRaynet(raynetSettings(context, credential, env, limits)), env, credential, exclusive: turns(credential) };
		}
	}
}

/** Webhooks of the CRM of the node's credential, and the server that is to call them. */
export async function openRaynetWebhooks(context: NodeContext): Promise<{ webhooks: RaynetWebhooks; server: string }> {
	const credential = await readCredential(context, RAYNET_CREDENTIAL);
	const settings = raynetSettings(context, credential, n8nEnvironment(context), {});
	return { webhooks: createRaynetWebhooks(openRaynetClient(settings)), server: settings.baseUrl };
}

function raynetSettings(context: NodeContext, credential: Credential, env: Environment, { longestCallMs, quota, dailyShare, counter, companies }: CallLimits): RaynetSettings {
	const http = counted(n8nHttp(context, RAYNET_CREDENTIAL, longestCallMs), counter);
	return {
		...{ http, env, ...raynetPlace(credential), login: raynetLogins(credential), memory: raynetMemories(credential) },
		...(quota ? { quota } : {}),
		...(dailyShare === undefined ? {} : { dailyShare }),
		...(companies ? { companies } : {}),
	};
}

function raynetPlace(credential: Credential): { baseUrl: string; instance: string } {
	const server = credential.text('server');
	const baseUrl = server === 'own' ? credential.text('baseUrl') : server;
	if (!/^https?:\/\/\S/i.test(baseUrl)) {
		throw new ConfigurationError('Give the base URL in the RAYNET credential with "https://" in front.', 'A base URL without a scheme.');
	}
	return { baseUrl, instance: credential.text('instanceName') };
}
