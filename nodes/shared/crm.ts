import { createRaynet, createRaynetCampaigns, createRaynetWebhooks, MOST_OPEN_CALLS, newRaynetMemory, openRaynetClient, type QuotaMemory, type RaynetSettings, type RaynetWebhooks } from '../../connectors/crm/raynet';
import { createLogin } from '../../connectors/http/login';
import { ConfigurationError } from '../../core/errors';
import type { CampaignSink } from '../../core/ports/campaigns';
import type { CrmSide } from '../../core/ports/crm';
import type { Environment } from '../../core/ports/environment';
import type { HttpClient } from '../../core/ports/http';
import type { NodeContext } from './context';
import { creatioCredential, creatioLogin, openCreatio, openCreatioCampaigns } from './creatio';
import { keptClock, perCredential, readCredential, type Credential } from './credential';
import { n8nEnvironment } from './environment';
import type { Matching } from './flowOptions';
import { counted, n8nHttp, type CallCounter } from './http';
import { openRest, REST_CREDENTIAL, restMatching } from './rest';

export const RAYNET_CREDENTIAL = 'raynetContactSyncApi';

/** The CRMs behind the parameter "CRM". */
export type CrmName = 'raynet' | 'creatio' | 'simpleCrm' | 'customRest';

/** How the CRMs are called in texts. */
export const CRM_TITLES: Record<CrmName, string> = { raynet: 'RAYNET', creatio: 'Creatio', simpleCrm: 'Simple CRM', customRest: 'the CRM' };

export interface OpenCrm {
	side: CrmSide;
	env: Environment;
	credential: Credential;
	/** How contacts of this CRM are recognised where the user says nothing. */
	matching: Matching;
	/** Runs one at a time for the CRM account, within this process: two that write it would both create who is missing. */
	exclusive: Exclusive;
}

export type Exclusive = <T>(run: () => Promise<T>) => Promise<T>;

/** What a poll may take. */
export interface CallLimits {
	/** No call or wait begins after this, in ms since 1970. */
	until?: number;
	longestCallMs?: number;
	/** Of the day quota, 0 to 1; at most, and by default, that of the credential. */
	dailyShare?: number;
	/** Counts the calls that are made. */
	counter?: CallCounter;
	/** Whether the client that a person works for is created in the CRM where there is none of that name. Default: match. */
	companies?: 'match' | 'create';
	/** Whether a list of far fewer contacts than last time is believed. Default: stop. */
	fewerRows?: 'stop' | 'accept';
}

const raynetLogins = perCredential(() => createLogin(keptClock, MOST_OPEN_CALLS));

const turns = perCredential((): Exclusive => {
	let last: Promise<unknown> = Promise.resolve();
	return (run) => {
		const turn = last.then(run);
		last = turn.catch(() => undefined);
		return turn;
	};
});

const raynetMemories = perCredential(newRaynetMemory);

/** What the answers to all nodes told of the day quota. */
export const raynetQuota = perCredential((): QuotaMemory => ({}));

const USUAL_SHARE_PERCENT = 80;

/** Of the day quota, 0 to 1: what may be spent at all, by whomever, before this credential stops. */
export function raynetShare(credential: Credential, wanted = 1): number {
	return Math.min(wanted, (credential.number('quotaShare') ?? USUAL_SHARE_PERCENT) / 100);
}

/** The CRM of the node's credential. */
export async function openCrm(context: NodeContext, crm: CrmName, limits: CallLimits = {}): Promise<OpenCrm> {
	const env = n8nEnvironment(context, limits.until);
	const open = (side: CrmSide, credential: Credential, matching: Matching = {}): OpenCrm => ({ side, env, credential, matching, exclusive: turns(credential) });
	switch (crm) {
		case 'raynet': {
			const credential = await readCredential(context, RAYNET_CREDENTIAL);
			return open(createRaynet(raynetSettings(context, credential, env, limits)), credential);
		}
		case 'creatio': {
			const login = creatioLogin(context);
			const type = creatioCredential(login);
			const credential = await readCredential(context, type);
			return open(openCreatio(httpFor(context, type, limits), env, login, credential, limits.companies), credential);
		}
		case 'simpleCrm':
		case 'customRest': {
			const credential = await readCredential(context, REST_CREDENTIAL);
			return open(openRest(httpFor(context, REST_CREDENTIAL, limits), env, crm, credential, limits.fewerRows), credential, restMatching(credential));
		}
	}
}

function httpFor(context: NodeContext, type: string, { longestCallMs, counter }: CallLimits): HttpClient {
	return counted(n8nHttp(context, type, longestCallMs), counter);
}

/** Webhooks of the CRM of the node's credential, and the server that is to call them. */
export async function openRaynetWebhooks(context: NodeContext, limits: CallLimits = {}): Promise<{ webhooks: RaynetWebhooks; server: string }> {
	const credential = await readCredential(context, RAYNET_CREDENTIAL);
	const settings = raynetSettings(context, credential, n8nEnvironment(context), limits);
	return { webhooks: createRaynetWebhooks(openRaynetClient(settings)), server: settings.baseUrl };
}

/** The CRMs that have a place for campaign activity. */
export type CampaignCrmName = 'raynet' | 'creatio';

/** The CRM of the node's credential with its place for campaign activity. The sink is for one run. */
export async function openCampaigns(context: NodeContext, crm: CampaignCrmName): Promise<OpenCrm & { sink: CampaignSink }> {
	if (crm === 'raynet') return await openRaynetCampaigns(context);
	const open = await openCrm(context, crm);
	const login = creatioLogin(context);
	return { ...open, sink: openCreatioCampaigns(n8nHttp(context, creatioCredential(login)), open.env, login, open.credential) };
}

async function openRaynetCampaigns(context: NodeContext): Promise<OpenCrm & { sink: CampaignSink }> {
	const env = n8nEnvironment(context);
	const credential = await readCredential(context, RAYNET_CREDENTIAL);
	const settings = raynetSettings(context, credential, env, {});
	return { side: createRaynet(settings), sink: createRaynetCampaigns(openRaynetClient(settings)), env, credential, matching: {}, exclusive: turns(credential) };
}

function raynetSettings(context: NodeContext, credential: Credential, env: Environment, { longestCallMs, dailyShare, counter, companies }: CallLimits): RaynetSettings {
	const http = counted(n8nHttp(context, RAYNET_CREDENTIAL, longestCallMs), counter);
	return {
		...{ http, env, ...raynetPlace(credential), login: raynetLogins(credential), memory: raynetMemories(credential) },
		...{ quota: raynetQuota(credential), dailyShare: raynetShare(credential, dailyShare) },
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
