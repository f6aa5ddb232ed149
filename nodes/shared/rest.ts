import { checkProfile, createRestCrm, createRestMemory } from '../../connectors/crm/rest';
import { createLogin } from '../../connectors/http/login';
import { ConfigurationError } from '../../core/errors';
import type { CrmSide } from '../../core/ports/crm';
import type { Environment } from '../../core/ports/environment';
import type { HttpClient } from '../../core/ports/http';
import { keptClock, perCredential, type Credential } from './credential';
import type { Matching } from './flowOptions';

export const REST_CREDENTIAL = 'restCrmContactSyncApi';

const logins = perCredential(() => createLogin(keptClock, 1));
const memories = perCredential(createRestMemory);

/** Throws ConfigurationError, naming every slot of the profile that is empty or wrong. */
export function openRest(http: HttpClient, env: Environment, crm: 'simpleCrm' | 'customRest', credential: Credential, fewerRows: 'stop' | 'accept' = 'stop'): CrmSide {
	const isSimpleCrm = credential.text('crm') === 'simpleCrm';
	if (isSimpleCrm !== (crm === 'simpleCrm')) {
		const name = isSimpleCrm ? 'Simple CRM' : 'Custom REST CRM';
		throw new ConfigurationError(`This credential is for ${name}. Choose "${name}" under "CRM" in the node, or another credential.`, 'A credential of the other kind');
	}
	return createRestCrm({
		...{ http, env, baseUrl: credential.text('baseUrl'), profile: restProfile(credential), account: credential.text('account') },
		login: { user: credential.text('user'), password: credential.text('secret') },
		...{ calls: logins(credential), memory: memories(credential), fewerRows },
	});
}

function restProfile(credential: Credential): string {
	return credential.text(credential.text('crm') === 'simpleCrm' ? 'simpleCrmProfile' : 'customProfile');
}

/** How the profile says that contacts are recognised. Of one with a mistake nothing is read: opening it says what is wrong. */
export function restMatching(credential: Credential): Matching {
	const checked = checkProfile(restProfile(credential));
	if (checked.kind === 'bad') return {};
	const { by, several } = checked.profile.match;
	return { matchBy: by, ambiguity: several === 'lowestId' ? 'lowestCrmId' : 'report' };
}
