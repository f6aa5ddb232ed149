import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { startSandbox, type Sandbox } from '../../sandbox/kit';
import { raynetAccounts, type SandboxRaynetAccount } from '../../sandbox/raynet/accounts';

/** Sunday, 1 March 2026, 09:30 in Prague. */
export const start = Date.UTC(2026, 2, 1, 8, 30);

export interface RaynetWorld {
	sandbox: Sandbox;
	/** As the sync user of an instance, with Basic and X-Instance-Name. */
	as(account: SandboxRaynetAccount): AxiosInstance;
	api: AxiosInstance;
	/** Somebody's hands in the browser. */
	hand(action: string, args: Record<string, unknown>): unknown;
	turn(name: string, value: string): void;
}

export async function startRaynet(): Promise<RaynetWorld> {
	const sandbox = await startSandbox({ services: ['raynet'], realtime: false, startAt: start });
	const as = (account: SandboxRaynetAccount): AxiosInstance =>
		client(sandbox, { 'X-Instance-Name': account.instance }, { username: account.userName, password: account.apiKey });
	return {
		sandbox,
		as,
		api: as(raynetAccounts.acme),
		hand: (action, args) => sandbox.service('raynet').control(action, args),
		turn: (name, value) => sandbox.setSwitch('raynet', name, value),
	};
}

export function client(sandbox: Sandbox, headers: Record<string, string>, auth?: { username: string; password: string }): AxiosInstance {
	return axios.create({ baseURL: `${sandbox.url('raynet')}/api/v2/`, headers, auth, validateStatus: () => true });
}

/** Creates a person through the API and answers the id. */
export async function newPerson(api: AxiosInstance, body: Record<string, unknown> = {}): Promise<number> {
	return created(await api.put('person/', { lastName: 'Nová', ...body }));
}

export async function newCompany(api: AxiosInstance, body: Record<string, unknown> = {}): Promise<number> {
	return created(await api.put('company/', { name: 'Vrána s.r.o.', rating: 'A', state: 'B_ACTUAL', role: 'A_SUBSCRIBER', ...body }));
}

export function created({ status, data }: AxiosResponse): number {
	if (status !== 201) throw new Error(`${status} ${JSON.stringify(data)}`);
	return data.data.id;
}

/** The ids on a page of people, in order. */
export async function ids(api: AxiosInstance, query: string): Promise<number[]> {
	const { status, data } = await api.get(`person/?${query}`);
	if (status !== 200) throw new Error(`${status} ${JSON.stringify(data)}`);
	return data.data.map(({ id }: { id: number }) => id);
}
