import { createEcomail, type EcomailSettings } from '../../connectors/email/ecomail';
import type { EmailSide, SubscriberState } from '../../core/ports/email';
import type { HttpClient } from '../../core/ports/http';
import { ecomailAccounts } from '../../sandbox/ecomail';
import { startSandbox, type Sandbox } from '../../sandbox/kit';
import { createNodeClient } from '../support/nodeClient';
import { fakeEnvironment } from '../support/environment';
import type { EmailWorld, HeldSubscriber } from './email';

export const SERVICE = 'ecomail';
export const START = Date.parse('2026-03-02T08:00:00Z');

export function startEcomail(): Promise<Sandbox> {
	return startSandbox({ services: [SERVICE], realtime: false, startAt: START });
}

/** Over connections that are kept, as the contract is run once for each switch. What a cut connection means is tested with the other client. */
export function keptConnections(key: string): HttpClient {
	return async ({ method, url, query = {}, body }) => {
		const params = new URLSearchParams(Object.entries(query).flatMap(([name, value]) => [value ?? []].flat().map((one): [string, string] => [name, String(one)])));
		const answer = await fetch(`${url}?${params}`, { method, headers: { key, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
		const text = await answer.text();
		const isJson = answer.headers.get('content-type')?.includes('json');
		return { status: answer.status, headers: Object.fromEntries(answer.headers), body: isJson ? JSON.parse(text) : text };
	};
}

/** A connector of the stand-in; its sleeping moves the sandbox's clock. */
export function connect(sandbox: Sandbox, key: string = ecomailAccounts.acme.apiKey, more: Partial<EcomailSettings> = {}) {
	const fake = fakeEnvironment({ startAt: sandbox.clock.now() });
	const env = {
		...fake.env,
		clock: {
			now: () => sandbox.clock.now(),
			async sleep(ms: number) {
				fake.sleeps.push(ms);
				sandbox.clock.advance(ms);
			},
		},
	};
	const side: EmailSide = createEcomail({ http: createNodeClient({ headers: { key } }), env, baseUrl: sandbox.url(SERVICE), ...more });
	return { ...fake, side };
}

const STATUS: Readonly<Record<SubscriberState, number>> = { subscribed: 1, unsubscribed: 2, bounced: 4, complained: 5, unconfirmed: 6 };
const STATES: Readonly<Record<number, SubscriberState>> = { 1: 'subscribed', 2: 'unsubscribed', 3: 'bounced', 4: 'bounced', 5: 'complained', 6: 'unconfirmed' };

interface Dump {
	accounts: {
		acme: {
			contacts: Array<{ email: string; fields: { name?: string; surname?: string }; tags: string[] }>;
			lists: Array<{ id: number; members: Record<string, { status: number; source: string; customFields: Record<string, string> }> }>;
		};
	};
}

export const control = (sandbox: Sandbox, action: string, args: Record<string, unknown>): Record<string, unknown> => (sandbox.service(SERVICE).control(action, args) ?? {}) as Record<string, unknown>;

/** Read from the stand-in's state, not through a connector. */
export function heldBy(sandbox: Sandbox, listId: string, email: string): HeldSubscriber | undefined {
	const { contacts, lists } = (sandbox.service(SERVICE).dump() as Dump).accounts.acme;
	const member = lists.find(({ id }) => String(id) === listId)?.members[email.toLowerCase()];
	const contact = contacts.find((one) => one.email.toLowerCase() === email.toLowerCase());
	if (!member || !contact) return undefined;
	const { name, surname } = contact.fields;
	return {
		state: STATES[member.status] ?? 'unsubscribed',
		...(name ? { firstName: name } : {}),
		...(surname ? { lastName: surname } : {}),
		tags: contact.tags,
		source: member.source,
		customFields: member.customFields,
	};
}

export function openWorld(sandbox: Sandbox, setSwitch: () => void = () => undefined): EmailWorld {
	sandbox.reset();
	setSwitch();
	const list = (name: string, doubleOptin = false): string => String(control(sandbox, 'list.create', { name, doubleOptin }).id);
	return {
		side: connect(sandbox, undefined, { http: keptConnections(ecomailAccounts.acme.apiKey) }).side,
		lists: { news: list('News'), shop: list('Shop'), doubleOptIn: list('Asking', true) },
		hands: {
			put(listId, { email, state = 'subscribed', firstName = '', lastName = '', tags = [], customFields = {} }) {
				control(sandbox, 'subscriber.put', { listId, email, name: firstName, surname: lastName, tags: [...tags], status: STATUS[state], custom_fields: customFields });
			},
			state: (listId, email, state) => void control(sandbox, 'subscriber.status', { listId, email, status: STATUS[state] }),
		},
		held: (listId, email) => heldBy(sandbox, listId, email),
	};
}
