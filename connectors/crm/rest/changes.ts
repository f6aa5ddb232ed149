import { shortHash } from '../../../core/contact/hash';
import { ConfigurationError, GuardError } from '../../../core/errors';
import type { ChangesRequest, CrmChanges, CrmRecord, CrmScope } from '../../../core/ports/crm';
import type { RestClient } from './client';
import { isObject, valueAt } from './json';
import { tagKey } from './map/change';
import { recordOf, type RestPlace } from './map/record';
import type { RestProfile } from './profile/types';
import { ENOUGH_TO_TELL, probe, readAll, type Scan } from './scan';
import { stampMs, stampText } from './stamps';

export interface Source {
	client: RestClient;
	place: RestPlace;
	/** Fewer contacts than last time: a scan that lost most of them is no proof that they are gone. */
	fewerRows: 'stop' | 'accept';
}

/** What a cursor says. Only values of the server. */
interface Cursor {
	/** The newest stamp that was read. */
	since?: number;
	/** How many records there were. */
	count?: number;
	/** Hash of the rows that the next reading would meet again if nothing changed. */
	rows?: string;
}

/** Changes that the server shows late are asked for once more. */
const OVERLAP_MS = 120_000;
/** A scan below this share of the last one, by more than a few, is stopped. */
const LEAST_SHARE = 0.7;
const FEW = 5;

/** What changed since the cursor, where the list can be filtered and a count shows nothing else; else everything. */
export async function changes(source: Source, { scope, cursor: text, recordTypes }: ChangesRequest): Promise<CrmChanges> {
	const cursor = parseCursor(text);
	assertScope(scope, source.place.profile);
	if (!recordTypes.includes('person')) return { extent: 'everything', records: [], gone: [], cursor: text ?? cursorText({}), more: 'no' };
	return (await filtered(source, cursor)) ?? (await everything(source, scope, cursor));
}

/** All records of the scope. */
export async function everyRecord(source: Source, scope: CrmScope): Promise<CrmRecord[]> {
	const { client, place } = source;
	assertScope(scope, place.profile);
	const scan = await readAll(client, place.profile);
	assertTags(scan, scope, place.profile);
	return recordsOf(scan, place).filter((record) => isIn(record, scope));
}

async function everything(source: Source, scope: CrmScope, cursor: Cursor): Promise<CrmChanges> {
	const { client, place } = source;
	const scan = await readAll(client, place.profile);
	const count = scan.rows.length;
	assertStamps(scan, place.profile);
	assertTags(scan, scope, place.profile);
	assertNotFewer(source, count, cursor.count);
	const records = recordsOf(scan, place);
	const latest = newest(scan, place.profile, cursor.since);
	const next = { ...latest, count, rows: digestOf(metAgain(records, latest.since, place.profile)) };
	const rest: Omit<CrmChanges, 'extent' | 'records'> = { gone: [], cursor: cursorText(next), more: 'no', ...timeOf(scan) };
	// A CRM that is read whole every time: the hash shows whether anything is different.
	if (place.profile.changes.style === 'scan' && next.rows === cursor.rows) return { extent: 'changes', records: [], ...rest };
	return { extent: 'everything', records: records.filter((record) => isIn(record, scope)), ...rest };
}

/** Undefined where everything has to be read. */
async function filtered({ client, place }: Source, { since, count, rows }: Cursor): Promise<CrmChanges | undefined> {
	const { profile } = place;
	const { changes: detection, stamps } = profile;
	if (detection.style !== 'filter' || !stamps || since === undefined) return undefined;
	const scan = await readAll(client, profile, { [detection.parameter]: stampText(filterFrom(since, profile), stamps) });
	const created = scan.rows.filter(({ json }) => (stamps.created === undefined ? 0 : (stampMs(valueAt(json, stamps.created), stamps) ?? 0)) > since).length;
	const records = recordsOf(scan, place);
	const latest = newest(scan, profile, since);
	const next = { ...latest, count: (count ?? 0) + created, rows: digestOf(metAgain(records, latest.since, profile)) };
	if ((await probe(client, profile)).total !== next.count) return undefined;
	return { extent: 'changes', records: digestOf(records) === rows ? [] : records, gone: [], cursor: cursorText(next), more: 'no', ...timeOf(scan) };
}

function filterFrom(since: number, { stamps }: RestProfile): number {
	return since - OVERLAP_MS - (stamps?.resolutionSeconds ?? 1) * 1000;
}

/** What the next reading shows once more where nothing changes: all, or what lies behind the bound of the filter. */
function metAgain(records: readonly CrmRecord[], since: number | undefined, profile: RestProfile): readonly CrmRecord[] {
	if (profile.changes.style === 'scan' || since === undefined) return records;
	return records.filter((record) => stampOf(record) >= filterFrom(since, profile));
}

function stampOf({ contact: { modifiedAt } }: CrmRecord): number {
	return modifiedAt === undefined ? 0 : Date.parse(modifiedAt);
}

function digestOf(records: readonly CrmRecord[]): string {
	return shortHash(records.map(({ contact, version }) => `${contact.recordId}:${version}`).sort().join(), 10);
}

function recordsOf({ rows }: Scan, place: RestPlace): CrmRecord[] {
	return rows.flatMap(({ json }) => recordOf(json, place) ?? []);
}

function timeOf({ serverTime }: Scan): { serverTime?: number } {
	return serverTime === undefined ? {} : { serverTime };
}

function newest({ rows }: Scan, { stamps }: RestProfile, since: number | undefined): Pick<Cursor, 'since'> {
	if (!stamps) return {};
	const latest = rows.reduce((most, { json }) => Math.max(most, stampMs(valueAt(json, stamps.modified), stamps) ?? 0), since ?? 0);
	return latest > 0 ? { since: latest } : {};
}

/** Where changes are found by stamps, rows without any are a wrong path or format. */
function assertStamps({ rows }: Scan, { changes: { style }, stamps, name }: RestProfile): void {
	if (style !== 'filter' || !stamps || rows.length === 0) return;
	if (rows.some(({ json }) => stampMs(valueAt(json, stamps.modified), stamps) !== undefined)) return;
	throw new ConfigurationError(`No contact of ${name} has a time of its last change at "${stamps.modified}" that can be read as "${stamps.format}". Correct the section "stamps" of the profile.`, 'No stamp in any row');
}

function assertNotFewer({ fewerRows, place }: Source, now: number, before: number | undefined): void {
	if (fewerRows === 'accept' || before === undefined || before - now <= FEW || now >= before * LEAST_SHARE) return;
	throw new GuardError(
		'fewerRows',
		`${place.profile.name} lists ${now} contacts, and listed ${before} last time (limit: ${FEW} and ${Math.round((1 - LEAST_SHARE) * 100)} % fewer). Nothing was written. Look whether the login may still see all of them. If they are gone indeed, switch on "Accept Fewer Contacts Once" under "Options" and run again.`,
	);
}

function assertScope(scope: CrmScope, { tags, name }: RestProfile): void {
	if (scope.kind === 'all' || (scope.kind === 'tag' && tags !== undefined)) return;
	const choice = tags === undefined ? 'all contacts, or name the key of the tags in the slot "tags" of the profile' : 'all contacts, or a tag';
	throw new ConfigurationError(`Choose ${choice}: ${name} is not asked for other scopes.`, `Scope ${scope.kind}`);
}

/** With a wrong path to the tags everybody would seem to have left the scope. */
function assertTags({ rows }: Scan, scope: CrmScope, { tags, name }: RestProfile): void {
	if (scope.kind !== 'tag' || tags === undefined || rows.length < ENOUGH_TO_TELL || rows.some(({ json }) => valueAt(json, tags) !== undefined)) return;
	throw new ConfigurationError(`None of the ${rows.length} contacts of ${name} has anything at "${tags}". Correct the slot tags of the profile.`, 'No tags in any row');
}

function isIn({ contact }: CrmRecord, scope: CrmScope): boolean {
	return scope.kind !== 'tag' || (contact.tags ?? []).some((tag) => tagKey(tag) === tagKey(scope.tag));
}

/** A cursor that is not ours, or of another kind, is none: then everything is read. */
function parseCursor(text: string | undefined): Cursor {
	if (text === undefined) return {};
	try {
		const value: unknown = JSON.parse(text);
		const number = (member: unknown): number | undefined => (typeof member === 'number' && Number.isFinite(member) ? member : undefined);
		return isObject(value) ? { since: number(value.since), count: number(value.count), ...(typeof value.rows === 'string' ? { rows: value.rows } : {}) } : {};
	} catch {
		return {};
	}
}

function cursorText(cursor: Cursor): string {
	return JSON.stringify(cursor);
}
