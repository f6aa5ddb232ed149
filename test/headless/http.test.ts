import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NodeApiError, type JsonObject } from 'n8n-workflow';
import type { HttpClient } from '../../core/ports/http';
import { n8nHttp } from '../../nodes/shared/http';
import { startEngine, type Engine } from './engine';

interface Seen {
	method: string;
	url: string;
	headers: IncomingMessage['headers'];
	body: string;
}

let engine: Engine;
let server: Server;
let baseUrl: string;
let seen: Seen[];
let answer: (response: ServerResponse) => void;

beforeAll(async () => {
	engine = await startEngine();
	server = createServer((request, response) => {
		let body = '';
		request.on('data', (part: Buffer) => (body += part.toString()));
		request.on('end', () => {
			seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
			answer(response);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
	seen = [];
	answer = (response) => response.writeHead(200, { 'Content-Type': 'application/json', 'X-Left': '7' }).end('{"ok":true}');
});

function client(longestCallMs?: number): HttpClient {
	const credential = { server: 'own', baseUrl, instanceName: 'acme', email: 'jan@example.com', apiKey: 'key' };
	return n8nHttp(engine.context({ type: 'crmTrigger', credentials: { raynetContactSyncApi: credential } }), 'raynetContactSyncApi', longestCallMs);
}

const get = (path = '/') => client()({ method: 'GET', url: `${baseUrl}${path}` });

describe('the HTTP client over n8n', () => {
	test('adds the login, repeats list parameters, leaves undefined ones out, sends JSON', async () => {
		await client()({ method: 'POST', url: `${baseUrl}/p`, query: { 'at[GE]': '2026-01-01T00:00:00+01:00', id: ['a', 'b'], none: undefined }, body: { name: 'Eva' } });

		expect(seen.map(({ method, url, body }) => [method, url, body])).toEqual([
			['POST', '/p?at%5BGE%5D=2026-01-01T00%3A00%3A00%2B01%3A00&id=a&id=b', '{"name":"Eva"}'],
		]);
		expect(seen[0]?.headers).toMatchObject({
			authorization: `Basic ${Buffer.from('jan@example.com:key').toString('base64')}`,
			'x-instance-name': 'acme',
			'content-type': 'application/json',
			accept: 'application/json',
		});
	});

	test('answers status, lower-case headers and parsed JSON', async () => {
		expect(await get()).toMatchObject({ status: 200, headers: { 'x-left': '7' }, body: { ok: true } });
	});

	test.each([400, 404, 412, 429, 500, 503])('a %i is an answer, not an error, and comes once', async (status) => {
		answer = (response) => response.writeHead(status, { 'Content-Type': 'application/json' }).end('{"message":"no"}');

		expect(await get()).toMatchObject({ status, body: { message: 'no' } });
		expect(seen).toHaveLength(1);
	});

	test('text stays text, and nothing is undefined', async () => {
		answer = (response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>Sign in</html>');
		expect((await get()).body).toBe('<html>Sign in</html>');
		answer = (response) => response.writeHead(200).end();
		expect((await get()).body).toBeUndefined();
	});

	test('a 401 is answered with its body, after the one repeat that n8n makes', async () => {
		answer = (response) => response.writeHead(401, { 'Content-Type': 'application/json' }).end('{"message":"Unauthorized"}');

		expect(await get()).toEqual({ status: 401, headers: {}, body: { message: 'Unauthorized' } });
		expect(seen).toHaveLength(2);
	});

	test('a refused connection was certainly not sent', async () => {
		const free = createServer();
		await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
		const { port } = free.address() as AddressInfo;
		await new Promise((resolve) => free.close(resolve));

		await expect(client()({ method: 'GET', url: `http://127.0.0.1:${port}/` })).rejects.toMatchObject({ name: 'TransportError', sent: 'no' });
	});

	test('a cut connection may have been carried out', async () => {
		answer = (response) => response.destroy();

		await expect(get()).rejects.toMatchObject({ name: 'TransportError', sent: 'maybe' });
	});

	test('a call that takes too long may have been carried out', async () => {
		answer = () => undefined;

		await expect(client(200)({ method: 'GET', url: `${baseUrl}/` })).rejects.toMatchObject({ name: 'TransportError', sent: 'maybe' });
		server.closeAllConnections();
	});

	/** As n8n hands over what failed in itself, before or after the call. */
	const failing = (failure: JsonObject): Promise<unknown> => {
		const context = engine.context({ type: 'crmTrigger', credentials: {} });
		const helpers = { ...context.helpers, httpRequestWithAuthentication: () => Promise.reject(new NodeApiError(context.getNode(), failure)) };
		const broken = Object.assign(Object.create(context) as typeof context, { helpers });
		return n8nHttp(broken, 'raynetContactSyncApi')({ method: 'GET', url: baseUrl });
	};

	test.each<JsonObject>([
		// A poll that lasts longer than n8n gives it (n8n 2.40).
		{ message: 'No bridge acquired for this context. Call acquire() first.' },
		{ message: 'SQLITE_BUSY: database is locked' },
		{ message: 'Parse Error: Invalid character', code: 'HPE_INVALID_CONSTANT' },
		{ message: 'Failed to acquire OAuth2 access token: connect ECONNREFUSED 127.0.0.1:9' },
		{ message: 'getaddrinfo ENOTFOUND oauth2.googleapis.com' },
		{ message: 'Failed to acquire OAuth2 access token: socket hang up' },
	])('trouble of n8n itself is no refused login: $message', async (failure) => {
		await expect(failing(failure)).rejects.toMatchObject({ name: 'TransportError' });
	});

	test('trouble of n8n itself is told in its words, without addresses and what it quotes', async () => {
		await expect(failing({ message: 'The file "eva.json" of eva@example.com is not at https://n8n.example.com/eva' })).rejects.toMatchObject({ message: 'The file … of … is not at …' });
	});

	test.each<JsonObject>([{ message: 'OAuth credentials not connected' }, { message: 'No credentials were returned' }, { message: 'The credential "googleContactsSyncOAuth2Api" needs to be reconnected.' }, { message: 'The grant is gone', httpCode: '400' }])('a login that n8n does not have is a refused one: $message', async (failure) => {
		await expect(failing(failure)).rejects.toMatchObject({ name: 'FatalError' });
	});
});
