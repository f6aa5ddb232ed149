import type { HttpRequest } from '../../core/ports/http';
import type { Caller } from '../http/caller';
import { asGroup, isObject, objectsOf, textOf, type ContactGroup } from './raw';
import type { Bucket } from './transport';

const READ: Partial<Record<Bucket, number>> = { reads: 1 };
const WRITE: Partial<Record<Bucket, number>> = { writes: 1 };

/** All but metadata; clientData only comes when asked for (documented). */
const GROUP_FIELDS = 'clientData,groupType,memberCount,name';
const PAGE = 1000;

export interface GroupClient {
	list(): Promise<ContactGroup[]>;
	/** Resource names of all members; undefined when the group is gone. */
	members(id: string): Promise<string[]>;
	get(id: string): Promise<ContactGroup | undefined>;
	/** Rejects with a ConflictError where the name is taken. */
	create(group: ContactGroup): Promise<ContactGroup | undefined>;
	/** Replaces clientData, under the group's etag. */
	update(group: ContactGroup): Promise<ContactGroup | undefined>;
}

/** The calls on labels: https://developers.google.com/people/api/rest/v1/contactGroups. A second create meets its own name. */
export function createGroupClient(call: Caller, baseUrl: string): GroupClient {
	const url = `${baseUrl}/v1/contactGroups`;
	const send = (op: string, cost: typeof READ, request: HttpRequest) => call(request, { op, cost, repeatable: true });
	const getOne = async (id: string, query: NonNullable<HttpRequest['query']>) =>
		asGroup((await send('groups.get', READ, { method: 'GET', url: `${baseUrl}/v1/${id}`, query })).body);

	return {
		async list() {
			const groups: ContactGroup[] = [];
			let pageToken: string | undefined;
			do {
				const query = { groupFields: GROUP_FIELDS, pageSize: PAGE, pageToken };
				const { body } = await send('groups.list', READ, { method: 'GET', url, query });
				const page = isObject(body) ? body : {};
				groups.push(...objectsOf(page.contactGroups).flatMap((one) => asGroup(one) ?? []));
				pageToken = textOf(page.nextPageToken);
			} while (pageToken !== undefined);
			return groups;
		},
		members: async (id) => (await getOne(id, { groupFields: 'name', maxMembers: 100_000 }))?.memberResourceNames ?? [],
		get: (id) => getOne(id, { groupFields: GROUP_FIELDS }),
		async create(group) {
			const body = { contactGroup: group, readGroupFields: GROUP_FIELDS };
			return asGroup((await send('groups.create', WRITE, { method: 'POST', url, body })).body);
		},
		async update({ resourceName, etag, name, clientData }) {
			const contactGroup = { etag, name, clientData };
			const body = { contactGroup, updateGroupFields: 'clientData', readGroupFields: GROUP_FIELDS };
			return asGroup((await send('groups.update', WRITE, { method: 'PUT', url: `${baseUrl}/v1/${resourceName ?? ''}`, body })).body);
		},
	};
}
