import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CallLog } from './calls';
import type { FaultEffect, FaultList } from './faults';
import type { SandboxClock, Service } from './types';

export interface Recorder {
	clock: SandboxClock;
	calls: CallLog;
	faults: FaultList;
}

/** Registers a stand-in under `/<name>`, inside the hooks that log each call and act out faults. */
export function mount(app: FastifyInstance, service: Service, recorder: Recorder): void {
	app.register(
		(scope, _options, done) => {
			addHooks(scope, service, recorder);
			service.routes(scope);
			done();
		},
		{ prefix: `/${service.name}` },
	);
}

function addHooks(scope: FastifyInstance, service: Service, { clock, calls, faults }: Recorder): void {
	const effects = new WeakMap<FastifyRequest, FaultEffect>();

	scope.addHook('onRequest', async (request, reply) => {
		reply.header('date', new Date(clock.now()).toUTCString());
		const op = service.opOf(request);
		const path = request.url.slice(service.name.length + 1) || '/';
		calls.begin(request, { service: service.name, op, method: request.method, path, at: clock.now() });
		reply.raw.once('close', () => calls.end(request, 'cut'));
		const effect = faults.take(service.name, op);
		if (effect === undefined) return undefined;
		effects.set(request, effect);
		if (effect.kind === 'answer') return answer(reply, effect);
		if (effect.kind === 'cutBefore') return cut(reply);
		return undefined;
	});

	// Not in onRequest: a stand-in counts open connections there, and a slow call is an open one.
	scope.addHook('preHandler', async (request) => {
		const effect = effects.get(request);
		if (effect?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, effect.ms));
	});

	scope.addHook('onSend', async (request, reply, payload) => {
		if (effects.get(request)?.kind === 'cutAfter') {
			calls.end(request, 'cut');
			reply.raw.destroy();
			return '';
		}
		calls.end(request, reply.statusCode);
		return payload;
	});
}

function answer(reply: FastifyReply, effect: Extract<FaultEffect, { kind: 'answer' }>): FastifyReply {
	reply.code(effect.status).headers(effect.headers ?? {});
	if (typeof effect.body !== 'string') return reply.send(effect.body);
	if (effect.headers?.['content-type'] === undefined) reply.type('text/html; charset=utf-8');
	return reply.send(effect.body);
}

function cut(reply: FastifyReply): FastifyReply {
	reply.hijack();
	reply.raw.destroy();
	return reply;
}
