import type { JsonObject } from '../kit/json';
import { isObject } from '../kit/json';
import { setAt, valueAt } from './document';
import { render } from './render';
import { findRecord, insert, save, type Store } from './store';
import type { Setting } from './switches';
import type { StoredRecord, ValueName } from './types';

export interface Hand {
	store: Store;
	now: number;
	setting: Setting;
}

type Action = (hand: Hand, args: JsonObject) => unknown;

/** Throws when there is no such action. `id` is the id as the personality shows it. */
export function runControl(hand: Hand, name: string, args: JsonObject): unknown {
	const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
	if (!action) throw new Error(`rest-reference has no action "${name}". It has: ${Object.keys(actions).join(', ')}.`);
	return action(hand, args);
}

const actions: Record<string, Action> = {
	/** { values: { lastName, email, ... }, tags? } */
	'record.create': (hand, args) => shown(hand, insert(hand.store, changed(hand, structuredClone(hand.store.personality.blank), args), hand.now)),
	/** { id, values, tags? } */
	'record.update': (hand, args) => edit(hand, args, (document) => changed(hand, document, args)),
	/** { id, path, value }: any key, known to the connector or not. */
	'record.set': (hand, args) =>
		edit(hand, args, (document) => {
			setAt(document, String(args.path), args.value);
			return document;
		}),
	'record.tag': (hand, args) => edit(hand, args, (document) => tagged(hand, document, (tags) => [...tags, String(args.tag)])),
	'record.untag': (hand, args) => edit(hand, args, (document) => tagged(hand, document, (tags) => tags.filter((tag) => tag !== args.tag))),
	'record.delete': ({ store }, { id }) => {
		store.records.delete(known(store, id).id);
	},
	'record.get': (hand, { id }) => render(known(hand.store, id), hand.store.personality, hand.setting),
	/** Ids of all records, as the personality shows them. */
	'record.ids': ({ store: { records, personality } }) => [...records.values()].map(({ id }) => String(personality.id.show(id))),
	/** { id } */
	'record.optOut': (hand, args) =>
		edit(hand, args, (document) => {
			setAt(document, hand.store.personality.noMailing, true);
			return document;
		}),
	/** { perMinute }: requests that are let through. */
	'limit.set': ({ store }, { perMinute }) => {
		store.perMinute = Number(perMinute);
	},
	/** Tokens that were given out are not known any more. */
	'session.expire': ({ store }) => {
		store.tokens.clear();
	},
	/** { share }: lists leave so many of the records out, from the first ones on. */
	'list.hide': ({ store }, { share }) => {
		store.hidden = Number(share);
	},
	/** { afterPage, id }: once that page (counted from now) was answered, the record is deleted. */
	'list.deleteAfter': (hand, { afterPage, id }) => {
		hand.store.onPage.push({ page: hand.store.pagesSent + Number(afterPage), act: () => void hand.store.records.delete(known(hand.store, id).id) });
	},
	/** { afterPage, values }: once that page was answered, a record is created. */
	'list.createAfter': (hand, { afterPage, ...args }) => {
		hand.store.onPage.push({ page: hand.store.pagesSent + Number(afterPage), act: () => void runControl(hand, 'record.create', args) });
	},
	/** { ms }: new records show in lists after so long. */
	'visibility.set': ({ store }, { ms }) => {
		store.visibleAfterMs = Number(ms);
	},
};

function known(store: Store, id: unknown): StoredRecord {
	const record = findRecord(store, String(id));
	if (!record) throw new Error(`There is no record ${String(id)}.`);
	return record;
}

function shown({ store }: Hand, { id }: StoredRecord): { id: string } {
	return { id: String(store.personality.id.show(id)) };
}

function edit(hand: Hand, { id }: JsonObject, change: (document: JsonObject) => JsonObject): { id: string } {
	const record = known(hand.store, id);
	save(record, change(structuredClone(record.document)), hand.now, 'bumps');
	return shown(hand, record);
}

function changed({ store: { personality } }: Hand, document: JsonObject, { values = {}, tags }: JsonObject): JsonObject {
	if (!isObject(values)) throw new Error('values must be an object.');
	for (const [name, value] of Object.entries(values)) {
		const path = personality.keys[name as ValueName];
		if (path === undefined) throw new Error(`${personality.name} has no place for "${name}". It has: ${Object.keys(personality.keys).join(', ')}.`);
		setAt(document, path, value === '' ? personality.empty : value);
	}
	if (tags !== undefined && personality.tags !== undefined) setAt(document, personality.tags, tags);
	return document;
}

function tagged({ store: { personality } }: Hand, document: JsonObject, change: (tags: string[]) => string[]): JsonObject {
	if (personality.tags === undefined) throw new Error(`${personality.name} has no tags.`);
	setAt(document, personality.tags, change(valueAt(document, personality.tags) as string[]));
	return document;
}
