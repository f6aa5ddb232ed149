import { createGoogleContacts, createGoogleMemory, type GoogleContactsSettings } from '../../connectors/google';
import type { ContactFields } from '../../core/contact/contact';
import type { Environment } from '../../core/ports/environment';
import { createGooglePeople, googleAccounts } from '../../sandbox/google';
import { startSandbox, type Sandbox } from '../../sandbox/kit';
import { createNodeClient } from '../support/nodeClient';
import type { Held, PartnerWorld } from './partnerKit';

const DAY = 24 * 60 * 60_000;
const START = Date.parse('2026-03-02T10:00:00Z');

const OPS = { create: ['people.create', 'people.batchCreate'], update: ['people.update', 'people.batchUpdate'], delete: ['people.delete', 'people.batchDelete'], createGroup: ['groups.create'] };

export async function startGoogle(): Promise<Sandbox> {
	return await startSandbox({ services: [createGooglePeople], realtime: false, startAt: START });
}

/** A person's hand on the stand-in. Its clock is the run's clock. */
export function googleWorld(sandbox: Sandbox, settings: Partial<GoogleContactsSettings> = {}): PartnerWorld {
	const { env, cancel } = environmentOf(sandbox);
	const service = sandbox.service('google');
	const http = createNodeClient({ login: { kind: 'bearer', token: googleAccounts.owner.accessToken } });
	const connect = () => createGoogleContacts({ http, env, baseUrl: sandbox.url('google'), memory: createGoogleMemory(), ...settings });
	const held = (): Map<string, Held> => heldBy(service.dump());
	return {
		partner: connect(),
		restarted: connect,
		held,
		cancel,
		advance: sandbox.clock.advance,
		hands: {
			create: (fields, groups) => (service.control('person.create', { person: { ...personOf(fields), memberships: groups.map(membership) } }) as { resourceName: string }).resourceName,
			edit: (resourceName, fields) => void service.control('person.update', { resourceName, person: personOf(fields) }),
			delete: (resourceName) => void service.control('person.delete', { resourceName }),
			restore: (resourceName) => void service.control('person.restore', { resourceName }),
			merge: (keep, gone) => void service.control('person.merge', { keep, gone }),
			label: (resourceName, label) => void service.control('label.add', { resourceName, label }),
			unlabel: (resourceName, label) => void service.control('label.remove', { resourceName, label }),
		},
		cutNext(op, when) {
			for (const one of OPS[op]) sandbox.fault({ service: 'google', op: one, effect: { kind: when === 'before' ? 'cutBefore' : 'cutAfter' } });
		},
		delayVisibility: (ms) => void service.control('visibilityDelay.set', { ms }),
		expireCursors: () => sandbox.clock.advance(8 * DAY),
		fillUp: () => void service.control('limits.set', { contacts: held().size }),
		close: async () => sandbox.reset(),
	};
}

function environmentOf(sandbox: Sandbox): { env: Environment; cancel(): void } {
	let cancelled = false;
	const env: Environment = {
		clock: { now: sandbox.clock.now, sleep: async (ms) => sandbox.clock.advance(ms) },
		random: () => 0.5,
		log: () => undefined,
		cancelled: () => cancelled,
	};
	return {
		env,
		cancel() {
			cancelled = true;
		},
	};
}

const membership = (name: string) => ({ contactGroupMembership: { contactGroupResourceName: name } });

/** What a person types into Google Contacts; written here by hand, so that the connector's own mapping is not its judge. */
function personOf(fields: ContactFields): Record<string, unknown> {
	const { firstName, lastName, emails, phones, note } = fields;
	return {
		...(firstName || lastName ? { names: [{ givenName: firstName, familyName: lastName }] } : {}),
		...(emails ? { emailAddresses: emails } : {}),
		...(phones ? { phoneNumbers: phones } : {}),
		...(note === undefined ? {} : { biographies: [{ value: note }] }),
	};
}

interface DumpedContact {
	resourceName: string;
	groups: string[];
	[field: string]: unknown;
}
interface Dump {
	accounts: { owner: { contacts: DumpedContact[]; labels: Array<{ resourceName: string; name: string }> } };
}
type Value = Record<string, string | undefined> & { date?: { year?: number; month: number; day: number } };

const OUR_URL = /^(Raynet|Creatio) acme$/;

function heldBy(dump: unknown): Map<string, Held> {
	const { contacts, labels } = (dump as Dump).accounts.owner;
	const groupIds = new Map(labels.map(({ name, resourceName }) => [name, resourceName]));
	return new Map(contacts.map((contact) => [contact.resourceName, heldOf(contact, groupIds)]));
}

function heldOf(contact: DumpedContact, groupIds: ReadonlyMap<string, string>): Held {
	const values = (field: string): Value[] => (contact[field] as Value[] | undefined) ?? [];
	const typed = (list: Value[]) => list.map(({ value = '', type }) => ({ value, ...(type ? { type } : {}) }));
	const [name] = values('names');
	const [organization] = values('organizations');
	const fields = {
		namePrefix: name?.honorificPrefix,
		firstName: name?.givenName,
		middleName: name?.middleName,
		lastName: name?.familyName,
		nameSuffix: name?.honorificSuffix,
		emails: typed(values('emailAddresses')),
		phones: typed(values('phoneNumbers')),
		addresses: values('addresses').map((address) => present({ ...address, street: address.streetAddress, streetAddress: undefined, metadata: undefined })),
		company: organization && present({ name: organization.name, title: organization.title, department: organization.department }),
		birthday: values('birthdays').map(({ date }) => [date?.year ?? '-', pad(date?.month), pad(date?.day)].join('-'))[0],
		note: values('biographies')[0]?.value,
		websites: typed(values('urls').filter(({ type }) => !OUR_URL.test(type ?? ''))),
		url: values('urls').find(({ type }) => OUR_URL.test(type ?? ''))?.value,
	};
	return {
		fields: Object.fromEntries(Object.entries(present(fields)).filter(([, value]) => !Array.isArray(value) || value.length > 0)),
		groups: contact.groups.map((one) => groupIds.get(one) ?? (one === 'My Contacts' || one === 'My contacts' ? 'contactGroups/myContacts' : one)),
		entries: values('clientData').map(({ key = '', value = '' }) => ({ accountKey: key.replace('contact-sync:', ''), text: value })),
		externalIds: values('externalIds').map(({ value = '' }) => value),
	};
}

const pad = (number: number | undefined): string => String(number ?? 0).padStart(2, '0');

function present<T extends object>(value: T): Partial<T> {
	return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Partial<T>;
}
