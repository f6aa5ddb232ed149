import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { NodeHelpers, type INodeParameters, type INodeProperties, type INodeTypeDescription, type NodeParameterValueType } from 'n8n-workflow';

const folder = path.join(__dirname, '../../templates');

/** A node of a template, as the file holds it. */
export interface TemplateNode {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
	disabled?: boolean;
	onError?: string;
	webhookId?: string;
}

export interface Template {
	name: string;
	active: boolean;
	nodes: TemplateNode[];
	connections: Record<string, { main: Array<Array<{ node: string; index: number }>> }>;
	settings: Record<string, unknown>;
	pinData: Record<string, unknown>;
	staticData: unknown;
}

export function templateFiles(): string[] {
	return readdirSync(folder).filter((file) => file.endsWith('.json')).sort();
}

export function readTemplate(file: string): Template {
	return JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Template;
}

/** What of a node's version and parameters its description does not know, each as a sentence. */
export function nodeProblems(node: TemplateNode, description: INodeTypeDescription): string[] {
	const versions = [description.version].flat();
	if (!versions.includes(node.typeVersion)) return [`"${node.name}": ${node.type} has the versions ${versions.join(', ')}, not ${node.typeVersion}.`];
	const given = node.parameters as INodeParameters;
	const whole = NodeHelpers.getNodeParameters(description.properties, given, true, false, node, description) ?? {};
	const isShown = (property: INodeProperties, values: INodeParameters): boolean => NodeHelpers.displayParameter(values, property, node, description, whole);
	return problemsIn(given, whole, description.properties, isShown).map((problem) => `"${node.name}": ${problem}`);
}

type IsShown = (property: INodeProperties, values: INodeParameters) => boolean;

/** `given` as written, `whole` with the defaults that decide what is shown. */
function problemsIn(given: INodeParameters, whole: INodeParameters, properties: readonly INodeProperties[], isShown: IsShown): string[] {
	return Object.entries(given).flatMap(([name, value]) => {
		const named = properties.filter((property) => property.name === name);
		const property = named.find((one) => isShown(one, whole));
		if (!property) return [`${name} ${named.length > 0 ? 'is not shown with these parameters' : 'is no parameter'}.`];
		return valueProblems(property, value, whole, isShown).map((problem) => `${name} ${problem}`);
	});
}

function valueProblems(property: INodeProperties, value: NodeParameterValueType, whole: INodeParameters, isShown: IsShown): string[] {
	if (typeof value === 'string' && value.startsWith('=')) return property.noDataExpression ? ['takes no expression.'] : [];
	const choices = (property.options ?? []).flatMap((option) => ('value' in option ? [option.value] : []));
	switch (property.type) {
		case 'options':
			// Lists that are loaded live cannot be known here.
			return property.typeOptions?.loadOptionsMethod || choices.includes(value as string) ? [] : [`cannot be ${JSON.stringify(value)}.`];
		case 'multiOptions':
			return (value as string[]).filter((one) => !choices.includes(one)).map((one) => `cannot hold ${JSON.stringify(one)}.`);
		case 'boolean':
		case 'number':
		case 'string':
			return typeof value === property.type ? [] : [`has to be a ${property.type}.`];
		case 'resourceLocator':
			return locatorProblems(property, value);
		case 'collection':
			return problemsIn(value as INodeParameters, { ...whole, ...(value as INodeParameters) }, innerOf(property), isShown);
		case 'fixedCollection':
			return fixedProblems(property, value as INodeParameters, whole, isShown);
		default:
			return [];
	}
}

function innerOf({ options = [] }: INodeProperties): INodeProperties[] {
	return options.flatMap((option) => ('type' in option ? [option] : []));
}

function locatorProblems({ modes = [] }: INodeProperties, value: NodeParameterValueType): string[] {
	const { __rl, mode, value: chosen } = value as { __rl?: unknown; mode?: unknown; value?: unknown };
	if (__rl !== true || typeof chosen !== 'string') return ['is no resource locator.'];
	return modes.some(({ name }) => name === mode) ? [] : [`has no mode "${String(mode)}".`];
}

function fixedProblems(property: INodeProperties, value: INodeParameters, whole: INodeParameters, isShown: IsShown): string[] {
	return Object.entries(value).flatMap(([name, entries]) => {
		const found = (property.options ?? []).find((option) => option.name === name);
		if (!found || !('values' in found)) return [`holds no "${name}".`];
		return [entries].flat().flatMap((entry) => {
			const inner = NodeHelpers.getNodeParameters(found.values, entry as INodeParameters, true, false, null, null) ?? {};
			return problemsIn(entry as INodeParameters, { ...whole, ...inner }, found.values, isShown);
		});
	});
}
