import type { IDataObject, INodeTypeDescription } from 'n8n-workflow';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

interface Schema {
	type?: string;
	properties?: Record<string, Schema>;
	items?: Schema;
}

/** The output schema of a node with these parameters, as the package holds it; undefined where it has none. */
function schemaOf(folder: string, { properties }: INodeTypeDescription, parameters: IDataObject): Schema | undefined {
	const chosen = (name: string): string | undefined => {
		const shown = properties.filter((one) => one.name === name && fits(one.displayOptions?.show, parameters, properties));
		return shown.length > 0 ? String(parameters[name] ?? shown[0]?.default) : undefined;
	};
	const [resource, operation] = [chosen('resource'), chosen('operation')];
	const file = path.join(folder, '__schema__/v1.0.0', `${[resource, operation].filter(Boolean).join('/') || 'output'}.json`);
	return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Schema) : undefined;
}

function fits(show: Record<string, unknown> | undefined, parameters: IDataObject, properties: INodeTypeDescription['properties']): boolean {
	return Object.entries(show ?? {}).every(([name, values]) => {
		const value = parameters[name] ?? properties.find((one) => one.name === name)?.default;
		return !Array.isArray(values) || values.includes(value);
	});
}

/** What a person asked to see beside the contact, and what a step before has put into the item. */
const FREE = ['raw', 'query'];

/** Members that the schema does not name, or names with another type. An object without named members may hold any. */
function strangers(value: unknown, schema: Schema, at: string): string[] {
	const type = Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;
	const wanted = schema.type === 'number' && type === 'integer' ? 'integer' : schema.type;
	if (wanted !== undefined && wanted !== type) return [`${at || 'the item'} is ${type}, not ${wanted}`];
	if (Array.isArray(value)) return schema.items ? value.flatMap((one) => strangers(one, schema.items ?? {}, `${at}[]`)) : [];
	if (typeof value !== 'object' || value === null || Object.keys(schema.properties ?? {}).length === 0) return [];
	return Object.entries(value).flatMap(([name, member]) => {
		if (at === '' && FREE.includes(name)) return [];
		const known = schema.properties?.[name];
		return known ? strangers(member, known, `${at}.${name}`) : [`${at}.${name} is not in the schema`];
	});
}

/** Throws where items of the first output hold what their output schema does not tell. Items of failures have a form of their own. */
export function assertFitsSchema(folder: string, description: INodeTypeDescription, parameters: IDataObject, items: readonly IDataObject[]): void {
	const schema = schemaOf(folder, description, parameters);
	if (!schema) return;
	const found = new Set(items.filter((json) => json.error === undefined).flatMap((json) => strangers(json, schema, '')));
	if (found.size > 0) throw new Error(`${description.displayName} hands on what its output schema does not tell: ${[...found].sort().join(', ')}`);
}
