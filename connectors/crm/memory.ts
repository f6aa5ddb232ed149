import { contactId, type Contact, type ContactFields, type CrmAccount, type RecordType } from '../../core/contact/contact';
import type { Choice, CrmRecord, CrmScope, WindowedCrm, ScopeKind } from '../../core/ports/crm';
import type { Clock } from '../../core/ports/environment';

/** A record as a test or a demo puts it in. */
export interface MemoryRecord extends ContactFields {
	recordType: RecordType;
	categoryId?: string;
}

/** A person's hands on the CRM's records. Every call is a save: it raises version and stamp. */
export interface MemoryHands {
	/** Creates a record and tells its id. */
	put(record: MemoryRecord): string;
	change(recordType: RecordType, recordId: string, fields: ContactFields): void;
	tag(recordType: RecordType, recordId: string, tags: readonly string[]): void;
	invalidate(recordType: RecordType, recordId: string): void;
	remove(recordType: RecordType, recordId: string): void;
}

export interface MemorySettings {
	clock: Pick<Clock, 'now'>;
	account?: CrmAccount;
	/** Stamps are cut to this unit, as real CRMs do. Default 1,000. */
	stampResolutionMs?: number;
	pageSize?: number;
}

interface Stored {
	record: MemoryRecord;
	recordId: string;
	standing: CrmRecord['standing'];
	version: number;
	createdAt: number;
	modifiedAt: number;
}

/** The reference implementation of the contract of a CRM: what it does, every connector does. */
export function createMemoryCrm(settings: MemorySettings): WindowedCrm & { readonly hands: MemoryHands } {
	const { clock, account = { crm: 'memory', account: 'demo' }, stampResolutionMs = 1_000, pageSize = 1_000 } = settings;
	const records = new Map<string, Stored>();
	const all = (recordType: RecordType): Stored[] => [...records.values()].filter(({ record }) => record.recordType === recordType);
	const read = (stored: Stored): CrmRecord => toRecord(stored, account);

	return {
		account,
		capabilities: {
			recordTypes: ['person', 'company'],
			scopes: ['all', 'tag', 'owner', 'category'],
			pageSize,
			stampResolutionMs,
			tellsDeletions: false,
			joinable: ['tag'],
			writable: { person: [], company: [] },
			slots: {},
			links: 'none',
			destroys: 'gone',
		},
		changes: () => notYet(),
		read: () => notYet(),
		findByLink: () => notYet(),
		write: () => notYet(),
		hands: createHands(records, () => Math.floor(clock.now() / stampResolutionMs) * stampResolutionMs),
		async check() {
			return { serverTime: clock.now() };
		},
		async readWindow({ recordType, from = Number.NEGATIVE_INFINITY, to, scope, offset, limit }) {
			const inWindow = all(recordType)
				.filter((stored) => stored.modifiedAt >= from && stored.modifiedAt < to && matches(stored, scope))
				.sort((a, b) => Number(a.recordId) - Number(b.recordId));
			return {
				records: inWindow.slice(offset, offset + Math.min(limit, pageSize)).map(read),
				total: inWindow.length,
				serverTime: clock.now(),
			};
		},
		async recent(recordType, scope, limit) {
			return all(recordType)
				.filter((stored) => matches(stored, scope))
				.sort((a, b) => b.modifiedAt - a.modifiedAt || Number(b.recordId) - Number(a.recordId))
				.slice(0, limit)
				.map(read);
		},
		async choices(kind, recordTypes) {
			return choices(kind, recordTypes.flatMap(all));
		},
	};
}

function notYet(): never {
	throw new Error('Not built yet.');
}

function createHands(records: Map<string, Stored>, stamp: () => number): MemoryHands {
	let lastId = 0;
	const save = (recordType: RecordType, recordId: string, change: (stored: Stored) => Stored): void => {
		const stored = records.get(keyOf(recordType, recordId));
		if (!stored) throw new Error(`No ${recordType} ${recordId} in memory.`);
		records.set(keyOf(recordType, recordId), { ...change(stored), version: stored.version + 1, modifiedAt: stamp() });
	};
	return {
		put(record) {
			lastId += 1;
			const recordId = String(lastId);
			records.set(keyOf(record.recordType, recordId), { record, recordId, standing: 'active', version: 1, createdAt: stamp(), modifiedAt: stamp() });
			return recordId;
		},
		change(recordType, recordId, fields) {
			save(recordType, recordId, (stored) => ({ ...stored, record: { ...stored.record, ...fields } }));
		},
		tag(recordType, recordId, tags) {
			save(recordType, recordId, (stored) => ({ ...stored, record: { ...stored.record, tags: [...tags] } }));
		},
		invalidate(recordType, recordId) {
			save(recordType, recordId, (stored) => ({ ...stored, standing: 'invalid' }));
		},
		remove(recordType, recordId) {
			records.delete(keyOf(recordType, recordId));
		},
	};
}

function toRecord(stored: Stored, account: CrmAccount): CrmRecord {
	const { recordType, categoryId = '', ...fields } = stored.record;
	const contact: Contact = {
		id: contactId(account, recordType, stored.recordId),
		...account,
		recordType,
		recordId: stored.recordId,
		createdAt: new Date(stored.createdAt).toISOString(),
		modifiedAt: new Date(stored.modifiedAt).toISOString(),
		...withoutEmpty(fields),
	};
	return { contact, categoryId, standing: stored.standing, version: String(stored.version), raw: stored.record };
}

/** Absent is absent: a field that was emptied is not there. */
function withoutEmpty(fields: ContactFields): ContactFields {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)));
}

function matches({ record }: Stored, scope: CrmScope | undefined): boolean {
	switch (scope?.kind) {
		case undefined:
		case 'all':
			return true;
		case 'tag':
			return record.tags?.includes(scope.tag) ?? false;
		case 'owner':
			return record.owner?.id === scope.ownerId;
		case 'category':
			return record.categoryId === scope.categoryId;
		case 'group':
			return false;
	}
}

function choices(kind: Exclude<ScopeKind, 'all'>, stored: readonly Stored[]): Choice[] {
	const found = new Map<string, string>();
	for (const { record } of stored) {
		if (kind === 'tag') for (const tag of record.tags ?? []) found.set(tag, tag);
		if (kind === 'owner' && record.owner) found.set(record.owner.id, record.owner.name ?? record.owner.id);
		if (kind === 'category' && record.categoryId) found.set(record.categoryId, record.category ?? record.categoryId);
	}
	return [...found].map(([value, name]) => ({ name, value })).sort((a, b) => a.name.localeCompare(b.name));
}

function keyOf(recordType: RecordType, recordId: string): string {
	return `${recordType}:${recordId}`;
}
