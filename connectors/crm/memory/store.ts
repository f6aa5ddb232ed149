import { contactId, type CompanyRole, type Contact, type ContactFields, type CrmAccount, type FieldPatch, type RecordRef, type RecordType } from '../../../core/contact/contact';
import type { CrmRecord } from '../../../core/ports/crm';

/** What a record holds. Never changed in place: every save makes another one. Groups have their names as ids. */
export interface Held {
	fields: ContactFields;
	categoryId: string;
	links: readonly string[];
	standing: Exclude<CrmRecord['standing'], 'untitled'>;
}

export interface Stored extends RecordRef {
	held: Held;
	/** Saves so far. */
	version: number;
	createdAt: number;
	modifiedAt: number;
	/** Number of the save that created it, and of the last one, counted over all records. */
	createdIn: number;
	savedIn: number;
	/** The record with its links, and without them where listings do not show them. */
	whole: CrmRecord;
	listed: CrmRecord;
}

/** A save as listings come to know it; without a record: deleted. */
export interface Save {
	at: number;
	key: string;
	ref: RecordRef;
	stored?: Stored;
}

/** The CRM's server: what it holds, and what its listings show. */
export interface Store {
	get(ref: RecordRef): Stored | undefined;
	records(): ReadonlyMap<string, Stored>;
	/** Every save so far, oldest first; listings know the first `shownSaves()` of them. */
	readonly saves: readonly Save[];
	shownSaves(): number;
	/** The records as listings show them. */
	shown(): ReadonlyMap<string, Stored>;
	create(recordType: RecordType, held: Held): Stored;
	save(ref: RecordRef, change: (held: Held) => Held): Stored;
	/** To the trash, from where a person can restore it. */
	remove(ref: RecordRef): void;
	restore(ref: RecordRef): Stored;
}

export interface StoreSettings {
	account: CrmAccount;
	now(): number;
	/** Stamps are cut to this unit. */
	stampResolutionMs: number;
	reshape(fields: ContactFields, recordType: RecordType): ContactFields;
	visibleAfterMs(): number;
	links: 'listed' | 'single' | 'none';
}

export function createStore(settings: StoreSettings): Store {
	const { now, stampResolutionMs, reshape, visibleAfterMs } = settings;
	const records = new Map<string, Stored>();
	const trash = new Map<string, Stored>();
	const shown = new Map<string, Stored>();
	const saves: Save[] = [];
	let shownCount = 0;
	let lastId = 0;

	const put = (ref: RecordRef, held: Held, before?: Stored): Stored => {
		const key = keyOf(ref);
		const modifiedAt = Math.floor(now() / stampResolutionMs) * stampResolutionMs;
		const { categoryId, links, standing } = held;
		const reshaped: Held = { fields: withoutEmpty(reshape(held.fields, ref.recordType)), categoryId, links, standing };
		const version = (before?.version ?? 0) + 1;
		const createdAt = before?.createdAt ?? modifiedAt;
		const views = viewsOf(ref, reshaped, { version, createdAt, modifiedAt }, settings);
		const { recordType, recordId } = ref;
		const { whole, listed } = views;
		const stored: Stored = { recordType, recordId, held: reshaped, version, createdAt, modifiedAt, createdIn: before?.createdIn ?? saves.length, savedIn: saves.length, whole, listed };
		records.set(key, stored);
		saves.push({ at: now(), key, ref, stored });
		return stored;
	};
	const known = (ref: RecordRef, from = records): Stored => {
		const stored = from.get(keyOf(ref));
		if (!stored) throw new RangeError(`There is no ${ref.recordType} ${ref.recordId}.`);
		return stored;
	};
	const catchUp = (): number => {
		const limit = now() - visibleAfterMs();
		for (let save = saves[shownCount]; save && save.at <= limit; save = saves[shownCount]) {
			if (save.stored) shown.set(save.key, save.stored);
			else shown.delete(save.key);
			shownCount += 1;
		}
		return shownCount;
	};

	return {
		saves,
		records: () => records,
		get: (ref) => records.get(keyOf(ref)),
		shownSaves: catchUp,
		shown() {
			catchUp();
			return shown;
		},
		create(recordType, held) {
			lastId += 1;
			return put({ recordType, recordId: String(lastId) }, held);
		},
		save(ref, change) {
			const before = known(ref);
			return put(refOf(before), change(before.held), before);
		},
		remove(ref) {
			const gone = known(ref);
			const key = keyOf(ref);
			records.delete(key);
			trash.set(key, gone);
			saves.push({ at: now(), key, ref: refOf(gone) });
		},
		restore(ref) {
			const back = known(ref, trash);
			trash.delete(keyOf(ref));
			// To whoever lists by number of the save it comes as a new record.
			return put(refOf(back), back.held, { ...back, createdIn: saves.length });
		},
	};
}

export function keyOf({ recordType, recordId }: RecordRef): string {
	return `${recordType}:${recordId}`;
}

export function refOf({ recordType, recordId }: RecordRef): RecordRef {
	return { recordType, recordId };
}

function viewsOf(ref: RecordRef, held: Held, save: Pick<Stored, 'version' | 'createdAt' | 'modifiedAt'>, { account, links }: StoreSettings): Pick<Stored, 'whole' | 'listed'> {
	const { recordType, recordId } = ref;
	const contact: Contact = {
		id: contactId(account, recordType, recordId),
		crm: account.crm,
		account: account.account,
		recordType,
		recordId,
		createdAt: new Date(save.createdAt).toISOString(),
		modifiedAt: new Date(save.modifiedAt).toISOString(),
		...held.fields,
	};
	const { fields, categoryId, standing } = held;
	const listed: CrmRecord = { contact, categoryId, groupIds: fields.groups ?? [], standing, version: String(save.version), raw: fields };
	if (links === 'none') return { whole: listed, listed };
	const whole: CrmRecord = { ...listed, links: held.links };
	return { whole, listed: links === 'listed' ? whole : listed };
}

/** The fields with a patch on them; absent is absent: what a patch empties leaves no trace. */
export function patched(fields: ContactFields, patch: FieldPatch): ContactFields {
	return withoutEmpty({ ...fields, ...patch });
}

/** Written for speed: histories by the ten thousand go through here. */
function withoutEmpty(fields: ContactFields): ContactFields {
	const kept: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(fields)) {
		if (isEmpty(value)) continue;
		kept[name] = name === 'company' ? roleOf(value as CompanyRole) : value;
	}
	return kept;
}

function roleOf(company: CompanyRole): CompanyRole {
	return Object.values(company).every((text) => !isEmpty(text)) ? company : Object.fromEntries(Object.entries(company).filter(([, text]) => !isEmpty(text)));
}

function isEmpty(value: unknown): boolean {
	if (value === undefined || value === '') return true;
	if (typeof value !== 'object' || value === null) return false;
	if (Array.isArray(value)) return value.length === 0;
	return Object.values(value).every((one) => one === undefined || one === '');
}
