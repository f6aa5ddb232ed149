import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SandboxClock } from '../kit/types';
import type { SandboxRaynetAccount } from './accounts';
import { RaynetError } from './errors';
import { createLoginGuard, logIn, type LoginGuard } from './login';
import type { Instance } from './model';
import { quotaHeaders, requestLimitReached, spend } from './quota';
import type { Setting } from './switches';

/** [documented] More than 4 simultaneously open connections of a client: 429. */
const connectionsAllowed = 4;

export interface Gate {
	/** Registers the hooks that let a request in or turn it away. */
	guard(app: FastifyInstance): void;
	/** Whose request it is; only for requests that were let in. */
	accountOf(request: FastifyRequest): SandboxRaynetAccount;
	reset(): void;
	resetLoginFailures(): void;
}

export function createGate(clock: SandboxClock, setting: Setting, instanceOf: (name: string) => Instance): Gate {
	const logins = createLoginGuard();
	const accounts = new WeakMap<FastifyRequest, SandboxRaynetAccount>();
	const connections = createConnectionCounter();
	return {
		guard(app) {
			app.addHook('onRequest', async (request, reply) => {
				const now = clock.now();
				logins.check(request.ip, now, Number(setting('blockedStatus')));
				const account = authenticate(request, logins, now);
				accounts.set(request, account);
				const instance = instanceOf(account.instance);
				reply.headers(quotaHeaders(instance, now));
				if (!connections.open(clientOf(request, setting), request, reply)) throw tooManyConnections(setting);
				spend(instance, now);
				reply.headers(quotaHeaders(instance, now));
			});
			app.addHook('onSend', async (request) => connections.close(request));
		},
		accountOf(request) {
			const account = accounts.get(request);
			if (!account) throw new RaynetError(401, 'Unauthorized');
			return account;
		},
		reset: () => logins.reset(),
		resetLoginFailures: () => logins.reset(),
	};
}

function authenticate(request: FastifyRequest, logins: LoginGuard, now: number): SandboxRaynetAccount {
	const header = (name: string): string | undefined => {
		const value = request.headers[name];
		return Array.isArray(value) ? value[0] : value;
	};
	const result = logIn({
		authorization: header('authorization'),
		instanceName: header('x-instance-name'),
		instanceId: header('x-instance-id'),
	});
	switch (result.kind) {
		case 'account':
			return result.account;
		case 'unknownInstance':
			// [seen] Clients recognise it by how translatedMessage starts.
			throw new RaynetError(404, 'InstanceNotFoundException', `Instance not found: ${result.named}`);
		case 'wrong':
			logins.countFailure(request.ip, now);
			throw new RaynetError(401, 'Unauthorized');
	}
}

/** Whether "client" means key, instance or address is not documented: switch connectionClient. */
function clientOf(request: FastifyRequest, setting: Setting): string {
	switch (setting('connectionClient')) {
		case 'key':
			return request.headers.authorization ?? '';
		case 'instance':
			return String(request.headers['x-instance-name'] ?? request.headers['x-instance-id'] ?? '');
		case 'address':
			return request.ip;
	}
}

/** The body for this case is not documented: switch connectionRefusal. */
function tooManyConnections(setting: Setting): RaynetError {
	return setting('connectionRefusal') === 'asQuota' ? requestLimitReached() : new RaynetError(429, 'Too many simultaneous connections');
}

interface ConnectionCounter {
	/** Whether there is room for one more. */
	open(client: string, request: FastifyRequest, reply: FastifyReply): boolean;
	close(request: FastifyRequest): void;
}

/** Counts requests that are being answered; an idle connection is none. */
function createConnectionCounter(): ConnectionCounter {
	const counts = new Map<string, number>();
	const holders = new Map<FastifyRequest, string>();
	const close = (request: FastifyRequest): void => {
		const client = holders.get(request);
		if (client === undefined) return;
		holders.delete(request);
		counts.set(client, (counts.get(client) ?? 1) - 1);
	};
	return {
		open(client, request, reply) {
			const count = counts.get(client) ?? 0;
			if (count >= connectionsAllowed) return false;
			counts.set(client, count + 1);
			holders.set(request, client);
			// A connection that the client cut never comes to onSend.
			reply.raw.once('close', () => close(request));
			return true;
		},
		close,
	};
}
