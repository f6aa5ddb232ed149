import type { JsonObject } from '../kit/json';
import { seedData } from '../seeds';
import type { SeedSize, ServiceContext } from '../kit/types';
import { filled } from './document';
import type { Personality, StoredRecord } from './types';

/** What one personality holds, and what is done to its lists. */
export interface Store {
	readonly personality: Personality;
	records: Map<number, StoredRecord>;
	lastId: number;
	/** Tokens that a login gave out and that are still known. */
	tokens: Set<string>;
	/** Requests of the last minute, by the sandbox clock. */
	recent: number[];
	perMinute: number;
	/** Lists leave this share of the records out, from the first ones on. */
	hidden: number;
	/** New records show in lists after so long. */
	visibleAfterMs: number;
	/** Carried out once the page with this number was answered. */
	onPage: Array<{ page: number; act(): void }>;
	pagesSent: number;
}

export function createStore(personality: Personality): Store {
	return {
		personality,
		records: new Map(),
		lastId: 0,
		tokens: new Set(),
		recent: [],
		perMinute: Number.POSITIVE_INFINITY,
		hidden: 0,
		visibleAfterMs: 0,
		onPage: [],
		pagesSent: 0,
	};
}

export function insert(store: Store, document: JsonObject, now: number): StoredRecord {
	store.lastId += 1;
	const record: StoredRecord = { id: store.lastId, document: filled(store.personality.blank, document) as JsonObject, createdAt: now, modifiedAt: now };
	store.records.set(record.id, record);
	return record;
}

export function save(record: StoredRecord, document: JsonObject, now: number, unchanged: 'bumps' | 'silent'): void {
	if (unchanged === 'silent' && JSON.stringify(document) === JSON.stringify(record.document)) return;
	record.document = document;
	record.modifiedAt = now;
}

/** By the id as this personality shows it. */
export function findRecord({ records, personality }: Store, shown: string): StoredRecord | undefined {
	return [...records.values()].find(({ id }) => String(personality.id.show(id)) === shown);
}

export function seedStore(store: Store, size: SeedSize, clock: ServiceContext['clock']): void {
	const { people, companies } = seedData(size);
	const firms = new Map(companies.map((one) => [one.key, one]));
	for (const person of people) {
		const record = insert(store, store.personality.seed(person, person.company ? firms.get(person.company.key) : undefined), clock.now());
		record.createdAt = record.modifiedAt = clock.now() - person.createdMinutesAgo * 60_000;
	}
}
