import type { AxiosInstance } from 'axios';
import { openRaynetClient } from '../../connectors/crm/raynet';
import type { RaynetClient } from '../../connectors/crm/raynet/client';
import { raynetAccounts } from '../../sandbox/raynet/accounts';
import { startRaynet, type RaynetWorld } from '../sandbox/raynetSupport';
import { createAxiosClient } from '../support/axiosClient';
import { fakeEnvironment } from '../support/environment';

export interface RaynetPlace extends RaynetWorld {
	/** A client of our own, as each run builds one. */
	client(): RaynetClient;
	/** What others do through the API; cut off our call log by `clearCalls`. */
	api: AxiosInstance;
	ops(): string[];
}

/** The stand-in, reached by our client over HTTP. */
export async function startRaynetPlace(): Promise<RaynetPlace> {
	const world = await startRaynet();
	const { userName, apiKey, instance } = raynetAccounts.acme;
	const http = createAxiosClient({ login: { kind: 'basic', user: userName, password: apiKey }, headers: { 'X-Instance-Name': instance } });
	return {
		...world,
		client: () => openRaynetClient({ http, env: fakeEnvironment({ startAt: world.sandbox.clock.now() }).env, baseUrl: world.sandbox.url('raynet'), instance }),
		ops: () => world.sandbox.calls('raynet').map(({ op }) => op),
	};
}
