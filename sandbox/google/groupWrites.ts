import { contactId } from './contact';
import { alreadyExists, invalid, preconditionFailed } from './errors';
import { groupOf, renderGroup } from './groups';
import { groupMask, groupUpdateMask } from './masks';
import { leaveGroup, modifyMembers } from './members';
import type { Answer, Exchange, Operation } from './operation';
import { list, message, oneOf, text, texts } from './shape';
import type { Group } from './state';
import { systemNames } from './systemGroups';

const group = /^v1\/(contactGroups\/[^/:]+)$/;
const cost = { writes: 1 }; // documented bucket

export const groupWriteOperations: readonly Operation[] = [
	{ op: 'groups.create', method: 'POST', path: /^v1\/contactGroups$/, effect: 'mutates', cost, query: [], run: create },
	{ op: 'groups.update', method: 'PUT', path: group, effect: 'mutates', cost, query: [], run: update },
	{ op: 'groups.delete', method: 'DELETE', path: group, effect: 'mutates', cost, query: ['deleteContacts'], run: remove },
	{ op: 'groups.modify', method: 'POST', path: /^v1\/(contactGroups\/[^/:]+)\/members:modify$/, effect: 'mutates', cost, query: [], run: modify },
];

interface GroupInput {
	etag: string;
	name: string;
	clientData: ReadonlyArray<{ key: string; value: string }>;
}

/** groupType, metadata, members and the like are output only (documented). */
function parseGroup(value: unknown): GroupInput {
	const known = oneOf('resourceName', 'etag', 'metadata', 'groupType', 'name', 'formattedName', 'memberResourceNames', 'memberCount', 'clientData');
	const body = message(value, 'contact_group', known);
	const clientData = list(body.clientData, 'contact_group.client_data').map((one, index) => {
		const where = `contact_group.client_data[${index}]`;
		const entry = message(one, where, oneOf('key', 'value'));
		return { key: text(entry.key, `${where}.key`), value: text(entry.value, `${where}.value`) };
	});
	return { etag: text(body.etag, 'contact_group.etag'), name: text(body.name, 'contact_group.name'), clientData };
}

function create(exchange: Exchange): Answer {
	const { state } = exchange.user;
	const body = message(exchange.body, '', oneOf('contactGroup', 'readGroupFields'));
	const mask = groupMask('readGroupFields', text(body.readGroupFields, 'readGroupFields'));
	const { name, clientData } = parseGroup(body.contactGroup);
	checkName(exchange, name);
	const created: Group = newGroup(exchange, name, clientData);
	state.putGroup(created);
	return { body: renderGroup(state, created, mask), records: 1, committed: true };
}

export function newGroup({ world, user }: Pick<Exchange, 'world' | 'user'>, name: string, clientData: Group['clientData'] = []): Group {
	const { state } = user;
	const createdAt = world.context.clock.now();
	return { id: state.newGroupId(), name, kind: 'user', etag: state.newEtag(), updateTime: state.stamp(), createdAt, clientData };
}

function update(exchange: Exchange): Answer {
	const { state } = exchange.user;
	const body = message(exchange.body, '', oneOf('contactGroup', 'updateGroupFields', 'readGroupFields'));
	const mask = groupUpdateMask(text(body.updateGroupFields, 'updateGroupFields'));
	const shown = groupMask('readGroupFields', text(body.readGroupFields, 'readGroupFields'));
	const input = parseGroup(body.contactGroup);
	const before = groupOf(state, exchange.names[0] ?? '');
	if (before.kind === 'system') throw invalid('System contact groups can not be updated.'); // documented; text assumed
	checkEtag(exchange, before, input.etag);
	if (mask.has('name')) checkName(exchange, input.name, before.id);
	const after: Group = {
		...before,
		...(mask.has('name') ? { name: input.name } : {}),
		...(mask.has('clientData') ? { clientData: input.clientData } : {}),
		etag: state.newEtag(),
		updateTime: state.stamp(),
	};
	state.putGroup(after);
	return { body: renderGroup(state, after, shown), records: 1, committed: true };
}

/** Clients always send the etag (seen); what happens without one or with a stale one is assumed. */
function checkEtag({ world }: Exchange, { etag }: Group, given: string): void {
	const rule = world.setting('labelUpdateEtag');
	if (rule === 'ignored') return;
	if (given === '' && rule === 'required') throw invalid('Request must set contact_group.etag.');
	if (given !== '' && given !== etag) {
		throw preconditionFailed('Request contact_group.etag is different than the current contact_group.etag. Clear local cache and get the latest contact group.');
	}
}

/** A name that is taken is a 409 (documented); what counts as the same name is a switch. */
export function checkName({ world, user }: Pick<Exchange, 'world' | 'user'>, name: string, ownId = ''): void {
	if (name.trim() === '') throw invalid('Contact group name must not be empty.'); // assumed
	const key = (one: string): string => (world.setting('labelNames') === 'exact' ? one : one.trim().toLowerCase());
	const reserved = world.setting('systemLabelNames') === 'reserved' ? systemNames : [];
	const taken = [...user.state.groups.values()].filter(({ id, kind }) => id !== ownId && kind === 'user').map((one) => one.name);
	if ([...reserved, ...taken].some((one) => key(one) === key(name))) throw alreadyExists();
}

function remove(exchange: Exchange): Answer {
	const { state } = exchange.user;
	const gone = groupOf(state, exchange.names[0] ?? '');
	if (gone.kind === 'system') throw invalid('System contact groups can not be deleted.'); // documented; text assumed
	deleteGroup(exchange, gone, exchange.query.flag('deleteContacts') ? 'withContacts' : 'labelOnly');
	return { body: {}, records: 1, committed: true };
}

export function deleteGroup(exchange: Pick<Exchange, 'world' | 'user'>, { id }: Group, what: 'withContacts' | 'labelOnly'): void {
	const { state } = exchange.user;
	for (const member of [...state.members(id)]) {
		if (what === 'withContacts') state.remove(member, 'trash');
		else leaveGroup(exchange, member, id);
	}
	state.removeGroup(id);
}

function modify(exchange: Exchange): Answer {
	const body = message(exchange.body, '', oneOf('resourceNamesToAdd', 'resourceNamesToRemove'));
	const added = texts(body.resourceNamesToAdd, 'resourceNamesToAdd');
	const removed = texts(body.resourceNamesToRemove, 'resourceNamesToRemove');
	// documented cap
	if (added.length + removed.length > 1000) throw invalid('At most 1000 resource names are allowed.');
	const target = groupOf(exchange.user.state, exchange.names[0] ?? '');
	const { answer, changed } = modifyMembers(exchange, target, added, removed, (name) => contactId(name) ?? '');
	return { body: answer, records: added.length + removed.length, committed: changed > 0 };
}
