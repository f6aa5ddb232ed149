import axios from 'axios';
import { startSandbox, type Call, type Sandbox } from '../../sandbox/kit';
import { createNotebook } from './notebook';

const start = Date.UTC(2026, 2, 1, 8, 30);
let sandbox: Sandbox;
const http = axios.create({ validateStatus: () => true });
const at = (path: string): string => `${sandbox.url('notebook')}${path}`;
const control = (path: string): string => `${sandbox.baseUrl}/_control${path}`;

beforeAll(async () => {
	sandbox = await startSandbox({ services: [createNotebook], realtime: false, startAt: start });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const logged = (facts: Partial<Call>): Call => ({
	n: 1,
	service: 'notebook',
	op: 'notes.post',
	method: 'POST',
	path: '/people',
	status: 200,
	committed: true,
	at: start,
	units: { calls: 1 },
	records: 1,
	...facts,
});

describe('requests', () => {
	test('paths with colons reach the stand-in as they were sent', async () => {
		const { data } = await http.get(at('/v1/people/c1:updateContact'));
		expect(data.path).toBe('v1/people/c1:updateContact');
	});

	test('a DELETE may carry a JSON body', async () => {
		await http.delete(at('/tag'), { data: { tag: 'vip' } });
		expect(sandbox.service('notebook').dump()).toEqual([{ tag: 'vip' }]);
	});

	test('an empty body with a JSON content type is no body, not an error', async () => {
		const { status } = await http.post(at('/people'), undefined, { headers: { 'content-type': 'application/json' } });
		expect(status).toBe(200);
		expect(sandbox.service('notebook').dump()).toEqual([null]);
	});

	test.each([
		['text/plain', '{"a":1}', { a: 1 }],
		['application/vnd.someone+json', '{"a":1}', { a: 1 }],
		['application/x-www-form-urlencoded', 'grant_type=refresh_token&a=b+c', { grant_type: 'refresh_token', a: 'b c' }],
		['application/json', '{"a":', '{"a":'],
	])('a body of type %s that says %s arrives as %j', async (type, text, expected) => {
		await http.post(at('/people'), text, { headers: { 'content-type': type }, transformRequest: (data) => data });
		expect(sandbox.service('notebook').dump()).toEqual([expected]);
	});

	test('a slash at the end makes no difference', async () => {
		expect((await http.get(control('/clock/'))).data).toEqual({ now: start });
	});
});

describe('the call log', () => {
	test('keeps one entry per call with what the stand-in noted', async () => {
		await http.post(at('/people'), { name: 'Eva' });
		await http.get(at('/people?limit=5'));
		expect(sandbox.calls()).toEqual([
			logged({}),
			logged({ n: 2, op: 'notes.get', method: 'GET', path: '/people?limit=5', committed: false }),
		]);
	});

	test('can be read and cleared over HTTP', async () => {
		await http.post(at('/people'), {});
		expect((await http.get(control('/calls?service=notebook'))).data).toEqual([logged({})]);
		await http.delete(control('/calls'));
		expect(sandbox.calls()).toEqual([]);
	});

	test('numbers begin again at one after clearing', async () => {
		await http.post(at('/people'), {});
		sandbox.clearCalls();
		await http.post(at('/people'), {});
		expect(sandbox.calls().map((call) => call.n)).toEqual([1]);
	});
});

describe('faults', () => {
	test('an answer fault answers in the place of the stand-in, once', async () => {
		sandbox.fault({
			service: 'notebook',
			op: 'notes.post',
			effect: { kind: 'answer', status: 429, headers: { 'retry-after': '7' }, body: { error: 'slow down' } },
		});
		const first = await http.post(at('/people'), {});
		expect([first.status, first.headers['retry-after'], first.data]).toEqual([429, '7', { error: 'slow down' }]);
		expect((await http.post(at('/people'), {})).status).toBe(200);
		expect(sandbox.calls().map((call) => [call.status, call.committed])).toEqual([[429, false], [200, true]]);
	});

	test('a text body is sent as HTML', async () => {
		sandbox.fault({ service: 'notebook', op: '*', effect: { kind: 'answer', status: 502, body: '<h1>Bad gateway</h1>' } });
		const { headers, data } = await http.get(at('/people'));
		expect([headers['content-type'], data]).toEqual(['text/html; charset=utf-8', '<h1>Bad gateway</h1>']);
	});

	test('cutBefore closes the connection and nothing is carried out', async () => {
		sandbox.fault({ service: 'notebook', op: '*', effect: { kind: 'cutBefore' } });
		await expect(http.post(at('/people'), { name: 'Eva' })).rejects.toThrow(/socket hang up|ECONNRESET/);
		expect(sandbox.service('notebook').dump()).toEqual([]);
		expect(sandbox.calls()).toEqual([logged({ status: 'cut', committed: false, units: {}, records: 0 })]);
	});

	test('cutAfter carries the call out and closes the connection without an answer', async () => {
		sandbox.fault({ service: 'notebook', op: '*', effect: { kind: 'cutAfter' } });
		await expect(http.post(at('/people'), { name: 'Eva' })).rejects.toThrow(/socket hang up|ECONNRESET/);
		expect(sandbox.service('notebook').dump()).toEqual([{ name: 'Eva' }]);
		expect(sandbox.calls()).toEqual([logged({ status: 'cut', committed: true })]);
	});

	test('a slow call is carried out all the same', async () => {
		sandbox.fault({ service: 'notebook', op: '*', effect: { kind: 'slow', ms: 5 } });
		expect((await http.post(at('/people'), {})).status).toBe(200);
	});

	test('after skips matching calls and times limits the effect; other operations are left alone', async () => {
		sandbox.fault({ service: 'notebook', op: 'notes.post', after: 1, times: 2, effect: { kind: 'answer', status: 503 } });
		const statuses: number[] = [];
		for (const method of ['post', 'get', 'post', 'post', 'post'] as const) statuses.push((await http[method](at('/x'))).status);
		expect(statuses).toEqual([200, 200, 503, 503, 200]);
	});

	test('can be set, read and cleared over HTTP', async () => {
		const fault = { service: 'notebook', op: '*', after: 0, times: 3, effect: { kind: 'cutBefore' } };
		await http.post(control('/faults'), fault);
		expect((await http.get(control('/faults'))).data).toEqual([fault]);
		await http.delete(control('/faults'));
		expect(sandbox.faults()).toEqual([]);
	});

	test.each([
		[{ op: '*', effect: { kind: 'cutBefore' } }, /service/],
		[{ service: 'notebook', op: '*', effect: { kind: 'explode' } }, /effect.kind/],
		[{ service: 'nobody', op: '*', effect: { kind: 'cutBefore' } }, /No stand-in "nobody"/],
		[{ service: 'notebook', op: '*', times: -1, effect: { kind: 'cutBefore' } }, /times/],
	])('refuses the malformed fault %j', async (fault, reason) => {
		const { status, data } = await http.post(control('/faults'), fault);
		expect([status, data.error]).toEqual([400, expect.stringMatching(reason)]);
	});
});

describe('clock, switches and state', () => {
	test('the clock stands until it is advanced, and every answer carries its time as Date header', async () => {
		expect((await http.get(at('/x'))).headers.date).toBe('Sun, 01 Mar 2026 08:30:00 GMT');
		await http.post(control('/clock/advance'), { ms: 90_000 });
		expect((await http.get(at('/x'))).headers.date).toBe('Sun, 01 Mar 2026 08:31:30 GMT');
	});

	test('a switch starts at its first value and takes only its own values', async () => {
		expect((await http.get(at('/x'))).data.ink).toBe('blue');
		await http.put(control('/switches'), { service: 'notebook', name: 'ink', value: 'red' });
		expect((await http.get(at('/x'))).data.ink).toBe('red');
		expect(() => sandbox.setSwitch('notebook', 'ink', 'green')).toThrow('takes blue or red, not "green"');
		expect(() => sandbox.setSwitch('notebook', 'pen', 'red')).toThrow('has no switch "pen"');
		expect((await http.get(control('/switches'))).data).toEqual([
			{ service: 'notebook', name: 'ink', certainty: 'assumed', describes: 'Colour of the ink', values: ['blue', 'red'], value: 'red' },
		]);
	});

	test('reset empties everything', async () => {
		await http.post(at('/people'), {});
		sandbox.clock.advance(1000);
		sandbox.setSwitch('notebook', 'ink', 'red');
		sandbox.fault({ service: 'notebook', op: '*', effect: { kind: 'cutBefore' } });
		await http.post(control('/reset'));
		expect([sandbox.calls(), sandbox.faults(), sandbox.clock.now(), sandbox.service('notebook').dump()]).toEqual([[], [], start, []]);
		expect(sandbox.switches().map((one) => one.value)).toEqual(['blue']);
	});

	test('seed and dump work over HTTP', async () => {
		await http.post(control('/seed'), { people: 2, companies: 0 });
		expect((await http.get(control('/dump/notebook'))).data).toEqual([0, 1]);
	});

	test('an unknown action and an unknown stand-in are refused with a reason', async () => {
		expect((await http.post(control('/control/notebook/fly'))).data).toEqual({ error: 'notebook knows no action "fly".' });
		expect((await http.get(control('/dump/nobody'))).data.error).toContain('No stand-in "nobody"');
	});
});
