import type { JsonObject } from '../kit/json';
import { groupId, type Entry, type PersonInput } from './contact';
import { badRequest } from './errors';
import { isFieldName, ruleOf, silentMembers, writableFields, type FieldName, type Member, type ValueField } from './fields';
import { choice, flag, int, list, message, oneOf, omitEmpty, text } from './shape';

const isPersonMember = (name: string): boolean => isFieldName(name) || silentMembers.has(name) || name === 'etag' || name === 'resourceName';

/** Reads a Person of a request body. Output-only members are ignored, unknown ones refused (seen, assumed). */
export function parsePerson(value: unknown, path: string): PersonInput {
	const body = message(value, path, isPersonMember);
	const present = new Set(writableFields.filter((name) => body[name] !== undefined));
	const fields = Object.fromEntries(
		[...present].filter((name): name is ValueField => name !== 'memberships').map((name) => [name, entries(name, body[name], at(path, name))]),
	);
	return {
		...(body.etag === undefined ? {} : { etag: text(body.etag, at(path, 'etag')) }),
		sources: sources(body.metadata, at(path, 'metadata')),
		fields,
		...(present.has('memberships') ? { groups: memberships(body.memberships, at(path, 'memberships')) } : {}),
		present,
	};
}

const at = (path: string, member: string): string => (path === '' ? member : `${path}.${member}`);

function entries(name: ValueField, value: unknown, path: string): Entry[] {
	return list(value, path)
		.map((one, index) => entry(name, one, `${path}[${index}]`))
		.filter((one) => Object.keys(one).some((key) => key !== 'metadata'));
}

function entry(name: FieldName, value: unknown, path: string): Entry {
	const { members } = ruleOf(name);
	const body = message(value, path, (member) => member === 'metadata' || Object.hasOwn(members, member));
	const read = Object.fromEntries(
		Object.entries(members)
			.filter(([member, kind]) => kind !== 'output' && body[member] !== undefined)
			.map(([member, kind]) => [member, readMember(kind, body[member], `${path}.${member}`)]),
	);
	const { sourcePrimary } = message(body.metadata, `${path}.metadata`, oneOf('primary', 'sourcePrimary', 'verified', 'source'));
	// primary, verified and source are output only, sourcePrimary is not (documented)
	const metadata = flag(sourcePrimary, `${path}.metadata.sourcePrimary`) ? { sourcePrimary: true } : undefined;
	return omitEmpty({ ...read, metadata });
}

function readMember(kind: Member, value: unknown, path: string): unknown {
	if (kind === 'text') return text(value, path);
	if (kind === 'flag') return flag(value, path);
	if (kind === 'number') return int(value, path);
	if (kind === 'date') return date(value, path);
	if (kind === 'output') return undefined;
	return choice(value, path, kind);
}

function date(value: unknown, path: string): JsonObject | undefined {
	const body = message(value, path, oneOf('year', 'month', 'day'));
	const read = omitEmpty({
		year: int(body.year, `${path}.year`),
		month: int(body.month, `${path}.month`),
		day: int(body.day, `${path}.day`),
	});
	return Object.keys(read).length === 0 ? undefined : read;
}

function sources(value: unknown, path: string): Array<{ type: string; etag: string }> {
	const { sources: given } = message(value, path, oneOf('sources', 'objectType', 'deleted', 'previousResourceNames', 'linkedPeopleResourceNames'));
	return list(given, `${path}.sources`).map((one, index) => {
		const where = `${path}.sources[${index}]`;
		const body = message(one, where, oneOf('type', 'id', 'etag', 'updateTime', 'profileMetadata'));
		return { type: text(body.type, `${where}.type`), etag: text(body.etag, `${where}.etag`) };
	});
}

/** domainMembership and contactGroupId are output only (documented). */
function memberships(value: unknown, path: string): string[] {
	const ids = list(value, path).flatMap((one, index) => {
		const where = `${path}[${index}]`;
		const body = message(one, where, oneOf('metadata', 'contactGroupMembership', 'domainMembership'));
		const group = message(body.contactGroupMembership, `${where}.contactGroupMembership`, oneOf('contactGroupId', 'contactGroupResourceName'));
		const name = text(group.contactGroupResourceName, `${where}.contactGroupMembership.contactGroupResourceName`);
		if (name === '') return [];
		const id = groupId(name);
		if (id === undefined) throw badRequest(`Invalid contact group resource name: "${name}".`, path);
		return [id];
	});
	return [...new Set(ids)];
}
