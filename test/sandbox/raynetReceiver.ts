import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import type { AddressInfo } from 'node:net';

export interface Receipt {
	body: Record<string, unknown>;
	token: string | undefined;
	query: Record<string, unknown>;
}

/** A server that webhooks are sent to. It accepts everything until told otherwise. */
export interface Receiver {
	url: string;
	receipts: Receipt[];
	answerWith(respond: (request: FastifyRequest, reply: FastifyReply) => unknown): void;
	clear(): void;
	close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
	const app = fastify({ forceCloseConnections: true });
	const receipts: Receipt[] = [];
	const accept = (_request: FastifyRequest, reply: FastifyReply): unknown => reply.code(200).send('ok');
	let respond: (request: FastifyRequest, reply: FastifyReply) => unknown = accept;
	app.post('/hook', (request, reply) => {
		const token = request.headers['x-raynetcrm-token'] ?? request.headers['x-raynetcrm-ttoken'];
		receipts.push({ body: request.body as Receipt['body'], token: token === undefined ? undefined : String(token), query: request.query as Receipt['query'] });
		return respond(request, reply);
	});
	await app.listen({ host: '127.0.0.1', port: 0 });
	return {
		url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/hook`,
		receipts,
		answerWith(next) {
			respond = next;
		},
		clear() {
			receipts.length = 0;
			respond = accept;
		},
		close: () => app.close(),
	};
}

/** Waits, in real time, until something has happened over HTTP. */
export async function until(happened: () => boolean): Promise<void> {
	while (!happened()) await new Promise((resolve) => setTimeout(resolve, 5));
}
