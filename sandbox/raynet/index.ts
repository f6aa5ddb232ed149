import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { JsonObject } from '../kit/json';
import { createMatcher, type Match } from '../kit/routes';
import type { Service, ServiceContext } from '../kit/types';
import { raynetAccounts, raynetAccountList, type SandboxRaynetAccount } from './accounts';
import { runControl } from './control';
import { notFound, RaynetError } from './errors';
import { createGate } from './gate';
import { createInstances } from './instance';
import { massEmailRoutes } from './massEmailRoutes';
import type { Actor, ChangeSource, Desk, Instance } from './model';
import { partRoutes } from './partRoutes';
import { createPostman } from './postman';
import type { RawQuery } from './query';
import { recordRoutes } from './recordRoutes';
import type { Route } from './routing';
import { consoleRows } from './rows';
import { seedInstance } from './seed';
import { settingRoutes } from './settingRoutes';
import { settingOf, settingOfBrowser, switches } from './switches';
import { webhookRoutes } from './webhookRoutes';

const name = 'raynet';
const base = `/${name}/api/v2/`;
/** A slash at the end makes no difference [seen]. */
const match = createMatcher<Route>([...recordRoutes, ...partRoutes, ...settingRoutes, ...massEmailRoutes, ...webhookRoutes]);

function matchRequest(request: FastifyRequest): Match<Route> | undefined {
	const [path = ''] = request.url.split('?');
	return path.startsWith(base) ? match(request.method, path.slice(base.length)) : undefined;
}

/** The RAYNET stand-in: `${url}/api/v2/`, as strict as the facts in the comments of its parts say. */
export function createRaynet(context: ServiceContext): Service {
	const setting = settingOf(context);
	let instances = createInstances(context.clock.now());
	const instanceOf = (wanted: string): Instance => {
		const found = instances.get(wanted);
		if (!found) throw new Error(`No instance "${wanted}". There are: ${[...instances.keys()].join(', ')}.`);
		return found;
	};
	const postman = createPostman(context.clock, setting);
	const deskOf = (account: SandboxRaynetAccount, source: ChangeSource): Desk => {
		const instance = instanceOf(account.instance);
		const actor: Actor = { username: account.userName, zone: account.zone, language: account.language, source };
		return { instance, actor, setting, now: context.clock.now(), tell: (event) => postman.queue(instance, event, actor) };
	};
	const gate = createGate(context.clock, setting, instanceOf);
	return {
		name,
		switches,
		opOf: (request) => matchRequest(request)?.route.op ?? 'unknown',
		routes(app) {
			answerErrors(app);
			gate.guard(app);
			app.addHook('onClose', async () => postman.close());
			app.route({
				method: ['GET', 'PUT', 'POST', 'DELETE', 'PATCH'],
				url: '/*',
				handler(request, reply) {
					context.note(request, { units: { requests: 1 } });
					const found = matchRequest(request);
					if (!found) throw notFound(request.url.split('?')[0] ?? '');
					const account = gate.accountOf(request);
					const { status, body, effect, records } = found.route.handle({
						desk: deskOf(account, { name: 'api', description: account.keyName }),
						params: found.params,
						query: request.query as RawQuery,
						body: request.body,
						account,
					});
					context.note(request, { committed: effect === 'write', records });
					return reply.code(status).send(body);
				},
			});
		},
		reset() {
			instances = createInstances(context.clock.now());
			gate.reset();
			postman.reset();
		},
		seed: (size) => seedInstance(instanceOf('acme'), size, context.clock.now()),
		dump: () => ({ instances: Object.fromEntries([...instances].map(([key, instance]) => [key, plain(instance)])) }),
		rows: () => consoleRows(instances.values()),
		control(action, { instance = 'acme', ...args }) {
			const desk: Desk = { ...deskOf(handOf(String(instance)), { name: 'user', description: 'browser' }), setting: settingOfBrowser(context) };
			return runControl({ desk, postman, resetLoginFailures: gate.resetLoginFailures }, action, args);
		},
	};
}

function answerErrors(app: FastifyInstance): void {
	app.setErrorHandler((error, _request, reply) => {
		if (!(error instanceof RaynetError)) throw error;
		return reply.code(error.status).send(error.body);
	});
}

/** Who acts in the browser when a test or the console does. */
function handOf(instance: string): SandboxRaynetAccount {
	const { acmeSales } = raynetAccounts;
	const found = instance === acmeSales.instance ? acmeSales : raynetAccountList.find((account) => account.instance === instance);
	if (!found) throw new Error(`No instance "${instance}".`);
	return found;
}

function plain(instance: Instance): JsonObject {
	const { people, companies, users, massEmails, webhooks, technicalContacts, technicalMails, quota } = instance;
	const records = { people: [...people.values()], companies: [...companies.values()], massEmails: [...massEmails.values()] };
	return { ...records, users, webhooks, technicalContacts, technicalMails, quota };
}

export { raynetAccounts } from './accounts';
