import { createGoogleContacts, createGoogleMemory } from '../../connectors/google';
import { bodyOf, newBodyOf, ownPart, toRecord, type OwnPart } from '../../connectors/google/map';
import { MY_CONTACTS } from '../../connectors/google/raw';
import type { MemoryPartner } from '../../connectors/memory/partner';
import { TransportError, type HttpClient } from '../../core/ports/http';
import type { PartnerRecord } from '../../core/ports/partner';
import { googleAccounts } from '../../sandbox/google';
import type { Sandbox } from '../../sandbox/kit';
import { createNodeClient } from '../support/nodeClient';
import type { FakeEnvironment } from '../support/environment';
import { clearedByKind } from './httpSides';
import type { Fate } from './twoWayWorld';

const SERVICE = 'google';

interface Dumped extends OwnPart {
	resourceName: string;
	etag: string;
	updateTime: string;
	/** Names of labels. */
	groups: string[];
}

/** Google Contacts behind the stand-in, in the place of the partner in memory. Nobody merges contacts. */
export function googleSide(sandbox: Sandbox, { env }: FakeEnvironment, fate: Fate): MemoryPartner {
	const control = (action: string, args: Record<string, unknown>): Record<string, unknown> => (sandbox.service(SERVICE).control(action, args) ?? {}) as Record<string, unknown>;
	const dump = (): { contacts: Dumped[]; labels: Array<{ resourceName: string; name: string }> } => (sandbox.service(SERVICE).dump() as { accounts: Record<string, ReturnType<typeof dump>> }).accounts.owner ?? { contacts: [], labels: [] };
	const calls: Array<MemoryPartner['calls'][number]> = [];
	const plain = createNodeClient({ login: { kind: 'bearer', token: googleAccounts.owner.accessToken } });
	const http: HttpClient = async (request) => {
		const op = `${request.method} ${request.url.split('/').at(-1)?.replace(/^(?!me|connections|people|contactGroups)[^:]*/, '') ?? ''}`;
		calls.push({ op: request.method === 'GET' ? 'snapshot' : 'update', records: 0 });
		const outcome = fate({ op: `partner.${op}` });
		if (outcome instanceof Error) throw outcome;
		if (outcome === 'cutBefore') throw new TransportError('cut', 'maybe');
		const response = await plain(request);
		if (outcome === 'cutAfter') throw new TransportError('cut', 'maybe');
		return response;
	};
	const connect = () => createGoogleContacts({ http, env, baseUrl: sandbox.url(SERVICE), memory: createGoogleMemory() });
	const membership = (name: string) => ({ contactGroupMembership: { contactGroupResourceName: name === 'visible' ? MY_CONTACTS : name } });
	const ownOf = (id: string): OwnPart => ownPart(dump().contacts.find(({ resourceName }) => resourceName === id) ?? {});
	const none = (): undefined => undefined;
	control('quota.set', { criticalReads: 100_000, criticalWrites: 100_000, reads: 100_000, writes: 100_000, daily: 1_000_000, fullSyncs: 10_000 });
	return {
		...connect(),
		connect,
		calls,
		hands: {
			create: (fields, groups = []) => String(control('person.create', { person: { ...newBodyOf({ patch: fields }), memberships: [...groups, 'visible'].map(membership) } }).resourceName),
			edit: (resourceName, patch) => void control('person.update', { resourceName, person: bodyOf(ownOf(resourceName), { patch: clearedByKind(patch) }) }),
			delete: (resourceName) => void control('person.delete', { resourceName }),
			restore: (resourceName) => void control('person.restore', { resourceName }),
			merge: none,
			expireCursors: none,
			label: (resourceName, label) => void control('label.add', { resourceName, label }),
			unlabel: (resourceName, label) => void control('label.remove', { resourceName, label }),
			// Google has a group Friends of its own.
			createGroup: (name) => ({ id: String(control('label.create', { label: name === 'Friends' ? 'My Friends' : name }).resourceName), name, kind: 'user' }),
			deleteGroup: (label) => void control('label.delete', { label }),
			setVisibilityDelay: (ms) => void control('visibilityDelay.set', { ms }),
			records() {
				const { contacts, labels } = dump();
				const ids = new Map(labels.map(({ name, resourceName }) => [name, resourceName]));
				// Without any group it is an "other contact", which no list shows.
				return new Map(contacts.filter(({ groups }) => groups.length > 0).map((contact) => [contact.resourceName, recordOf(contact, ids)]));
			},
		},
	};
}

/** The group that shows contacts on phones is called as the one in memory. */
function recordOf({ resourceName: id, etag, updateTime, groups, ...person }: Dumped, ids: ReadonlyMap<string, string>): PartnerRecord {
	const record = toRecord({ id, etag, sourceEtag: etag, updateTime, cut: 'whole' }, ownPart(person));
	return { ...record, groups: groups.map((name) => ids.get(name) ?? 'visible') };
}
