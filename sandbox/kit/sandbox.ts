import fastify, { type FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import { acceptAnyBody, bodyLimitBytes } from './body';
import { createCallLog } from './calls';
import { createClock } from './clock';
import { addConsole } from '../console';
import { addControlApi } from './control';
import { createFaultList } from './faults';
import { knownServices, type KnownService } from './known';
import { mount } from './mount';
import { createRandom } from './random';
import { createSwitchBoard, type SwitchState } from './switches';
import type { Call, Fault, SandboxClock, SeedSize, Service, ServiceFactory } from './types';

export interface SandboxOptions {
	/** Default 0: any free port of 127.0.0.1. */
	port?: number;
	/** Which stand-ins start, by name or as factory. Default: all known. */
	services?: ReadonlyArray<KnownService | ServiceFactory>;
	/** false: the clock stands until it is advanced. Default true. */
	realtime?: boolean;
	/** What the clock shows at the start, milliseconds since 1970. Default: the machine's time. */
	startAt?: number;
	/** Seed of the stand-ins' randomness. Default 1. */
	randomSeed?: number;
}

/** A running sandbox. Everything here is also reachable under `/_control`. */
export interface Sandbox {
	/** Without a slash at the end. */
	readonly baseUrl: string;
	readonly clock: SandboxClock;
	/** Where a client of this stand-in is pointed at: baseUrl and the stand-in's prefix. */
	url(service: string): string;
	/** Finished calls in order of arrival, of one stand-in or of all. */
	calls(service?: string): Call[];
	clearCalls(): void;
	fault(fault: Fault): void;
	faults(): Fault[];
	clearFaults(): void;
	setSwitch(service: string, name: string, value: string): void;
	switches(): SwitchState[];
	/** Throws when no such stand-in was started. */
	service(name: string): Service;
	services(): readonly Service[];
	/** Fills one stand-in, or all with the same people. Default 500 people, 120 companies. */
	seed(size?: Partial<SeedSize>, service?: string): void;
	/** As just started: empty stand-ins, clock, calls, faults and switches. */
	reset(): void;
	close(): Promise<void>;
}

export const defaultSeed: SeedSize = { people: 500, companies: 120, seed: 1 };

/** Starts the stand-ins on 127.0.0.1, empty. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const app = fastify({
		bodyLimit: bodyLimitBytes,
		forceCloseConnections: true,
		exposeHeadRoutes: false,
		routerOptions: { ignoreTrailingSlash: true, maxParamLength: 4096 },
	});
	acceptAnyBody(app);
	app.setErrorHandler((error, request, reply) => {
		process.stderr.write(`sandbox: ${request.method} ${request.url}: ${error instanceof Error ? error.stack : String(error)}\n`);
		return reply.code(500).send({ error: 'The stand-in itself failed; see its standard error.' });
	});
	const sandbox = assemble(app, options);
	addControlApi(app, sandbox);
	addConsole(app);
	await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
	return sandbox;
}

function assemble(app: FastifyInstance, options: SandboxOptions): Sandbox {
	const clock = createClock({ startAt: options.startAt, pace: options.realtime === false ? 'standing' : 'running' });
	const calls = createCallLog();
	const faults = createFaultList();
	const board = createSwitchBoard(() => services);
	const seedOfRandom = options.randomSeed ?? 1;
	let random = createRandom(seedOfRandom);
	const services = factories(options.services).map((create): Service => {
		const service = create({
			clock,
			switchValue: (name) => board.value(service.name, name),
			note: calls.note,
			random: () => random(),
		});
		return service;
	});
	for (const service of services) mount(app, service, { clock, calls, faults });

	const find = (name: string): Service => {
		const found = services.find((candidate) => candidate.name === name);
		if (found) return found;
		throw new Error(`No stand-in "${name}" was started. Running: ${services.map((one) => one.name).join(', ')}.`);
	};
	const baseUrl = (): string => `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
	return {
		get baseUrl() {
			return baseUrl();
		},
		clock,
		url: (name) => `${baseUrl()}/${find(name).name}`,
		calls: calls.list,
		clearCalls: calls.clear,
		fault(fault) {
			find(fault.service);
			faults.add(fault);
		},
		faults: faults.list,
		clearFaults: faults.clear,
		setSwitch: board.set,
		switches: board.list,
		service: find,
		services: () => services,
		seed(size = {}, name) {
			for (const service of name === undefined ? services : [find(name)]) service.seed({ ...defaultSeed, ...size });
		},
		reset() {
			clock.reset();
			calls.clear();
			faults.clear();
			board.reset();
			random = createRandom(seedOfRandom);
			for (const service of services) service.reset();
		},
		close: () => app.close(),
	};
}

function factories(wanted: SandboxOptions['services']): readonly ServiceFactory[] {
	if (wanted === undefined) return Object.values(knownServices);
	return wanted.map((one) => (typeof one === 'string' ? knownServices[one] : one));
}
