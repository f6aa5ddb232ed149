import type { JsonObject } from '../kit/json';
import { groupId, groupName, resourceName } from './contact';
import { invalid, notFound, rpcStatus } from './errors';
import { groupMask, type GroupField } from './masks';
import type { Answer, Exchange, Operation } from './operation';
import { pageSize } from './query';
import { omitEmpty } from './shape';
import type { AccountState, Group } from './state';
import { formattedName } from './systemGroups';
import { paramsHash, readPageToken, readSyncToken } from './tokens';

export const groupOperations: readonly Operation[] = [
	{ op: 'groups.list', method: 'GET', path: /^v1\/contactGroups$/, effect: 'reads', cost: { reads: 1 }, query: ['groupFields', 'pageSize', 'pageToken', 'syncToken'], run: listGroups },
	{ op: 'groups.get', method: 'GET', path: /^v1\/(contactGroups\/[^/:]+)$/, effect: 'reads', cost: { reads: 1 }, query: ['groupFields', 'maxMembers'], run: getGroup },
	{
		op: 'groups.batchGet',
		method: 'GET',
		path: /^v1\/contactGroups:batchGet$/,
		effect: 'reads',
		cost: { reads: 1 },
		query: ['groupFields', 'maxMembers', 'resourceNames'],
		run: batchGetGroups,
	},
];

export function groupOf(state: AccountState, name: string): Group {
	const group = state.groups.get(groupId(name) ?? '');
	if (group === undefined) throw notFound();
	return group;
}

/** name comes with formattedName; members only where they are asked for (documented). */
export function renderGroup(state: AccountState, group: Group, mask: ReadonlySet<GroupField>, maxMembers = 0): JsonObject {
	const members = state.members(group.id);
	const shown: Record<GroupField, JsonObject> = {
		clientData: { clientData: group.clientData },
		groupType: { groupType: group.kind === 'user' ? 'USER_CONTACT_GROUP' : 'SYSTEM_CONTACT_GROUP' },
		memberCount: { memberCount: members.size },
		metadata: { metadata: { updateTime: group.updateTime } },
		name: { name: group.name, formattedName: formattedName(group) },
	};
	return omitEmpty({
		resourceName: groupName(group.id),
		etag: group.etag,
		...Object.assign({}, ...[...mask].map((field) => shown[field])),
		memberResourceNames: [...members].slice(0, maxMembers).map(resourceName),
	});
}

/** A sync token comes unasked (seen); deleted labels only when syncing (documented). That it expires like the other is assumed. */
function listGroups({ world, user, query }: Exchange): Answer {
	const { state } = user;
	const now = world.context.clock.now();
	const mask = groupMask('groupFields', query.text('groupFields'));
	const size = pageSize(query, { normal: 30, most: 1000 });
	const list = `contactGroups of ${state.name}`;
	const params = paramsHash([[...mask], size]);
	const sealedSync = query.text('syncToken') ?? '';
	const pageParams = paramsHash([params, sealedSync]);
	const sealedPage = query.text('pageToken') ?? '';
	const sync = sealedSync === '' ? undefined : readSyncToken(world.tokens, sealedSync, { list, params }, now, world.setting);
	const page = sealedPage === '' ? undefined : readPageToken(world.tokens, sealedPage, { list, params: pageParams });

	const lines = [...state.labels.entries()].filter(([, { seq, value, wasListed }]) => (sync ? seq > sync.seq && wasListed : value !== undefined));
	const rest = lines.filter(([, { seq }]) => seq > (page?.after ?? 0));
	const shown = rest.slice(0, size);
	const start = page?.start ?? state.labels.seq();
	const since = page?.since ?? (sync && world.setting('syncTokenExtends') === 'no' ? sync.since : now);
	const after = shown.at(-1)?.[1].seq ?? 0;
	const body = omitEmpty({
		contactGroups: shown.map(([id, { value }]) =>
			value ? renderGroup(state, value, mask) : { resourceName: groupName(id), metadata: { deleted: true } },
		),
		totalItems: lines.length,
		nextPageToken: rest.length > size ? world.tokens.seal({ kind: 'page', list, params: pageParams, after, start, since }) : '',
		nextSyncToken: rest.length > size ? '' : world.tokens.seal({ kind: 'sync', list, params, seq: start, since }),
	});
	return { body, records: shown.length };
}

function getGroup({ user, names, query }: Exchange): Answer {
	const mask = groupMask('groupFields', query.text('groupFields'));
	const group = groupOf(user.state, names[0] ?? '');
	return { body: renderGroup(user.state, group, mask, query.int('maxMembers')), records: 1 };
}

function batchGetGroups({ user, query }: Exchange): Answer {
	const mask = groupMask('groupFields', query.text('groupFields'));
	const names = query.all('resourceNames');
	if (names.length === 0) throw invalid('Request must set resource_names.');
	if (names.length > 200) throw invalid('At most 200 resource names are allowed.'); // cap documented
	const responses = names.map((requestedResourceName) => {
		const group = user.state.groups.get(groupId(requestedResourceName) ?? '');
		if (group === undefined) return { requestedResourceName, status: rpcStatus(notFound()) };
		return { requestedResourceName, contactGroup: renderGroup(user.state, group, mask, query.int('maxMembers')), status: {} };
	});
	return { body: { responses }, records: names.length };
}
