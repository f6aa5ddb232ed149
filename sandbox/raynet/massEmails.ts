import { isObject, type JsonObject } from '../kit/json';
import { notFound } from './errors';
import { bodyObject, checkAttributes, readTags, readText, refuse } from './input';
import { massEmailCounters, massEmailTexts, nextId, type Desk, type MassEmail, type RecordEvent } from './model';
import { newRowInfo, stamp } from './save';
import { parseStamp } from './time';

const attributes = [...massEmailTexts, 'completed', 'tags', 'stats'];

/** [documented EN, CS] ECOMAIL is missing in the text of 2023. */
const sources = ['QUANDA', 'SMARTEMAILING', 'MAILCHIMP', 'MAILGUN', 'SENDGRID', 'SPARKPOST', 'ECOMAIL'];

export function findMassEmail(desk: Desk, id: string | number): MassEmail {
	const found = desk.instance.massEmails.get(Number(id));
	if (!found) throw notFound(`MassEmail ${id}`);
	return found;
}

/** [documented EN] Required are title, source and externalId; the last one is a switch. Answers the new id. */
export function createMassEmail(desk: Desk, input: unknown): number {
	const mail: MassEmail = {
		id: 0,
		texts: { title: null, description: null, campaignName: null, source: null, externalId: null, externalOverviewUrl: null, externalThumbnailUrl: null },
		completed: null,
		tags: [],
		stats: { sent: null, clicked: null, opened: null, unsubscribed: null },
		recipients: [],
		rowInfo: newRowInfo(desk),
	};
	Object.assign(mail, readMassEmail(desk, input, mail));
	mail.id = nextId(desk.instance, 'massEmail');
	desk.instance.massEmails.set(mail.id, mail);
	tellOf(desk, 'record.created', mail);
	return mail.id;
}

/** [documented] Any subset of the same fields. Every update is a save. */
export function updateMassEmail(desk: Desk, mail: MassEmail, input: unknown): void {
	Object.assign(mail, readMassEmail(desk, input, mail));
	stamp(desk, mail);
	tellOf(desk, 'record.updated', mail);
}

export function deleteMassEmail(desk: Desk, mail: MassEmail): void {
	desk.instance.massEmails.delete(mail.id);
	tellOf(desk, 'record.deleted', mail);
}

function tellOf(desk: Desk, type: RecordEvent['type'], { id }: MassEmail): void {
	desk.tell({ type, entityName: 'MassEmail', entityId: id, extIds: [] });
}

type Written = Pick<MassEmail, 'texts' | 'completed' | 'tags' | 'stats'>;

function readMassEmail(desk: Desk, input: unknown, current: MassEmail): Written {
	const body = bodyObject(desk, input);
	checkAttributes(desk, body, attributes);
	const texts = { ...current.texts };
	for (const name of massEmailTexts) {
		const read = readText(desk, name, body[name]);
		if (read !== 'keep') texts[name] = read.set;
	}
	requireTexts(desk, texts, current);
	return {
		texts,
		completed: readCompleted(desk, body.completed, current.completed),
		tags: body.tags === undefined ? current.tags : readTags(desk, body.tags),
		stats: readStats(desk, body, current.stats),
	};
}

function requireTexts(desk: Desk, texts: MassEmail['texts'], current: MassEmail): void {
	const required = desk.setting('massEmailExternalId') === 'required' ? (['title', 'source', 'externalId'] as const) : (['title', 'source'] as const);
	const missing = required.find((name) => !texts[name]);
	if (missing) throw refuse(desk, `${missing} is required`);
	if (!sources.includes(texts.source ?? '')) throw refuse(desk, `source cannot be ${texts.source}`);
	if (desk.setting('sameExternalId') === 'allowed' || !texts.externalId) return;
	for (const other of desk.instance.massEmails.values()) {
		const same = other.texts.externalId === texts.externalId && other.texts.source === texts.source;
		if (same && other.id !== current.id) throw refuse(desk, 'externalId belongs to another mass e-mail');
	}
}

/** [documented] The schema has a date, the examples a date-time: both are taken. Whether the time stays is a switch. */
function readCompleted(desk: Desk, value: unknown, current: MassEmail['completed']): MassEmail['completed'] {
	const read = readText(desk, 'completed', value);
	if (read === 'keep') return current;
	if (read.set === null) return null;
	const at = parseStamp(read.set, desk.actor.zone);
	if (at === undefined) throw refuse(desk, 'completed is not a date');
	const wholeDay = desk.setting('massEmailCompleted') === 'day' || /^\d{4}-\d{2}-\d{2}$/.test(read.set);
	return { at, precision: wholeDay ? 'day' : 'minute' };
}

/** [documented] Whole numbers; those that are not sent stay [assumed]. */
function readStats(desk: Desk, { stats }: JsonObject, current: MassEmail['stats']): MassEmail['stats'] {
	if (stats === undefined || stats === null) return current;
	if (!isObject(stats)) throw refuse(desk, 'stats is not an object');
	checkAttributes(desk, stats, massEmailCounters);
	const next = { ...current };
	for (const name of massEmailCounters) {
		const value = stats[name];
		if (value === undefined) continue;
		if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw refuse(desk, `stats.${name} is not a whole number`);
		next[name] = value;
	}
	return next;
}
