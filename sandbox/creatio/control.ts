import type { JsonObject } from '../kit/json';
import { cardOf } from './card';
import type { Gate } from './login';
import { parseMicros, type Desk } from './model';
import { fixedId } from './schema';
import { entityOf, type Row, type Value } from './store';
import { change, insert, removeRow } from './write';

export interface ControlTools {
	desk: Desk;
	gate: Gate;
}

type Action = (tools: ControlTools, args: JsonObject) => unknown;

/** Hands of people in the browser, and settings of the site. Columns are named as in bodies; dates are ISO texts. */
const actions: Record<string, Action> = {
	/** { entity?, ...columns } */
	'row.create': ({ desk }, { entity = 'Contact', ...values }) => ({ id: insert(desk, entityOf(String(entity)), desk.store.newId(), valuesOf(String(entity), values)).Id }),
	/** { entity?, id, ...columns } */
	'row.update': ({ desk }, { entity = 'Contact', id, ...values }) => change(desk, entityOf(String(entity)), rowOf(desk, String(entity), id), valuesOf(String(entity), values)),
	/** { entity?, id } */
	'row.delete': ({ desk }, { entity = 'Contact', id }) => removeRow(desk, String(entity), rowOf(desk, String(entity), id)),
	/** { name, kind? }: a static folder, or a dynamic one. */
	'folder.create': ({ desk }, { name, kind = 'static' }) => ({ id: insert(desk, entityOf('ContactFolder'), desk.store.newId(), { Name: String(name), FolderTypeId: fixedId('FolderType', kind === 'static' ? 'General' : 'Search') }).Id }),
	/** { folderId, id }: adds a row each time, as two people at once would. */
	'folder.put': ({ desk }, { folderId, id }) => ({ id: insert(desk, entityOf('ContactInFolder'), desk.store.newId(), { FolderId: String(folderId), ContactId: rowOf(desk, 'Contact', id).Id }).Id }),
	/** { folderId, id }: every row of it. */
	'folder.take': ({ desk }, { folderId, id }) => {
		for (const row of desk.store.rows('ContactInFolder')) if (row.FolderId === folderId && row.ContactId === id) removeRow(desk, 'ContactInFolder', row);
	},
	/** { id }: all that the page of a contact shows. */
	'contact.show': ({ desk }, { id }) => cardOf(desk, rowOf(desk, 'Contact', id)),
	/** { id, tag } */
	'contact.tag': ({ desk }, { id, tag }) => {
		const known = desk.store.rows('ContactTag').find(({ Name }) => Name === tag);
		const tagId = known?.Id ?? insert(desk, entityOf('ContactTag'), desk.store.newId(), { Name: String(tag), TypeId: fixedId('TagType', 'Public') }).Id;
		insert(desk, entityOf('ContactInTag'), desk.store.newId(), { TagId: tagId, EntityId: rowOf(desk, 'Contact', id).Id });
	},
	'contact.untag': ({ desk }, { id, tag }) => {
		const tags = new Set(desk.store.rows('ContactTag').filter(({ Name }) => Name === tag).map(({ Id }) => Id));
		for (const row of desk.store.rows('ContactInTag')) if (row.EntityId === id && tags.has(String(row.TagId))) removeRow(desk, 'ContactInTag', row);
	},
	/** { id, type, number, primary? }: a number of a contact; `type` is the name of a communication type. */
	'communication.add': ({ desk }, { id, type = 'Email', number, primary = true }) => addNumber(desk, String(id), String(type), String(number), primary === true),
	/** { entity? }: saves every row, as a job of the server does. */
	'bulk.touch': ({ desk }, { entity = 'Contact' }) => {
		for (const row of desk.store.rows(String(entity))) desk.store.put(String(entity), { ...row, ModifiedOn: desk.now * 1_000 });
	},
	/** { after? }: sessions and tokens end, after so many more requests. */
	'session.expire': ({ gate }, { after = 0 }) => gate.expire(Number(after)),
	'csrf.rotate': ({ gate }) => gate.rotateCsrf(),
	/** { state: valid | expired } */
	'password.set': ({ gate }, { state }) => gate.setPasswordState(state === 'expired' ? 'expired' : 'valid'),
};

function addNumber(desk: Desk, id: string, type: string, number: string, isPrimary: boolean): { id: string } {
	const contact = rowOf(desk, 'Contact', id);
	const values = { ContactId: contact.Id, CommunicationTypeId: fixedId('CommunicationType', type), Number: number };
	if (isPrimary) return { id: insert(desk, entityOf('ContactCommunication'), desk.store.newId(), { ...values, Primary: true }).Id };
	const stamp = desk.store.stamp(desk.now);
	const row: Row = { ...values, Id: desk.store.newId(), CreatedOn: stamp, ModifiedOn: stamp, Primary: false };
	desk.store.put('ContactCommunication', row);
	return { id: row.Id };
}

function rowOf(desk: Desk, entity: string, id: unknown): Row {
	const found = desk.store.find(entity, typeof id === 'string' ? id : '');
	if (!found) throw new Error(`No ${entity} ${String(id)}.`);
	return found;
}

/** Columns as people fill them in: any text, number, yes or no; null empties. */
function valuesOf(entity: string, values: JsonObject): Record<string, Value> {
	const { columns } = entityOf(entity);
	return Object.fromEntries(
		Object.entries(values).map(([name, value]): [string, Value] => {
			const column = columns.get(name);
			if (!column) throw new Error(`${entity} has no column ${name}.`);
			if (value === null || value === '') return [name, null];
			if (column.type === 'date') return [name, parseMicros(String(value)) ?? null];
			return [name, typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null];
		}),
	);
}

export function runControl(tools: ControlTools, action: string, args: JsonObject): unknown {
	const found = actions[action];
	if (!found) throw new Error(`creatio has no action "${action}". It has: ${Object.keys(actions).join(', ')}, rowCap.set, visibility.set, create.refuse.`);
	return found(tools, args);
}
