import { createCreatioCampaigns, createCreatioCrm, createCreatioMemory, type CreatioSettings } from '../../connectors/crm/creatio';
import type { CampaignSink } from '../../core/ports/campaigns';
import type { CrmSide } from '../../core/ports/crm';
import type { Environment } from '../../core/ports/environment';
import type { HttpClient } from '../../core/ports/http';
import type { NodeContext } from './context';
import { keptClock, perCredential, type Credential } from './credential';

type CreatioLogin = 'password' | 'oauth';

const BY_PASSWORD = 'creatioContactSyncApi';
const BY_APPLICATION = 'creatioContactSyncOAuth2Api';

const memories = perCredential(() => createCreatioMemory(keptClock));

/** n8n hands the parameter to lists of the editor and to runs in the same place; the parameter takes no expressions. */
export function creatioLogin(context: NodeContext): CreatioLogin {
	return context.getNode().parameters.authentication === 'oAuth2' ? 'oauth' : 'password';
}

/** The type of the credential for a way to log in. */
export function creatioCredential(login: CreatioLogin): string {
	return login === 'oauth' ? BY_APPLICATION : BY_PASSWORD;
}

/** `companies`: whether a company that Creatio does not have is created there. */
export function openCreatio(http: HttpClient, env: Environment, login: CreatioLogin, credential: Credential, companies: 'match' | 'create' = 'match'): CrmSide {
	return createCreatioCrm({ ...placeOf(http, env, login, credential), missingCompanies: companies === 'create' ? 'create' : 'leave' });
}

/** Where campaign activity goes to; for one run. */
export function openCreatioCampaigns(http: HttpClient, env: Environment, login: CreatioLogin, credential: Credential): CampaignSink {
	return createCreatioCampaigns(placeOf(http, env, login, credential));
}

function placeOf(http: HttpClient, env: Environment, login: CreatioLogin, credential: Credential): CreatioSettings {
	return {
		...{ http, env, login, siteUrl: credential.text('siteUrl'), linkColumn: credential.text('linkColumn'), memory: memories(credential) },
		pathStyle: credential.text('pathStyle') === 'withoutZero' ? 'withoutZero' : 'withZero',
	};
}
