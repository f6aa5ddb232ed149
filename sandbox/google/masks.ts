import { badRequest, invalid } from './errors';
import { fieldNames, isFieldName, ruleOf, writableFields, type FieldName } from './fields';
import { camelCase } from './shape';

const referencePage = 'https://developers.google.com/people/api/rest/v1/people/get';

/** How a mask parameter is called in this method: mixing the names up is a 400 (documented). */
export type ReadMaskName = 'personFields' | 'readMask';

/** A mask that must be there and name something. */
export function requiredMask(name: ReadMaskName, text: string | undefined): ReadonlySet<FieldName> {
	const paths = split(text);
	// assumed: the text; documented: 400
	if (paths.length === 0) throw invalid(`${name} mask is required. Please specify one or more valid paths. Valid paths are documented at ${referencePage}.`);
	return readable(name, paths);
}

/** A mask that may be absent: then all fields (documented for createContact and updateContact). */
export function optionalMask(name: ReadMaskName, text: string | undefined): ReadonlySet<FieldName> {
	const paths = split(text);
	return paths.length === 0 ? new Set(fieldNames) : readable(name, paths);
}

/** An empty mask skips the read after the write (documented): undefined. */
export function skippableMask(text: string | undefined): ReadonlySet<FieldName> | undefined {
	const paths = split(text);
	return paths.length === 0 ? undefined : readable('readMask', paths);
}

export type UpdateMaskName = 'updatePersonFields' | 'updateMask';

export function updateMask(name: UpdateMaskName, text: string | undefined): ReadonlySet<FieldName> {
	// seen: JSON pasted into the mask
	if (text !== undefined && !/^[\w.,*\s]*$/.test(text)) {
		throw badRequest(`Invalid value at '${snakeCase(name)}' (type.googleapis.com/google.protobuf.FieldMask), Field '${text}' provided is invalid.`, snakeCase(name));
	}
	const paths = split(text);
	if (paths.length === 0) throw invalid(`${name} mask is required. Please specify one or more valid paths. Valid paths are documented at ${referencePage}.`);
	for (const path of paths) {
		if (!isFieldName(path) || ruleOf(path).access !== 'contact') throw invalidPath(name, path);
	}
	return new Set(writableFields.filter((field) => paths.includes(field)));
}

const groupFields = ['clientData', 'groupType', 'memberCount', 'metadata', 'name'] as const;
export type GroupField = (typeof groupFields)[number];
const shownByDefault: readonly GroupField[] = ['groupType', 'memberCount', 'metadata', 'name'];

/** Default: everything but clientData (documented). memberResourceNames is no mask value (documented, seen). */
export function groupMask(name: 'groupFields' | 'readGroupFields', text: string | undefined): ReadonlySet<GroupField> {
	const paths = split(text);
	if (paths.length === 0) return new Set(shownByDefault);
	return new Set(paths.map((path) => groupFields.find((field) => field === path) ?? fail(name, path)));
}

/** Default: name alone (documented). */
export function groupUpdateMask(text: string | undefined): ReadonlySet<'clientData' | 'name'> {
	const paths = split(text);
	if (paths.length === 0) return new Set(['name']);
	return new Set(paths.map((path) => (path === 'name' || path === 'clientData' ? path : fail('updateGroupFields', path))));
}

function readable(name: ReadMaskName, paths: readonly string[]): ReadonlySet<FieldName> {
	for (const path of paths) if (!isFieldName(path)) throw invalidPath(name, path);
	return new Set(fieldNames.filter((field) => paths.includes(field)));
}

/** Commas separate; a leading capital and snake_case pass (seen: two products send Names). */
function split(text: string | undefined): string[] {
	return (text ?? '')
		.split(',')
		.map((path) => path.trim())
		.filter((path) => path !== '')
		.map((path) => camelCase(path.charAt(0).toLowerCase() + path.slice(1)));
}

function fail(name: string, path: string): never {
	throw invalidPath(name, path);
}

/** The wording is seen. */
function invalidPath(name: string, path: string): Error {
	return invalid(`Invalid ${name} mask path: "${path}". Valid paths are documented at ${referencePage}.`);
}

function snakeCase(name: string): string {
	return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
