import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Service, ServiceContext } from '../kit/types';
import { creatioAccounts, type SandboxCreatioAccount } from './accounts';
import { runControl } from './control';
import { CreatioError, loginPage, notFoundPage, unknownEntity } from './errors';
import { createGate, csrfRefused, type Gate } from './login';
import type { Desk } from './model';
import { carryOut, opOf } from './operations';
import { consoleRows } from './rows';
import { seedContacts } from './seed';
import { createStore, type Store } from './store';
import { settingOf, switches, type Setting } from './switches';

const name = 'creatio';
const prefix = `/${name}`;
/** [documented] MaxEntityRowCount. */
const usualRowCap = 20_000;
/** IIS refuses longer queries by default; tests see that ours stay below. */
const longestQuery = 2_048;
const loginPath = '/ServiceModel/AuthService.svc/Login';

interface State {
	store: Store;
	rowCap: number;
	visibleAfterMs: number;
	/** Creates to come, by object, that end with an error after the insert. */
	refusals: Map<string, number>;
}

function newState(now: number): State {
	return { store: createStore(now), rowCap: usualRowCap, visibleAfterMs: 0, refusals: new Map() };
}

function takeRefusal({ refusals }: State, entity: string): boolean {
	const left = refusals.get(entity) ?? 0;
	refusals.set(entity, Math.max(0, left - 1));
	return left > 0;
}

/** The Creatio stand-in: login at its root, OData under /0/odata or /odata as the switch `runtime` says. */
export function createCreatio(context: ServiceContext): Service {
	const setting = settingOf(context);
	const state = newState(context.clock.now());
	const gate = createGate(context.clock, setting);
	const deskOf = (account: SandboxCreatioAccount, zoneMinutes: number): Desk => ({
		store: state.store,
		rowCap: state.rowCap,
		visibleAfterMs: state.visibleAfterMs,
		refusesCreate: (entity) => takeRefusal(state, entity),
		setting,
		now: context.clock.now(),
		account,
		zoneMinutes,
		root: `https://site.creatio.example${rootOf(setting)}`,
	});
	const handDesk = (): Desk => deskOf(creatioAccounts.sales, creatioAccounts.sales.zoneMinutes);
	return {
		name,
		switches,
		opOf: (request) => operationOf(request, setting),
		routes: (app) => addRoutes(app, context, gate, setting, deskOf),
		reset() {
			Object.assign(state, newState(context.clock.now()));
			gate.reset();
		},
		seed: (size) => seedContacts(handDesk(), size),
		dump: () => Object.fromEntries(['Contact', 'ContactCommunication', 'ContactAddress', 'Account', 'ContactFolder', 'ContactInFolder', 'ContactTag', 'ContactInTag', 'Activity'].map((entity) => [entity, state.store.rows(entity)])),
		rows: () => consoleRows(state.store),
		control(action, args) {
			if (action === 'rowCap.set') return Object.assign(state, { rowCap: Number(args.rows) }).rowCap;
			if (action === 'visibility.set') return Object.assign(state, { visibleAfterMs: Number(args.ms) }).visibleAfterMs;
			if (action === 'create.refuse') return state.refusals.set(String(args.entity ?? 'Contact'), Number(args.times ?? 1)).size;
			return runControl({ desk: handDesk(), gate }, action, args);
		},
	};
}

function addRoutes(app: FastifyInstance, context: ServiceContext, gate: Gate, setting: Setting, deskOf: (account: SandboxCreatioAccount, zoneMinutes: number) => Desk): void {
	app.setErrorHandler((error, _request, reply) => {
		if (error instanceof CreatioError) return answerError(reply, error);
		throw error;
	});
	app.route({
		method: ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'],
		url: '/*',
		handler(request, reply) {
			context.note(request, { units: { requests: 1 } });
			const path = pathOf(request);
			if (path === loginPath) return logIn(gate, request, reply);
			if (/^(?:\/0)?\/connect\/token$/.test(path)) return answerToken(gate, request, reply);
			if (/\/Login\//.test(path)) return reply.type('text/html; charset=utf-8').send(loginPage);
			// [seen] The login service below /0 asks for a login.
			if (path === `/0${loginPath}`) return reply.code(401).type('text/html; charset=utf-8').send(loginPage);
			const below = belowRoot(path, setting);
			if (below === undefined) return notHere(path, reply, setting);
			if ((request.url.split('?')[1] ?? '').length > longestQuery) return reply.code(404).type('text/html; charset=utf-8').send(notFoundPage);
			const admission = gate.admit(request);
			if (admission.kind === 'lost') return sessionLost(request, reply, setting);
			if (admission.kind === 'csrf') throw csrfRefused();
			const { status, body, headers = {}, effect, records } = carryOut(deskOf(admission.account, admission.zoneMinutes), {
				method: request.method,
				path: below,
				query: request.query as Record<string, string>,
				body: request.body,
				headers: { prefer: String(request.headers.prefer ?? '') },
			});
			context.note(request, { committed: effect === 'write', records });
			return reply.code(status).headers(headers).send(body);
		},
	});
}

function answerError(reply: FastifyReply, { status, body }: CreatioError): FastifyReply {
	if (typeof body === 'string') reply.type('text/html; charset=utf-8');
	return reply.code(status).send(body);
}

function logIn(gate: Gate, request: FastifyRequest, reply: FastifyReply): FastifyReply {
	const { status, body, cookies } = gate.logIn(request.body);
	return reply.code(status).header('set-cookie', cookies).send(body);
}

function answerToken(gate: Gate, request: FastifyRequest, reply: FastifyReply): FastifyReply {
	const { status, body } = gate.token(request.body);
	return reply.code(status).send(body);
}

/** A bearer token that is no longer good is always a 401 [seen]. */
function sessionLost(request: FastifyRequest, reply: FastifyReply, setting: Setting): FastifyReply {
	const how = request.headers.authorization ? '401' : setting('lostSession');
	if (how === 'redirect') return reply.redirect(`${prefix}${setting('runtime') === 'framework' ? '/0' : ''}/Login/NuiLogin.aspx?ReturnUrl=x`, 302);
	if (how === 'page') return reply.type('text/html; charset=utf-8').send(loginPage);
	return reply.code(401).send();
}

/** [documented for the paths; the shapes of these answers are seen] */
function notHere(path: string, reply: FastifyReply, setting: Setting): FastifyReply {
	if (setting('runtime') === 'framework') return reply.code(404).type('text/html; charset=utf-8').send(notFoundPage);
	throw unknownEntity(path);
}

function rootOf(setting: Setting): string {
	return setting('runtime') === 'framework' ? '/0/odata' : '/odata';
}

function pathOf(request: FastifyRequest): string {
	return decodeURIComponent((request.url.split('?')[0] ?? '').slice(prefix.length));
}

function belowRoot(path: string, setting: Setting): string | undefined {
	const root = rootOf(setting);
	return path === root || path.startsWith(`${root}/`) ? path.slice(root.length).replace(/^\/|\/$/g, '') : undefined;
}

function operationOf(request: FastifyRequest, setting: Setting): string {
	const path = pathOf(request);
	if (path === loginPath) return 'login';
	if (path.endsWith('/connect/token')) return 'token';
	if (path.includes('/Login/')) return 'loginPage';
	const below = belowRoot(path, setting);
	return below === undefined ? 'unknown' : opOf(request.method, below);
}

export { creatioAccounts, type CreatioAccountName } from './accounts';
export { switches as creatioSwitches } from './switches';
