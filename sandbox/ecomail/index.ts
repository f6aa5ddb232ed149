import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createMatcher, type Match } from '../kit/routes';
import type { Service, ServiceContext } from '../kit/types';
import { ecomailAccountList } from './accounts';
import { campaignRoutes } from './campaignRoutes';
import { runControl } from './control';
import { createDeliveries } from './deliveries';
import { EcomailError, notFound } from './errors';
import { createGate } from './gate';
import { listRoutes } from './listRoutes';
import { createAccount, settleWaiting, type Account, type Desk } from './model';
import type { Query, Route } from './routing';
import { seedAccount } from './seed';
import { settingRoutes } from './settingRoutes';
import { plain, rowsOf } from './show';
import { settingOf, switches } from './switches';
import { writeRoutes } from './writeRoutes';

export { ecomailAccounts, type SandboxEcomailAccount } from './accounts';

const name = 'ecomail';
const match = createMatcher<Route>([...listRoutes, ...writeRoutes, ...campaignRoutes, ...settingRoutes]);

/** No version in the path [documented]. */
function matchRequest(request: FastifyRequest): Match<Route> | undefined {
	const [path = ''] = request.url.split('?');
	return match(request.method, path.slice(name.length + 1));
}

const fresh = (): Map<string, Account> => new Map(ecomailAccountList.map(({ name: account, apiKey }) => [account, createAccount(account, apiKey)]));

/** The Ecomail stand-in: `${url}/lists` and so on, as the facts in the comments of its parts say. */
export function createEcomail(context: ServiceContext): Service {
	const setting = settingOf(context);
	const deliveries = createDeliveries();
	let accounts = fresh();
	const gate = createGate(() => accounts.values());
	const deskOf = (account: Account): Desk => {
		settleWaiting(account, context.clock.now());
		return { account, setting, now: context.clock.now(), deliver: deliveries.send };
	};
	const accountOf = (wanted: string): Account => {
		const found = accounts.get(wanted);
		if (!found) throw new Error(`No account "${wanted}". There are: ${[...accounts.keys()].join(', ')}.`);
		return found;
	};
	return {
		name,
		switches,
		opOf: (request) => matchRequest(request)?.route.op ?? 'unknown',
		routes(app) {
			answerErrors(app, context);
			app.route({
				method: ['GET', 'PUT', 'POST', 'DELETE', 'PATCH'],
				url: '/*',
				handler(request, reply) {
					context.note(request, { units: { requests: 1 } });
					const account = gate.enter(request, context.clock.now());
					const found = matchRequest(request);
					if (!found) throw notFound('Route');
					const { status = 200, body, effect, records } = found.route.handle({ desk: deskOf(account), params: found.params, query: request.query as Query, body: request.body });
					context.note(request, { committed: effect === 'write', records });
					return reply.code(status).type('application/json').send(JSON.stringify(body));
				},
			});
		},
		reset() {
			accounts = fresh();
			gate.reset();
			deliveries.clear();
		},
		seed: (size) => seedAccount(deskOf(accountOf('acme')), size),
		dump: () => ({ accounts: Object.fromEntries([...accounts].map(([key, account]) => [key, plain(deskOf(account).account)])) }),
		rows: () => [...accounts.values()].flatMap(rowsOf),
		control: (action, { account = 'acme', ...args }) => runControl({ desk: deskOf(accountOf(String(account))), context, deliveries, gate }, action, args),
	};
}

function answerErrors(app: FastifyInstance, context: ServiceContext): void {
	app.setErrorHandler((error, _request, reply) => {
		if (!(error instanceof EcomailError)) throw error;
		reply.code(error.status).headers(error.headers);
		return error.status === 429 && context.switchValue('rateBody') === 'text' ? reply.type('text/html').send('Too Many Attempts.') : reply.send(error.body);
	});
}
