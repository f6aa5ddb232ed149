import { createGoogleContacts, createGoogleMemory, type GoogleMemory } from '../../connectors/google';
import { createRaynet } from '../../connectors/crm/raynet';
import type { CrmScope, WindowedCrm } from '../../core/ports/crm';
import type { Environment } from '../../core/ports/environment';
import type { PartnerSide } from '../../core/ports/partner';
import { runUpsert, type Incoming } from '../../core/sync';
import { FIELDS } from '../../core/sync/fields';
import { readChanges } from '../../core/sync/poll';
import type { RunReport } from '../../core/sync/report';
import { inScope, scopeText } from '../../core/sync/scope';
import type { FlowSettings } from '../../core/sync/settings';
import { fromTheBeginning, type WindowCursor } from '../../core/sync/window';
import { googleAccounts } from '../../sandbox/google/accounts';
import { startSandbox, type Sandbox } from '../../sandbox/kit';
import { raynetAccounts } from '../../sandbox/raynet/accounts';
import { createAxiosClient } from '../support/axiosClient';
import { seededRandom } from '../support/environment';

/** The flow Raynet to Google Contacts over HTTP, without n8n: the same engine and connectors that the nodes call. */
export interface World {
	sandbox: Sandbox;
	crm: WindowedCrm;
	partner: PartnerSide;
	env: Environment;
	settings: FlowSettings;
	/** One poll of the trigger, at most `pages` pages; undefined pages: until the window is read. */
	poll(pages?: number): Promise<Incoming[]>;
	/** One execution of Google Contacts Upsert. */
	upsert(incoming: readonly Incoming[], more?: Partial<FlowSettings>): Promise<RunReport>;
	/** Polls to the end and upserts each poll's items. */
	sync(more?: Partial<FlowSettings>): Promise<RunReport[]>;
	/** A new process: what was only in memory is gone. */
	forget(): void;
	/** How often each op was called since the last clearCalls, by stand-in. */
	ops(service: 'raynet' | 'google'): Record<string, number>;
	/** Passes the sandbox's time. */
	wait(ms: number): void;
	close(): Promise<void>;
}

export interface WorldOptions {
	people?: number;
	companies?: number;
	scope?: CrmScope;
	leaving?: 'report' | 'ignore';
}

export async function openWorld({ people = 0, companies = 0, scope = { kind: 'all' }, leaving = 'report' }: WorldOptions = {}): Promise<World> {
	const sandbox = await startSandbox({ realtime: false, startAt: Date.parse('2026-03-02T10:00:00Z') });
	sandbox.seed({ people, companies }, 'raynet');
	sandbox.clock.advance(600_000);
	const env = environmentOf(sandbox);
	const crm = createRaynet({ http: raynetHttp(), env, baseUrl: sandbox.url('raynet'), instance: 'acme', dailyShare: 1 });
	let memory = createGoogleMemory();
	let cursor = fromTheBeginning();
	const world: World = {
		sandbox,
		crm,
		partner: googleOf(sandbox, env, memory),
		env,
		settings: defaultSettings(scope),
		async poll(pages = 1000) {
			const result = await readOn(world, cursor, leaving === 'ignore' ? scope : undefined, pages);
			cursor = result.cursor;
			return result.changes.flatMap(({ record, novelty }, i): Incoming[] => {
				const here = inScope(record, scope);
				if (!here && (leaving === 'ignore' || novelty === 'existing')) return [];
				return [{ key: String(i), contact: record.contact, event: !here ? 'left' : novelty === 'updated' ? 'updated' : 'created' }];
			});
		},
		upsert: (incoming, more = {}) =>
			runUpsert({ operation: 'upsert', incoming, settings: { ...world.settings, ...more }, partner: world.partner, env, mode: 'apply' }),
		async sync(more = {}) {
			const reports: RunReport[] = [];
			for (let items = await world.poll(5); items.length > 0; items = await world.poll(5)) reports.push(await world.upsert(items, more));
			return reports;
		},
		forget() {
			memory = createGoogleMemory();
			world.partner = googleOf(sandbox, env, memory);
		},
		ops(service) {
			const counts: Record<string, number> = {};
			for (const call of sandbox.calls(service)) counts[call.op] = (counts[call.op] ?? 0) + 1;
			return counts;
		},
		wait: (ms) => sandbox.clock.advance(ms),
		close: () => sandbox.close(),
	};
	return world;
}

async function readOn(world: World, cursor: WindowCursor, scope: CrmScope | undefined, pages: number) {
	const { crm, env } = world;
	const { pageSize, stampResolutionMs, recordTypes } = crm.capabilities;
	const plan = { recordTypes, pageSize, stampResolutionMs, ...(scope && scope.kind !== 'all' ? { scope } : {}) };
	return await readChanges(crm, cursor, plan, { pages, deadline: Number.POSITIVE_INFINITY }, env.clock);
}

function environmentOf(sandbox: Sandbox): Environment {
	const { clock } = sandbox;
	return {
		clock: { now: () => clock.now(), sleep: async (ms) => clock.advance(ms) },
		random: seededRandom(1),
		log: () => undefined,
		cancelled: () => false,
	};
}

export function raynetHttp(account = raynetAccounts.acme) {
	const { instance, userName, apiKey } = account;
	return createAxiosClient({ login: { kind: 'basic', user: userName, password: apiKey }, headers: { 'X-Instance-Name': instance } });
}

export function googleOf(sandbox: Sandbox, env: Environment, memory: GoogleMemory, login = googleAccounts.owner): PartnerSide {
	const http = createAxiosClient({ login: { kind: 'bearer', token: login.accessToken } });
	return createGoogleContacts({ http, env, baseUrl: sandbox.url('google'), memory, account: { crm: 'raynet', account: 'acme' } });
}

function defaultSettings(scope: CrmScope): FlowSettings {
	return {
		account: { crm: 'raynet', account: 'acme' },
		scope: scopeText(scope),
		group: { by: 'name', name: 'RAYNET CRM' },
		visibility: 'alsoVisible',
		matchBy: ['email', 'phone', 'nameAndCompany'],
		firstMeeting: 'fillGaps',
		conflict: 'newest',
		oneWayEdits: 'keep',
		leaving: 'leave',
		missing: 'recreate',
		fields: FIELDS.map((field) => ({ field, direction: 'toPartner', mode: 'mirror' })),
		defaultCountry: 'CZ',
		crmStampResolutionMs: 60_000,
		overrides: [],
	};
}
