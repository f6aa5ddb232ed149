import { CreatioError, noRow, odataError } from './errors';
import { afterRemove, afterSave, beforeSave, cascade } from './logic';
import { parseMicros, shownShift, type Answer, type Desk } from './model';
import { render } from './render';
import { fixedId, type Column, type Entity } from './schema';
import { duplicateKey, type Row, type Value } from './store';

const zeroId = /^0{8}-0{4}-0{4}-0{4}-0{12}$/;
const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** POST: 201 with the whole row; the caller may choose the Id [documented, seen]. */
export function create(desk: Desk, entity: Entity, body: unknown): Answer {
	const id = givenId(body) ?? desk.store.newId();
	if (desk.store.find(entity.name, id)) throw duplicateKey(Number(desk.setting('duplicateKeyStatus')), entity.name);
	const values = parseBody(desk, entity, body, 'create');
	for (const { name, required } of entity.columns.values()) {
		if (required && (values[name] === undefined || values[name] === null || values[name] === '') && !(name === 'Name' && entity.name === 'Contact' && (values.Surname || values.GivenName))) {
			throw odataError(500, 'An error has occurred.', undefined, `23502: null value in column "${name}" violates not-null constraint`);
		}
	}
	const row = insert(desk, entity, id, values);
	if (desk.refusesCreate(entity.name)) return refusedAfterInsert(desk);
	const root = `${desk.root}/${entity.name}`;
	return { status: 201, effect: 'write', records: 1, headers: { location: `${root}(${id})` }, body: { '@odata.context': `${desk.root}/$metadata#${entity.name}/$entity`, ...render(desk, entity, row, { digits: 'written' }) } };
}

/** [seen] Handlers of the server run after the insert; where they fail, the row may stay. */
function refusedAfterInsert({ setting }: Desk): Answer {
	const error = odataError(500, 'An error has occurred.', 'Saving was cancelled by an event handler.');
	if (setting('refusedCreate') === 'nothing') throw error;
	return { status: error.status, body: error.body, effect: 'write', records: 1 };
}

/** Also for the hands of people: no check of what is missing. */
export function insert(desk: Desk, entity: Entity, id: string, values: Record<string, Value>): Row {
	const stamp = desk.store.stamp(desk.now);
	const by = desk.account.contactId;
	const row: Row = { ...defaultsOf(desk, entity.name), ...values, Id: id, CreatedOn: stamp, ModifiedOn: stamp, CreatedById: by, ModifiedById: by };
	const before = beforeSave(desk, entity.name, row, new Set(Object.keys(values)), undefined);
	desk.store.put(entity.name, before);
	afterSave(desk, entity.name, before, undefined, new Set(Object.keys(values)));
	return desk.store.find(entity.name, id) ?? before;
}

/** [seen] */
function defaultsOf({ account }: Desk, entity: string): Record<string, Value> {
	if (entity === 'Contact') return { OwnerId: account.contactId, Confirmed: true };
	if (entity === 'ContactFolder') return { FolderTypeId: fixedId('FolderType', 'General') };
	if (entity === 'ContactTag') return { TypeId: fixedId('TagType', 'Private') };
	if (entity === 'Activity') return { TypeId: fixedId('ActivityType', 'Task'), PriorityId: fixedId('ActivityPriority', 'Medium') };
	return {};
}

/** PATCH: 204 [documented]. Whether unknown columns are refused differs between builds [seen]. */
export function update(desk: Desk, entity: Entity, id: string, body: unknown): Answer {
	const existing = desk.store.find(entity.name, id);
	if (!existing && desk.setting('patchMissing') === 'creates') {
		create(desk, entity, { ...(typeof body === 'object' ? body : {}), Id: id });
		return { status: 204, effect: 'write', records: 1 };
	}
	if (!existing) throw noRow();
	change(desk, entity, existing, parseBody(desk, entity, body, 'update'));
	return { status: 204, effect: 'write', records: 1 };
}

export function change(desk: Desk, entity: Entity, existing: Row, values: Record<string, Value>): void {
	const changed = new Set(Object.keys(values).filter((name) => values[name] !== existing[name]));
	const row: Row = { ...existing, ...values, Id: existing.Id, CreatedOn: existing.CreatedOn, ModifiedOn: desk.store.stamp(desk.now), ModifiedById: desk.account.contactId };
	const before = beforeSave(desk, entity.name, row, changed, existing);
	desk.store.put(entity.name, before);
	afterSave(desk, entity.name, before, existing, changed);
}

/** DELETE: 204; rows that depend on it go too or block it. */
export function remove(desk: Desk, entity: Entity, id: string): Answer {
	const existing = desk.store.find(entity.name, id);
	if (!existing) throw noRow();
	removeRow(desk, entity.name, existing);
	return { status: 204, effect: 'write', records: 1 };
}

export function removeRow(desk: Desk, entity: string, row: Row): void {
	const blocked = cascade(desk, entity, row);
	if (blocked) throw odataError(500, 'An error has occurred.', undefined, `23503: update or delete on table "${entity}" violates foreign key constraint on table "${blocked}"`);
	desk.store.remove(entity, row.Id);
	afterRemove(desk, entity, row);
}

function givenId(body: unknown): string | undefined {
	const id: unknown = typeof body === 'object' && body !== null && 'Id' in body ? body.Id : undefined;
	if (id === undefined || (typeof id === 'string' && zeroId.test(id))) return undefined;
	if (typeof id !== 'string' || !guid.test(id)) throw invalid('Id', "Cannot convert the literal to the expected type 'Edm.Guid'.");
	return id.toLowerCase();
}

function invalid(column: string, reason: string): CreatioError {
	return odataError(400, 'The request is invalid.', `${column}: ${reason}`);
}

/** The body as stored values. A navigation name is passed over without a word [seen]. */
function parseBody(desk: Desk, entity: Entity, body: unknown, when: 'create' | 'update'): Record<string, Value> {
	if (typeof body !== 'object' || body === null || Array.isArray(body)) throw odataError(400, 'The request is invalid.', 'The body is no object.');
	const values: Record<string, Value> = {};
	for (const [name, given] of Object.entries(body) as Array<[string, unknown]>) {
		if (name.includes('@odata') || entity.navigations.has(name)) continue;
		const column = entity.columns.get(name);
		if (!column) {
			if (when === 'update' && desk.setting('patchUnknown') === 'ignored') continue;
			throw invalid(name, `The property '${name}' does not exist on type 'Terrasoft.Configuration.OData.${entity.name}'.`);
		}
		const value = parseValue(desk, column, given);
		if (value !== undefined) values[name] = value;
	}
	return values;
}

function parseValue(desk: Desk, column: Column, given: unknown): Value | undefined {
	const { name, type, size, refers } = column;
	if (given === null) return null;
	switch (type) {
		case 'text':
			if (typeof given !== 'string') throw invalid(name, 'A text was expected.');
			// Postgres refuses what is too long; whether Creatio cuts it before is not known.
			if (size !== undefined && given.length > size) throw odataError(500, 'An error has occurred.', undefined, `22001: value too long for type character varying(${size})`);
			return given === '' ? null : given;
		case 'id':
		case 'lookup':
			if (typeof given !== 'string' || !guid.test(given)) throw invalid(name, "Cannot convert the literal to the expected type 'Edm.Guid'.");
			// [seen] Dropped without a word.
			if (zeroId.test(given)) return undefined;
			if (refers && !desk.store.find(refers, given.toLowerCase())) throw odataError(500, 'An error has occurred.', undefined, `23503: insert or update violates foreign key constraint "FK${name}"`);
			return given.toLowerCase();
		case 'bool':
			if (typeof given !== 'boolean') throw invalid(name, 'A boolean was expected.');
			return given;
		case 'number':
			if (typeof given !== 'number') throw invalid(name, 'A number was expected.');
			return given;
		case 'date':
			return parseDate(desk, name, given);
	}
}

/** [seen] A date-time without a zone is refused. */
function parseDate(desk: Desk, name: string, given: unknown): Value {
	const micros = typeof given === 'string' ? parseMicros(given) : undefined;
	if (micros === undefined) throw invalid(name, "Cannot convert the literal to the expected type 'Edm.DateTimeOffset'.");
	return micros - shownShift(desk);
}
