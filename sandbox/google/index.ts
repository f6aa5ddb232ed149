import type { Service, ServiceContext } from '../kit/types';
import { control } from './control';
import { findRoute } from './router';
import { seedPrivateContacts } from './seed';
import { serve } from './serve';
import { dump, rows } from './show';
import { switches } from './switches';
import { createWorld } from './world';

export { googleAccountList, googleAccounts, type GoogleAccountName, type SandboxGoogleAccount } from './accounts';

/** The Google People API v1 under /google/v1/..., its token endpoint at /google/token. Accounts are in accounts.ts. */
export function createGooglePeople(context: ServiceContext): Service {
	const world = createWorld(context);
	return {
		name: 'google',
		switches,
		routes: (app) => serve(app, world),
		opOf(request) {
			const route = findRoute(request.method, request.url);
			if (route.kind === 'method') return route.operation.op;
			return route.kind === 'token' ? 'token' : 'unknown';
		},
		reset: world.reset,
		seed: () => seedPrivateContacts(world),
		dump: () => dump(world),
		rows: () => rows(world),
		control: (action, args) => control(world, action, args),
	};
}
