import { accountKey, type FieldPatch } from '../../../../core/contact/contact';
import type { CrmWrite } from '../../../../core/ports/crm';
import { nameId } from '../ids';
import { addressOf } from '../map';
import { createPart, deletePart, updatePart, type Part } from '../odata';
import type { CreatioPlace } from '../place';
import { idOf, type Row } from '../raw';
import type { ContactState } from '../read';
import { contactBody, wantedBy, type MissingCompanies } from './fields';
import type { Lookups, Wanted } from './lookups';
import { joinParts, leaveParts, linkParts, markName, tagParts, tagsWanted, untagParts } from './membership';
import { addressParts, NUMBER_FIELDS, numberParts } from './rows';

export type CreateWrite = Extract<CrmWrite, { op: 'create' }>;
export type UpdateWrite = Extract<CrmWrite, { op: 'update' }>;

/** A create that finds its record there already was answered before: values that a person may have changed since are left alone. */
export type Found = 'earlier' | 'justNow';

export interface Planner {
	place: CreatioPlace;
	lookups: Lookups;
	missingCompanies: MissingCompanies;
}

/** The id of a write's contact. A create chooses it by its link, so that a lost answer can be repeated safely. */
export function targetOf(write: CrmWrite, place: CreatioPlace, drawn: string): string {
	if (write.op !== 'create') return write.record.contact.recordId;
	return write.link === undefined ? nameId(accountKey(place.account), 'drawn', drawn) : nameId(accountKey(place.account), 'Contact', write.link);
}

/** Names that have to be looked up before the write can be planned. */
export function wantedFor(write: CrmWrite, { place, missingCompanies }: Planner): Wanted[] {
	if (write.op === 'delete') return [];
	const link = write.op === 'create' ? write.link : write.link && 'set' in write.link ? write.link.set : undefined;
	const marks = link !== undefined && place.link.kind === 'tag' ? [markName(link)] : [];
	const added = write.op === 'update' ? (write.tags?.add ?? []) : [];
	const scope = write.op === 'create' || write.move === 'join' ? write.scope : undefined;
	return [...wantedBy(write.op === 'create' ? write.fields : write.patch, missingCompanies), ...tagsWanted(scope, [...marks, ...added])];
}

/** Values first, then scope, then link: whatever a cut leaves behind is never linked without being in the scope. */
export function createParts(write: CreateWrite, contactId: string, planner: Planner, state: ContactState | undefined, found: Found): Part[] {
	const { lookups, place } = planner;
	const values = state === undefined ? newContact(write, contactId, planner) : found === 'justNow' ? valueParts(contactId, state, write.fields, lookups) : [];
	const link = write.link === undefined ? [] : linkParts(contactId, state, place, { set: write.link }, lookups);
	return [...values, ...joinParts(contactId, state, write.scope, lookups), ...link];
}

function newContact({ fields, scope }: CreateWrite, contactId: string, { lookups }: Planner): Part[] {
	const owner = scope.kind === 'owner' ? { OwnerId: scope.ownerId } : {};
	const optOut = fields.doNotEmail === true ? { DoNotUseEmail: true } : {};
	const contact = createPart('Contact', { Id: contactId, ...contactBody(fields, lookups), ...owner, ...optOut });
	return [contact, ...rowParts(contactId, undefined, fields, lookups)];
}

export function updateParts(write: UpdateWrite, contactId: string, { lookups, place }: Planner, state: ContactState): Part[] {
	const { patch, scope, move, link, tags, optOut } = write;
	const membership = move === 'join' ? joinParts(contactId, state, scope, lookups) : move === 'leave' ? leaveParts(state, scope) : [];
	return [
		...valueParts(contactId, state, patch, lookups, optOut ? { DoNotUseEmail: true } : {}),
		...(tags ? [...untagParts(state, tags.remove), ...tagParts(contactId, state, tags.add, lookups)] : []),
		...membership,
		...(link ? linkParts(contactId, state, place, link, lookups) : []),
	];
}

/** Only what differs from the state is sent, so that planning again after half a write plans the rest of it. */
function valueParts(contactId: string, state: ContactState, patch: FieldPatch, lookups: Lookups, more: Record<string, unknown> = {}): Part[] {
	const wanted = { ...contactBody(patch, lookups, state), ...more };
	const body = Object.fromEntries(Object.entries(wanted).filter(([column, value]) => !isHeld(state.row, column, value)));
	return [...(Object.keys(body).length > 0 ? [updatePart('Contact', contactId, body)] : []), ...rowParts(contactId, state, patch, lookups)];
}

function isHeld(row: Row, column: string, value: unknown): boolean {
	if (column.endsWith('Id')) return (idOf(row, column) ?? null) === value;
	if (column === 'BirthDate') return value !== null && typeof row.BirthDate === 'string' && row.BirthDate.slice(0, 10) === String(value).slice(0, 10);
	return row[column] === value;
}

function rowParts(contactId: string, state: ContactState | undefined, patch: FieldPatch, lookups: Lookups): Part[] {
	const numbers = (['emails', 'phones', 'websites'] as const).flatMap((field) => {
		const values = patch[field];
		return values === undefined ? [] : [...numberParts(contactId, state?.numbers ?? [], values, NUMBER_FIELDS[field]), ...leftInColumns(contactId, state, field, values.length)];
	});
	if (patch.addresses === undefined) return numbers;
	return [...numbers, ...addressParts(contactId, state?.addresses ?? [], patch.addresses, lookups), ...(patch.addresses.length === 0 ? addressLeft(contactId, state) : [])];
}

const MIRRORS = { emails: ['Email'], phones: ['Phone', 'MobilePhone', 'HomePhone'], websites: [] } as const;

/** A column that holds a value without a row: emptied, where the list is emptied. */
function leftInColumns(contactId: string, state: ContactState | undefined, field: keyof typeof MIRRORS, wanted: number): Part[] {
	if (state === undefined || wanted > 0) return [];
	const held = MIRRORS[field].filter((column) => typeof state.row[column] === 'string' && state.row[column] !== '');
	return held.length > 0 ? [updatePart('Contact', contactId, Object.fromEntries(held.map((column) => [column, ''])))] : [];
}

/** Whether deleting the primary address empties the columns of the contact is not known, so they are emptied where they hold one. */
function addressLeft(contactId: string, state: ContactState | undefined): Part[] {
	if (state === undefined || addressOf(state.row) === undefined) return [];
	return [updatePart('Contact', contactId, { Address: '', Zip: '', CityId: null, RegionId: null, CountryId: null })];
}

export function deleteParts(contactId: string): Part[] {
	return [deletePart('Contact', contactId)];
}
