import { Agent, request as send, type IncomingMessage } from 'node:http';
import { TransportError, type HttpClient, type HttpRequest, type HttpResponse } from '../../core/ports/http';
import { bodyHeader, loginHeader, parsed, type AxiosClientSettings } from './axiosClient';

/** HttpClient on node's own http with connections that stay open: for tests of tens of thousands of calls to a stand-in. */
export function createNodeClient({ login, headers = {} }: AxiosClientSettings = {}): HttpClient {
	const agent = new Agent({ keepAlive: true, maxSockets: 4 });
	return async (request) => {
		const all = { Accept: 'application/json', ...headers, ...(await loginHeader(login)), ...bodyHeader(request), ...request.headers };
		return await answered(request, all, agent);
	};
}

function answered(request: HttpRequest, headers: Record<string, string>, agent: Agent): Promise<HttpResponse> {
	const body = request.body === undefined ? undefined : JSON.stringify(request.body);
	// Node gives the body of a DELETE no length by itself.
	const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
	return new Promise((resolve, reject) => {
		const failed = (): void => reject(new TransportError('cut', 'maybe'));
		const call = send(`${request.url}${queryOf(request)}`, { method: request.method, headers: { ...headers, ...length }, agent }, (response) => {
			textOf(response).then((text) => resolve({ status: response.statusCode ?? 0, headers: flat(response), body: parsed(text) }), failed);
		});
		call.on('error', failed);
		call.end(body);
	});
}

function queryOf({ query = {} }: HttpRequest): string {
	const pairs = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [value].flat().map((one): [string, string] => [name, String(one)])));
	return pairs.length > 0 ? `?${new URLSearchParams(pairs).toString()}` : '';
}

async function textOf(response: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of response) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString('utf8');
}

function flat({ headers }: IncomingMessage): HttpResponse['headers'] {
	return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(',')]));
}
