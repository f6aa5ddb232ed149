import type { ContactFields, FieldPatch, RecordRef, RecordType } from '../../../core/contact/contact';
import type { CrmRecord } from '../../../core/ports/crm';
import { withTags } from './scopes';
import { patched, refOf, type Held, type Store } from './store';

/** A record as a person puts it in. */
export interface MemoryRecord extends ContactFields {
	recordType: RecordType;
	categoryId?: string;
	links?: readonly string[];
}

/** A person's hands on the CRM's records, and what only a test may see. Every call is a save: it raises version and stamp. */
export interface MemoryCrmHands {
	/** Creates a record and tells its id; ids are unique over both types. */
	put(record: MemoryRecord): string;
	edit(recordId: string, patch: FieldPatch & { categoryId?: string }): void;
	tag(recordId: string, tag: string): void;
	untag(recordId: string, tag: string): void;
	addLink(recordId: string, link: string): void;
	removeLink(recordId: string, link: string): void;
	invalidate(recordId: string): void;
	revive(recordId: string): void;
	remove(recordId: string): void;
	/** From the trash, with everything it had. */
	restore(recordId: string): void;
	/** `gone` is merged into `keep`, which gets its tags, links, and what it lacks. */
	merge(keep: string, gone: string): void;
	/** From now on listings show changes only after so long. */
	setVisibilityDelay(ms: number): void;
	/** What the CRM really holds, by record id, links included. */
	records(): ReadonlyMap<string, CrmRecord>;
}

export function createHands(store: Store, setVisibilityDelay: (ms: number) => void): MemoryCrmHands {
	const save = (recordId: string, change: (held: Held) => Held): void => void store.save(refOfId(store, recordId), change);
	const ofFields = (recordId: string, change: (fields: ContactFields) => FieldPatch): void => save(recordId, (held) => ({ ...held, fields: patched(held.fields, change(held.fields)) }));
	return {
		put({ recordType, categoryId = '', links = [], ...fields }) {
			return store.create(recordType, { fields, categoryId, links, standing: 'active' }).recordId;
		},
		edit(recordId, { categoryId, ...patch }) {
			save(recordId, (held) => ({ ...held, fields: patched(held.fields, patch), categoryId: categoryId ?? held.categoryId }));
		},
		tag: (recordId, tag) => ofFields(recordId, ({ tags }) => ({ tags: withTags(tags, { add: [tag], remove: [] }) })),
		untag: (recordId, tag) => ofFields(recordId, ({ tags }) => ({ tags: withTags(tags, { add: [], remove: [tag] }) })),
		addLink: (recordId, link) => save(recordId, (held) => ({ ...held, links: [...held.links, link] })),
		removeLink: (recordId, link) => save(recordId, (held) => ({ ...held, links: held.links.filter((one) => one !== link) })),
		invalidate: (recordId) => save(recordId, (held) => ({ ...held, standing: 'invalid' })),
		revive: (recordId) => save(recordId, (held) => ({ ...held, standing: 'active' })),
		remove: (recordId) => store.remove(refOfId(store, recordId)),
		restore(recordId) {
			const gone = store.saves.find(({ ref }) => ref.recordId === recordId);
			store.restore(gone?.ref ?? { recordType: 'person', recordId });
		},
		merge(keep, gone) {
			const source = store.get(refOfId(store, gone));
			if (!source || keep === gone) throw new RangeError(`There is no other record ${gone}.`);
			store.remove(refOf(source));
			save(keep, (held) => united(held, source.held));
		},
		setVisibilityDelay,
		records: () => new Map([...store.records().values()].map(({ recordId, whole }) => [recordId, whole])),
	};
}

function refOfId(store: Store, recordId: string): RecordRef {
	const found = (['person', 'company'] as const).map((recordType) => ({ recordType, recordId })).find((ref) => store.get(ref));
	if (!found) throw new RangeError(`There is no record ${recordId}.`);
	return found;
}

function united(one: Held, other: Held): Held {
	const tags = withTags(one.fields.tags, { add: other.fields.tags ?? [], remove: [] });
	return { ...one, fields: patched({ ...other.fields, ...one.fields }, { tags }), links: [...new Set([...one.links, ...other.links])] };
}
