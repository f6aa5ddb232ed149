import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAxiosClient } from '../support/axiosClient';
import type { HttpRequest } from '../../core/ports/http';

/** The HttpClient that tests use is worth a look of its own: what it hides, no other test can see. */
describe('the axios client', () => {
	let server: Server;
	let root: string;
	let seen: string[];

	beforeAll(async () => {
		server = createServer((request, response) => {
			seen.push(`${request.method} ${decodeURIComponent((request.url ?? '').replaceAll('+', ' '))} ${request.headers.authorization ?? '-'}`);
			if (request.url?.startsWith('/cut')) return request.socket.destroy();
			response.statusCode = request.url?.startsWith('/busy') ? 503 : 200;
			response.setHeader('X-Some-Header', 'Value');
			return response.end(request.url?.startsWith('/json') ? '{"ok":true}' : request.url?.startsWith('/text') ? '<html>' : '');
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	});
	beforeEach(() => {
		seen = [];
	});
	afterAll(() => new Promise((resolve) => server.close(resolve)));

	const get = (path: string, query?: HttpRequest['query']) => createAxiosClient()({ method: 'GET', url: `${root}${path}`, ...(query ? { query } : {}) });

	it('gives JSON parsed, other text as it is, nothing as undefined, and names of headers in lower case', async () => {
		const answers = await Promise.all(['/json', '/text', '/empty', '/busy'].map((path) => get(path)));
		expect(answers.map(({ status, body }) => [status, body])).toEqual([
			[200, { ok: true }],
			[200, '<html>'],
			[200, undefined],
			[503, undefined],
		]);
		expect(answers[0]?.headers['x-some-header']).toBe('Value');
	});

	it('repeats keys of lists, keeps empty values and leaves undefined ones out', async () => {
		await get('/json', { 'a[NE]': '', b: ['1', '2'], c: undefined, d: '2026-01-05T13:00:00.000+00:00' });
		expect(seen).toEqual(['GET /json?a[NE]=&b=1&b=2&d=2026-01-05T13:00:00.000+00:00 -']);
	});

	it('adds the login', async () => {
		const request = { method: 'GET', url: `${root}/json` } as const;
		await createAxiosClient({ login: { kind: 'bearer', token: async () => 't' } })(request);
		await createAxiosClient({ login: { kind: 'basic', user: 'u', password: 'p' } })(request);
		expect(seen).toEqual(['GET /json Bearer t', `GET /json Basic ${btoa('u:p')}`]);
	});

	it('says of a cut connection that the request may have arrived, and of a refused one that it did not', async () => {
		await expect(get('/cut')).rejects.toMatchObject({ name: 'TransportError', sent: 'maybe' });
		await expect(createAxiosClient()({ method: 'GET', url: 'http://127.0.0.1:1/' })).rejects.toMatchObject({ name: 'TransportError', sent: 'no' });
	});
});
