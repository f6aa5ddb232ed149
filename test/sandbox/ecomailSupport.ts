import axios, { type AxiosInstance } from 'axios';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSandbox, type Sandbox } from '../../sandbox/kit';
import { ecomailAccounts } from '../../sandbox/ecomail';
import type { Delivery } from '../../sandbox/ecomail/deliveries';

export const start = Date.UTC(2026, 2, 2, 8);

export interface EcomailWorld {
	sandbox: Sandbox;
	api: AxiosInstance;
	hand(action: string, args?: Record<string, unknown>): unknown;
	turn(name: string, value: string): void;
	/** Id of a new list. */
	list(name?: string, doubleOptin?: boolean): number;
	deliveries(): Promise<Delivery[]>;
}

export async function startEcomail(): Promise<EcomailWorld> {
	const sandbox = await startSandbox({ services: ['ecomail'], realtime: false, startAt: start });
	const hand = (action: string, args: Record<string, unknown> = {}): unknown => sandbox.service('ecomail').control(action, args);
	return {
		sandbox,
		hand,
		api: apiOf(sandbox, ecomailAccounts.acme.apiKey),
		turn: (name, value) => sandbox.setSwitch('ecomail', name, value),
		list: (name = 'News', doubleOptin = false) => (hand('list.create', { name, doubleOptin }) as { id: number }).id,
		deliveries: () => hand('deliveries.settled') as Promise<Delivery[]>,
	};
}

export function apiOf(sandbox: Sandbox, key: string): AxiosInstance {
	return axios.create({ baseURL: sandbox.url('ecomail'), headers: { key }, validateStatus: () => true, paramsSerializer: { indexes: null } });
}

export interface Received {
	body: unknown;
	headers: IncomingHttpHeaders;
}

/** A server that takes webhooks and answers with the statuses of `answers`, then 200. */
export async function startReceiver(answers: number[] = []): Promise<{ url: string; received: Received[]; close(): Promise<void> }> {
	const received: Received[] = [];
	const server: Server = createServer((request, response) => {
		const parts: Buffer[] = [];
		request.on('data', (part: Buffer) => parts.push(part));
		request.on('end', () => {
			received.push({ body: JSON.parse(Buffer.concat(parts).toString()), headers: request.headers });
			response.writeHead(answers.shift() ?? 200).end();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?token=secret`,
		received,
		close: () => new Promise((resolve) => server.close(() => resolve())),
	};
}
