import type { FastifyInstance } from 'fastify';
import { pairRefs, pairsOf } from '../console/pairs';
import { isObject, type JsonObject } from './json';
import { parseFault } from './faults';
import type { Sandbox } from './sandbox';
import type { SeedSize } from './types';

type Named = { Params: { service: string } };

/** The control API: what tests do in-process, for the console page and for other processes. All JSON. */
export function addControlApi(app: FastifyInstance, sandbox: Sandbox): void {
	app.register(
		(scope, _options, done) => {
			scope.setErrorHandler((error, _request, reply) =>
				reply.code(400).send({ error: error instanceof Error ? error.message : String(error) }),
			);
			addRecordRoutes(scope, sandbox);
			addSettingRoutes(scope, sandbox);
			addStateRoutes(scope, sandbox);
			done();
		},
		{ prefix: '/_control' },
	);
}

function addRecordRoutes(scope: FastifyInstance, sandbox: Sandbox): void {
	scope.get<{ Querystring: { service?: string; after?: string } }>('/calls', async ({ query }) =>
		sandbox.calls(query.service).filter((call) => call.n > Number(query.after ?? 0)),
	);
	scope.delete('/calls', async () => {
		sandbox.clearCalls();
		return ok;
	});
	scope.get('/faults', async () => sandbox.faults());
	scope.post('/faults', async ({ body }) => {
		sandbox.fault(parseFault(body));
		return ok;
	});
	scope.delete('/faults', async () => {
		sandbox.clearFaults();
		return ok;
	});
}

function addSettingRoutes(scope: FastifyInstance, sandbox: Sandbox): void {
	scope.get('/services', async () =>
		sandbox.services().map((service) => ({ name: service.name, url: sandbox.url(service.name) })),
	);
	scope.get('/switches', async () => sandbox.switches());
	scope.put('/switches', async ({ body }) => {
		const { service, name, value } = objectBody(body);
		sandbox.setSwitch(String(service), String(name), String(value));
		return ok;
	});
	scope.get('/clock', async () => ({ now: sandbox.clock.now() }));
	scope.post('/clock/advance', async ({ body }) => {
		const { ms } = objectBody(body);
		if (typeof ms !== 'number') throw new Error('ms must be a number of milliseconds.');
		sandbox.clock.advance(ms);
		return { now: sandbox.clock.now() };
	});
}

function addStateRoutes(scope: FastifyInstance, sandbox: Sandbox): void {
	scope.post('/reset', async () => {
		sandbox.reset();
		return ok;
	});
	scope.post('/seed', async ({ body }) => {
		const { service, ...size } = objectBody(body);
		sandbox.seed(parseSize(size), service === undefined ? undefined : String(service));
		return ok;
	});
	scope.get<Named>('/dump/:service', async ({ params }) => sandbox.service(params.service).dump());
	scope.get<Named>('/rows/:service', async ({ params }) => sandbox.service(params.service).rows());
	scope.get('/pairs', async () => pairRefs(sandbox));
	scope.get<Named & { Querystring: { id?: string } }>('/pairs/:service', async ({ params, query }) => pairsOf(sandbox, params.service, query.id ?? ''));
	scope.post<{ Params: { service: string; action: string } }>('/control/:service/:action', async ({ params, body }) => ({
		result: (await sandbox.service(params.service).control(params.action, objectBody(body))) ?? null,
	}));
}

const ok = { ok: true } as const;

function objectBody(body: unknown): JsonObject {
	if (body === undefined || body === null) return {};
	if (!isObject(body)) throw new Error('The body must be a JSON object.');
	return body;
}

function parseSize(size: JsonObject): Partial<SeedSize> {
	const numbers = Object.entries(size).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
	return Object.fromEntries(numbers);
}
