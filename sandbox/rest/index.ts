import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Service, ServiceContext } from '../kit/types';
import { runControl } from './control';
import { refusalOf, sendError } from './gate';
import { listPage } from './lists';
import { personalities, personalityNames, type PersonalityName } from './personalities';
import { render } from './render';
import { consoleRows } from './rows';
import { createStore, findRecord, insert, save, seedStore, type Store } from './store';
import { settingOf, switches, type Setting } from './switches';
import type { RestRoute } from './types';
import { written } from './writes';

export { personalities, personalityNames, type PersonalityName } from './personalities';
export { restProfiles } from './profiles';

const name = 'rest-reference';

interface Found {
	personality: PersonalityName;
	route: RestRoute;
	id: string;
}

function find(request: FastifyRequest): Found | undefined {
	const [path = ''] = request.url.split('?');
	const [, , wanted, ...rest] = path.split('/');
	const personality = personalityNames.find((one) => one === wanted);
	if (!personality) return undefined;
	for (const route of personalities[personality].routes) {
		const steps = route.path.slice(1).split('/');
		const fits = steps.length === rest.length && steps.every((step, index) => step === ':id' || step === rest[index]);
		if (fits && route.method === request.method) return { personality, route, id: decodeURIComponent(rest[steps.indexOf(':id')] ?? '') };
	}
	return undefined;
}

/** Where a login is a call of its own, "/" answers everybody: it is what the test of a credential reads. */
function isGreeted({ method, url }: FastifyRequest): boolean {
	const [, , wanted, ...rest] = url.split('?')[0]?.split('/') ?? [];
	const personality = personalityNames.find((one) => one === wanted);
	return method === 'GET' && rest.join('') === '' && personality !== undefined && personalities[personality].routes.some(({ op }) => op === 'login');
}

/**
 * Reference server for the REST CRM connector, under /rest-reference/<personality>/. Its contract is made up here: it is
 * not the API of any vendor, and says so in the header X-Emulator of every answer.
 */
export function createRestReference(context: ServiceContext): Service {
	const setting = settingOf(context);
	const create = (): Record<PersonalityName, Store> => Object.fromEntries(personalityNames.map((one) => [one, createStore(personalities[one])])) as Record<PersonalityName, Store>;
	let stores = create();
	const storeOf = (wanted: unknown): Store => {
		const found = personalityNames.find((one) => one === (wanted ?? 'ledger'));
		if (!found) throw new Error(`No personality "${String(wanted)}". There are: ${personalityNames.join(', ')}.`);
		return stores[found];
	};
	return {
		name,
		switches,
		opOf(request) {
			const found = find(request);
			return found ? `${found.personality}.${found.route.op}` : 'unknown';
		},
		routes: (app) => serve(app, (request, reply, found) => answer(request, reply, found, { context, setting, store: stores[found.personality] })),
		reset() {
			stores = create();
		},
		seed(size) {
			for (const store of Object.values(stores)) {
				store.records.clear();
				seedStore(store, size, context.clock);
			}
		},
		dump: () => Object.fromEntries(Object.entries(stores).map(([key, { records }]) => [key, [...records.values()]])),
		rows: () => Object.values(stores).flatMap((store) => consoleRows(store)),
		control: (action, { personality, ...args }) => runControl({ store: storeOf(personality), now: context.clock.now(), setting }, action, args),
	};
}

function serve(app: FastifyInstance, handle: (request: FastifyRequest, reply: FastifyReply, found: Found) => FastifyReply): void {
	app.addHook('onRequest', async (_request, reply) => {
		reply.header('x-emulator', 'rest-crm-reference');
	});
	app.route({
		method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
		url: '/*',
		handler(request, reply) {
			const found = find(request);
			if (!found && isGreeted(request)) return reply.send({ about: 'REST CRM reference server' });
			if (!found) return reply.code(404).send({ error: 'No such path. This is the REST CRM reference server, not the API of a vendor.' });
			return handle(request, reply, found);
		},
	});
}

interface Desk {
	context: ServiceContext;
	setting: Setting;
	store: Store;
}

function answer(request: FastifyRequest, reply: FastifyReply, { route, id }: Found, desk: Desk): FastifyReply {
	const { context, setting, store } = desk;
	context.note(request, { units: { requests: 1 } });
	if (route.op === 'login') return logIn(request, reply, desk);
	const refusal = refusalOf(request, store, context.clock);
	if (refusal) return sendError(reply, store, refusal, setting);
	switch (route.op) {
		case 'list':
			return list(request, reply, desk);
		case 'create':
			return create(request, reply, desk);
		default:
			return onRecord(request, reply, id, route, desk);
	}
}

function logIn(request: FastifyRequest, reply: FastifyReply, { context, setting, store }: Desk): FastifyReply {
	const { account, tokenAnswer } = store.personality;
	const { login, password } = (request.body ?? {}) as Record<string, unknown>;
	if (login !== account.user || password !== account.secret || !tokenAnswer) return sendError(reply, store, 'login', setting);
	const token = `token-${Math.floor(context.random() * 1e9)}`;
	store.tokens.add(token);
	return reply.send(tokenAnswer(token));
}

function list(request: FastifyRequest, reply: FastifyReply, { context, setting, store }: Desk): FastifyReply {
	const page = listPage(store, request.query as Record<string, unknown>, setting, context.clock.now());
	if (page.kind !== 'page') return sendError(reply, store, page.kind, setting);
	context.note(request, { records: page.rows.length });
	const body = store.personality.listAnswer(page.rows, page.total);
	store.pagesSent += 1;
	for (const { act } of store.onPage.filter(({ page: number }) => number === store.pagesSent)) act();
	return reply.send(setting('totalAs') === 'text' ? withTextTotal(body) : body);
}

function withTextTotal(body: unknown): unknown {
	const { total } = body as { total?: unknown };
	return typeof total === 'number' ? { ...(body as object), total: String(total) } : body;
}

function create(request: FastifyRequest, reply: FastifyReply, { context, setting, store }: Desk): FastifyReply {
	const { personality } = store;
	const document = written(personality, 'POST', request.body, undefined, setting);
	if (!document) return sendError(reply, store, 'refused', setting);
	const record = insert(store, document, context.clock.now());
	context.note(request, { committed: true, records: 1 });
	const row = render(record, personality, setting);
	switch (setting('createAnswer')) {
		case 'record':
			return reply.code(201).send(personality.itemAnswer(row));
		case 'idOnly':
			return reply.code(201).send(personality.itemAnswer({ [personality.id.key]: row[personality.id.key] }));
		case 'nothing':
			return reply.code(201).send();
	}
}

function onRecord(request: FastifyRequest, reply: FastifyReply, id: string, { op, method }: RestRoute, { context, setting, store }: Desk): FastifyReply {
	const record = findRecord(store, id);
	if (!record) return sendError(reply, store, 'notFound', setting);
	context.note(request, { records: 1, committed: op !== 'get' });
	if (op === 'delete') {
		store.records.delete(record.id);
		return reply.code(204).send();
	}
	if (op === 'update') {
		const document = written(store.personality, method, request.body, record, setting);
		if (!document) {
			context.note(request, { committed: false });
			return sendError(reply, store, 'refused', setting);
		}
		save(record, document, context.clock.now(), setting('unchangedSave'));
		if (setting('updateAnswer') === 'nothing') return reply.code(204).send();
	}
	return reply.send(store.personality.itemAnswer(render(record, store.personality, setting)));
}
