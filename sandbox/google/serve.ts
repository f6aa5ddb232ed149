import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError, envelope } from './errors';
import type { Answer } from './operation';
import { refreshToken } from './oauth';
import { selectFields } from './partial';
import { readQuery, type Query } from './query';
import { findRoute, searchOf, type MethodRoute } from './router';
import type { User, World } from './world';

/** A mutation that came in and is not answered yet. */
interface Running {
	user: User;
	/** `late`: another one of this user was there already. */
	arrival: 'alone' | 'late';
}

/** Registers the API: one route takes every path, since ":" verbs and encoded slashes do not fit a router's patterns. */
export function serve(app: FastifyInstance, world: World): void {
	const mutations = new WeakMap<FastifyRequest, Running>();
	const leave = (request: FastifyRequest): void => {
		mutations.get(request)?.user.running.delete(request);
	};
	app.addHook('onRequest', async (request, reply) => {
		const user = mutatingUser(world, request);
		if (user === undefined) return;
		mutations.set(request, { user, arrival: user.running.size > 0 ? 'late' : 'alone' });
		user.running.add(request);
		reply.raw.once('close', () => leave(request));
	});
	app.route({
		method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
		url: '/*',
		handler: async (request, reply) => {
			const route = findRoute(request.method, request.url);
			if (route.kind === 'unknown') return htmlNotFound(request, reply);
			if (route.kind === 'token') return refreshToken(world, request, reply);
			try {
				const body = await run(world, request, route, mutations.get(request)?.arrival ?? 'alone');
				return json(reply).send(body);
			} catch (error) {
				if (!(error instanceof ApiError)) throw error;
				return json(reply).code(error.httpStatus).headers(error.headers).send(envelope(error));
			} finally {
				leave(request);
			}
		},
	});
	app.setNotFoundHandler(htmlNotFound);
}

const json = (reply: FastifyReply): FastifyReply => reply.type('application/json; charset=UTF-8');

async function run(world: World, request: FastifyRequest, { operation, names }: MethodRoute, arrival: Running['arrival']): Promise<unknown> {
	const query = readQuery(searchOf(request.url));
	const user = userOf(world, request, query);
	query.only(operation.query);
	if (operation.effect === 'mutates') {
		await pause();
		if (arrival === 'late') refuseOverlap(world, user, request);
	}
	user.charge(operation.cost);
	world.context.note(request, { units: { ...operation.cost } });
	const done: Answer = operation.run({ world, user, names, query, body: request.body });
	world.context.note(request, { records: done.records ?? 0, committed: done.committed ?? false });
	return selectFields(done.body, query.text('fields'));
}

/** Two turns of the event loop, so that a mutation sent at the same time is there before this one is done. */
async function pause(): Promise<void> {
	for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** documented: one after another "to avoid increased latency and failures"; which failure is assumed. */
function refuseOverlap(world: World, user: User, request: FastifyRequest): void {
	user.overlaps += 1;
	world.context.note(request, { units: { overlap: 1 } });
	const rule = world.setting('overlappingMutations');
	if (rule === '409') throw new ApiError(409, 'ABORTED', 'The operation was aborted: mutations of one user must be sent one after another.');
	if (rule === '503') throw new ApiError(503, 'UNAVAILABLE', 'The service is currently unavailable.');
}

function userOf(world: World, request: FastifyRequest, query: Query): User {
	const bearer = /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1];
	const name = world.bearers.accountOf(bearer ?? query.text('access_token'));
	const user = world.users.get(name);
	if (user === undefined) throw new Error(`No account ${name}.`);
	return user;
}

function mutatingUser(world: World, request: FastifyRequest): User | undefined {
	const route = findRoute(request.method, request.url);
	if (route.kind !== 'method' || route.operation.effect !== 'mutates') return undefined;
	try {
		return userOf(world, request, readQuery(searchOf(request.url)));
	} catch (error) {
		if (error instanceof ApiError) return undefined;
		throw error;
	}
}

/** A path that is none gets a page, not JSON (seen). */
function htmlNotFound(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
	const title = '<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Error 404 (Not Found)!!1</title>';
	const page = `${title}<p><b>404.</b> <ins>That's an error.</ins><p>The requested URL was not found on this server. <ins>That's all we know.</ins></html>`;
	return reply.code(404).type('text/html; charset=UTF-8').send(page);
}
