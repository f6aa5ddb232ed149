import { createRaynet, type RaynetSettings } from '../../connectors/crm/raynet';
import type { RecordType } from '../../core/contact/contact';
import type { WindowedCrm } from '../../core/ports/crm';
import type { HttpClient } from '../../core/ports/http';
import { startSandbox, type Sandbox } from '../../sandbox/kit';
import { raynetAccounts } from '../../sandbox/raynet';
import { createNodeClient } from '../support/nodeClient';
import { fakeEnvironment } from '../support/environment';
import type { CrmDraft, CrmHands, CrmWorld } from './crm';

export const SERVICE = 'raynet';
/** Switches of parts of the stand-in that reading and writing of contacts never meet. */
export const OTHER_PARTS = /^(?:webhook|massEmail|recipient|entityFilter|tokenHeader|ownWritesTold|absentDates|emailLookup|sameExternalId|partChangeEvents|mergeEvents|anonymizeEvent)/;
const START = Date.parse('2026-03-02T10:00:00Z');
const { instance } = raynetAccounts.acme;
/** The stand-in knows its users as persons once it has three of them. */
const USERS = 3;

export function startRaynet(): Promise<Sandbox> {
	return startSandbox({ services: [SERVICE], realtime: false, startAt: START });
}

export interface LoginOverrides {
	/** Default acme. */
	account?: 'acme' | 'acmeOverseas';
	key?: string;
	instance?: string;
	login?: RaynetSettings['login'];
	dailyShare?: number;
	companies?: RaynetSettings['companies'];
	/** What the connector's HTTP client becomes. */
	wrap?(http: HttpClient): HttpClient;
}

/** A connector of the stand-in, and its virtual environment. */
export function connect(sandbox: Sandbox, overrides: LoginOverrides = {}) {
	const named = overrides.instance ?? instance;
	const { userName, apiKey } = raynetAccounts[overrides.account ?? 'acme'];
	const fake = fakeEnvironment({ startAt: sandbox.clock.now() });
	const http = createNodeClient({
		login: { kind: 'basic', user: userName, password: overrides.key ?? apiKey },
		headers: { 'X-Instance-Name': named },
	});
	const { login, dailyShare, companies, wrap = (plain) => plain } = overrides;
	const more = { ...(login ? { login } : {}), ...(dailyShare ? { dailyShare } : {}), ...(companies ? { companies } : {}) };
	const crm: WindowedCrm = createRaynet({ http: wrap(http), env: fake.env, baseUrl: sandbox.url(SERVICE), instance: named, ...more });
	return { crm, ...fake };
}

/** Empty but for its users. */
export function openWorld(sandbox: Sandbox, setSwitch: () => void = () => undefined): CrmWorld {
	sandbox.reset();
	setSwitch();
	sandbox.seed({ people: USERS, companies: 0 }, SERVICE);
	return {
		crm: connect(sandbox).crm,
		hands: handsOf(sandbox),
		owners: ownersOf(sandbox),
		categories: {
			person: [1, 2].map((id) => ({ id: `person:${id}`, name: String(id) })),
			company: [1, 2].map((id) => ({ id: `company:${id}`, name: String(id) })),
		},
		strangers: USERS,
		now: sandbox.clock.now,
		advance: sandbox.clock.advance,
		close: async () => undefined,
	};
}

interface DumpedPerson {
	id: number;
	values: { firstName?: string | null; lastName?: string | null };
}

/** Read from the stand-in's state, not through a connector. */
function ownersOf(sandbox: Sandbox): CrmWorld['owners'] {
	const { instances } = sandbox.service(SERVICE).dump() as { instances: Record<string, { people: DumpedPerson[] }> };
	return (instances[instance]?.people ?? []).map(({ id, values }) => ({ id: String(id), name: [values.firstName, values.lastName].filter(Boolean).join(' ') }));
}

function handsOf(sandbox: Sandbox): CrmHands {
	const control = (action: string, args: Record<string, unknown>): unknown => sandbox.service(SERVICE).control(action, args);
	const owners = ownersOf(sandbox);
	return {
		async create(draft) {
			const { id } = control(`${recordTypeOf(draft)}.create`, bodyOf(draft, owners)) as { id: number };
			return String(id);
		},
		async rename(recordType, id, lastName) {
			control(`${recordType}.update`, recordType === 'person' ? { id, lastName } : { id, name: lastName });
		},
		async addTag(recordType, id, tag) {
			control(`${recordType}.tag`, { id, tag });
		},
		async removeTag(recordType, id, tag) {
			control(`${recordType}.untag`, { id, tag });
		},
		async invalidate(recordType, id) {
			control(`${recordType}.invalidate`, { id });
		},
		async remove(recordType, id) {
			control(`${recordType}.delete`, { id });
		},
	};
}

function recordTypeOf({ kind }: CrmDraft): RecordType {
	return kind === 'person' ? 'person' : 'company';
}

/** As a person's form would send it. */
function bodyOf(draft: CrmDraft, owners: CrmWorld['owners']): Record<string, unknown> {
	const contactInfo = { email: draft.email, tel1: draft.phone };
	const common = {
		...(draft.note ? { notice: draft.note } : {}),
		...(draft.tags ? { tags: draft.tags } : {}),
		...(draft.owner === undefined ? {} : { owner: Number(owners[draft.owner]?.id) }),
		...(draft.category === undefined ? {} : { category: draft.category + 1 }),
	};
	if (draft.kind === 'person') return { ...common, firstName: draft.firstName, lastName: draft.lastName, contactInfo };
	const company = { ...common, rating: 'A', state: 'B_ACTUAL', role: 'A_SUBSCRIBER', addresses: [{ address: { name: 'Headquarters' }, contactInfo }] };
	if (draft.kind === 'company') return { ...company, name: draft.lastName };
	return { ...company, name: `${draft.lastName} ${draft.firstName ?? ''}`, person: true, firstName: draft.firstName, lastName: draft.lastName };
}
