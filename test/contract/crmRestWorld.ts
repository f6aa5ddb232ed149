import { createRestCrm, createRestMemory, type RestCrmOptions } from '../../connectors/crm/rest';
import type { CrmSide } from '../../core/ports/crm';
import type { HttpClient } from '../../core/ports/http';
import { startSandbox, type Sandbox } from '../../sandbox/kit';
import { personalities, restProfiles, type PersonalityName } from '../../sandbox/rest';
import { createNodeClient } from '../support/nodeClient';
import { fakeEnvironment } from '../support/environment';

export const SERVICE = 'rest-reference';
/** Monday, 2 March 2026, 11:00 where the server stands. */
export const START = Date.parse('2026-03-02T10:00:00Z');

export function startRest(): Promise<Sandbox> {
	return startSandbox({ services: [SERVICE], realtime: false, startAt: START });
}

export interface RestOverrides {
	secret?: string;
	profile?: object;
	memory?: RestCrmOptions['memory'];
	calls?: RestCrmOptions['calls'];
	fewerRows?: RestCrmOptions['fewerRows'];
	/** Default: a virtual one, whose clock begins at the server's. */
	env?: RestCrmOptions['env'];
	/** Default: on axios. */
	clientOf?: typeof createNodeClient;
	/** Gets in the way of the connector's requests. */
	wrap?(http: HttpClient): HttpClient;
}

/** A connector of a personality, and its virtual environment. */
export function connect(sandbox: Sandbox, name: PersonalityName, overrides: RestOverrides = {}) {
	const { account } = personalities[name];
	const secret = overrides.secret ?? account.secret;
	const http = httpFor(name, account.user, secret, overrides.clientOf);
	const fake = fakeEnvironment({ startAt: sandbox.clock.now() });
	const crm: CrmSide = createRestCrm({
		http: overrides.wrap?.(http) ?? http,
		env: overrides.env ?? fake.env,
		baseUrl: `${sandbox.url(SERVICE)}/${name}`,
		profile: overrides.profile ?? restProfiles[name],
		login: { user: account.user, password: secret },
		account: 'acme',
		memory: overrides.memory ?? createRestMemory(),
		...(overrides.calls ? { calls: overrides.calls } : {}),
		...(overrides.fewerRows ? { fewerRows: overrides.fewerRows } : {}),
	});
	return { crm, ...fake };
}

/** As the credential sends the login. */
function httpFor(name: PersonalityName, user: string, secret: string, clientOf = createNodeClient): HttpClient {
	const { login } = personalities[name];
	switch (login.style) {
		case 'bearer':
			return clientOf({ login: { kind: 'bearer', token: secret } });
		case 'basic':
			return clientOf({ login: { kind: 'basic', user, password: secret } });
		case 'header':
			return clientOf({ headers: { [login.name]: secret } });
		case 'query': {
			const http = clientOf();
			return (request) => http({ ...request, query: { ...request.query, [login.name]: secret } });
		}
		case 'token':
			return clientOf();
	}
}

/** A person's hands in the CRM; they do not use the connector. */
export function hand(sandbox: Sandbox, personality: PersonalityName) {
	return (action: string, args: Record<string, unknown> = {}): unknown => sandbox.service(SERVICE).control(action, { personality, ...args });
}

/** "ledger.list 200" of each call, in order. */
export function callLines(sandbox: Sandbox): string[] {
	return sandbox.calls(SERVICE).map(({ op, status }) => `${op} ${status}`);
}
