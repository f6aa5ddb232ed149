import { TransportError, type HttpClient, type HttpRequest } from '../../core/ports/http';
import type { FieldPatch } from '../../core/contact/contact';
import type { CrmSide } from '../../core/ports/crm';
import type { Sandbox } from '../../sandbox/kit';
import { seededRandom, type FakeEnvironment } from '../support/environment';
import { partnerInMemory, type Fate, type HistoryCrm, type PartnerPolicy, type Sides } from './twoWayWorld';

/** A CRM behind its stand-in: its connector, and the hands of its people, which do not use it. */
export interface StandInCrm {
	/** A connector of a new process. */
	connect(http: (plain: HttpClient) => HttpClient): CrmSide;
	hands: Omit<HistoryCrm['hands'], 'addLink' | 'removeLink' | 'invalidate' | 'revive' | 'restore' | 'merge'>;
}

/** The clock of the sandbox, in the form in which histories move it. */
export function sandboxEnvironment({ clock }: Sandbox): FakeEnvironment {
	const sleeps: number[] = [];
	const logs: FakeEnvironment['logs'] = [];
	return {
		sleeps,
		logs,
		progress: [],
		phases: [],
		advance: (ms) => clock.advance(ms),
		cancel: () => undefined,
		env: {
			clock: {
				now: () => clock.now(),
				async sleep(ms) {
					sleeps.push(ms);
					clock.advance(ms);
				},
			},
			random: seededRandom(1),
			log: () => undefined,
			cancelled: () => false,
		},
	};
}

/** The CRM over HTTP, the partner in memory unless told otherwise. Records that are gone are gone: nobody fetches them back, merges them or puts them out of use. */
export function overHttp(sandbox: Sandbox, open: (fake: FakeEnvironment) => StandInCrm, partnerOf = partnerInMemory): (policy: PartnerPolicy, fate: Fate) => Sides {
	return (policy, fate) => {
		sandbox.reset();
		const fake = sandboxEnvironment(sandbox);
		const { connect, hands } = open(fake);
		const calls: Array<HistoryCrm['calls'][number]> = [];
		const fated = (plain: HttpClient): HttpClient => async (request) => {
			calls.push({ op: isWrite(request) ? 'update' : 'read', records: 0 });
			const outcome = fate({ op: `crm.${nameOf(request)}` });
			if (outcome instanceof Error) throw outcome;
			if (outcome === 'cutBefore') throw new TransportError('cut', 'maybe');
			const response = await plain(request);
			if (outcome === 'cutAfter') throw new TransportError('cut', 'maybe');
			return response;
		};
		const none = (): undefined => undefined;
		const crm: HistoryCrm = {
			...connect(fated),
			calls,
			connect: () => connect(fated),
			hands: { ...hands, addLink: none, removeLink: none, invalidate: none, revive: none, restore: none, merge: none },
		};
		return { fake, crm, partner: partnerOf(policy, fake, ({ op }) => fate({ op: `partner.${op}` })) };
	};
}

/** "GET Contact": ids left out. */
function nameOf({ method, url }: HttpRequest): string {
	return `${method} ${url.split('/').reverse().find((step) => /^\$?[a-z]+$/i.test(step)) ?? ''}`;
}

/** Logins change no record, and batches may hold reads alone. */
export function isWrite({ method, url, body }: HttpRequest): boolean {
	if (method === 'GET' || /\/login$/i.test(url)) return false;
	const { requests } = (body ?? {}) as { requests?: ReadonlyArray<{ method: string }> };
	return !url.endsWith('/$batch') || requests === undefined || requests.some((part) => part.method !== 'GET');
}

const LISTS: ReadonlySet<string> = new Set(['emails', 'phones', 'addresses', 'websites']);

/** Histories clear every field with "", whatever its kind. */
export function clearedByKind(patch: FieldPatch): FieldPatch {
	const nothingOf = (field: string): unknown => (LISTS.has(field) ? [] : field === 'company' ? {} : '');
	return Object.fromEntries(Object.entries(patch).map(([field, value]) => [field, (value as unknown) === '' ? nothingOf(field) : value]));
}
