import type { ContactFields } from '../../core/contact/contact';
import type { SyncError } from '../../core/errors';
import type { Environment } from '../../core/ports/environment';
import type { FieldPatch, PartnerCapabilities, PartnerGroup, PartnerRecord, PartnerSide, PartnerWrite } from '../../core/ports/partner';
import { createConnector } from './connector';
import { createStore, type Store } from './store';

export interface MemoryPartnerSettings {
	env: Environment;
	/** What the partner makes of values, such as shortening them. Default: leaves them alone. */
	reshape?(fields: ContactFields): ContactFields;
	/** Default 25,000. */
	maxRecords?: number;
	/** Default: the group "visible". null: there is none. */
	visibleGroupId?: string | null;
	/** Lists of a record are cut to this many elements unless it is read singly. Default: never. */
	listedElements?: number;
	/** Whether snapshots tell what is gone since an earlier one. Default hidden: only a comparison shows it. */
	deletions?: 'told' | 'hidden';
	/** Contacts per request. Default 200. */
	batchSize?: number;
	/** What becomes of a request; default it goes through. An error is thrown instead of carrying it out. */
	fate?(call: MemoryCall): Fate;
	slots?: PartnerCapabilities['slots'];
}

export interface MemoryCall {
	op: 'snapshot' | 'changes' | 'groups' | 'createGroup' | 'writeFlowEntry' | PartnerWrite['op'];
	/** Records that the request carries or reads. */
	records: number;
}

/** cutBefore, cutAfter: the answer is lost, before or after the server carried the request out. */
export type Fate = 'goesThrough' | 'cutBefore' | 'cutAfter' | SyncError;

/** A person at the partner, and what only a test may see. */
export interface Hands {
	create(fields: ContactFields, groups?: readonly string[]): string;
	edit(id: string, patch: FieldPatch): void;
	delete(id: string): void;
	/** `gone` is merged into `keep`. */
	merge(keep: string, gone: string): void;
	label(id: string, groupId: string): void;
	unlabel(id: string, groupId: string): void;
	createGroup(name: string): PartnerGroup;
	deleteGroup(id: string): void;
	/** Puts the record back as it was when it was deleted, under its old id. */
	restore(id: string): void;
	/** Every cursor of before has expired. */
	expireCursors(): void;
	/** From now on lists show changes only after so long. */
	setVisibilityDelay(ms: number): void;
	/** What the partner really holds. */
	records(): ReadonlyMap<string, PartnerRecord>;
}

/** The reference of the partner contract: a partner side over a server in memory. */
export interface MemoryPartner extends PartnerSide {
	hands: Hands;
	calls: readonly MemoryCall[];
	/** Another connector on the same server, which knows nothing of what this one did. */
	connect(): PartnerSide;
}

export function createMemoryPartner(settings: MemoryPartnerSettings): MemoryPartner {
	let delay = 0;
	const visibleGroupId = settings.visibleGroupId === null ? undefined : (settings.visibleGroupId ?? 'visible');
	const store = createStore({ now: settings.env.clock.now, reshape: settings.reshape ?? ((fields) => fields), visibleAfterMs: () => delay, visibleGroupId });
	if (visibleGroupId) store.groups.set(visibleGroupId, { id: visibleGroupId, name: 'Visible', kind: 'system' });
	const calls: MemoryCall[] = [];
	const connect = (): PartnerSide => createConnector(settings, { store, calls, visibleGroupId });
	const setDelay = (ms: number): void => {
		delay = ms;
	};
	return { ...connect(), hands: createHands(store, setDelay), calls, connect };
}

function createHands(store: Store, setVisibilityDelay: (ms: number) => void): Hands {
	const groupsOf = (id: string): readonly string[] => store.get(id)?.groups ?? [];
	return {
		create: (fields, groups = []) => store.create(fields, groups).id,
		edit: (id, patch) => void store.update(id, { patch }),
		delete: (id) => void store.remove(id),
		merge: store.merge,
		restore: store.restore,
		expireCursors: store.expireCursors,
		label: (id, groupId) => void store.update(id, { groups: [...groupsOf(id), groupId] }),
		unlabel: (id, groupId) => void store.update(id, { groups: groupsOf(id).filter((one) => one !== groupId) }),
		createGroup: (name) => store.newGroup(name),
		deleteGroup(id) {
			store.groups.delete(id);
			for (const record of [...store.records().values()].filter(({ groups }) => groups.includes(id))) {
				store.update(record.id, { groups: record.groups.filter((one) => one !== id) });
			}
		},
		setVisibilityDelay,
		records: store.records,
	};
}
