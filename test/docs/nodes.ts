import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { INodeProperties, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { root } from './pages';

/** The descriptions of all nodes, from their sources. */
export function describedNodes(): INodeTypeDescription[] {
	const folders = readdirSync(path.join(root, 'nodes'), { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== 'shared');
	return folders.map(({ name }) => {
		const module = jest.requireActual<Record<string, new () => INodeType>>(path.join(root, 'nodes', name, `${name}.node`));
		const Node = module[name];
		if (!Node) throw new Error(`nodes/${name} exports no ${name}.`);
		return new Node().description;
	});
}

/** Parameters with all that is inside collections, fixed collections and their choices. */
export function withInner(list: readonly INodeProperties[]): INodeProperties[] {
	return list.flatMap((property) => {
		const inner = (property.options ?? []).flatMap((option) => ('values' in option ? option.values : 'type' in option ? [option as INodeProperties] : []));
		return [property, ...withInner(inner)];
	});
}

/** What a user sees of a node: titles of parameters and options, without notices and what is always hidden. */
export function titlesOf({ properties }: INodeTypeDescription): string[] {
	const shown = withInner(properties).filter(({ type }) => !['notice', 'hidden'].includes(type));
	return [...new Set(shown.map(({ displayName }) => displayName))];
}

/** Titles, and the names of choices. */
export function namesIn(node: INodeTypeDescription): string[] {
	const choices = withInner(node.properties).flatMap(({ options = [] }) => options.flatMap((option) => ('value' in option ? [option.name] : [])));
	return [...titlesOf(node), ...choices];
}
