import type { INodeProperties } from 'n8n-workflow';
import { describedNodes } from './nodes';

/** Lists of parameters that n8n resolves together: those of the node, and those of each collection. */
function levels(list: readonly INodeProperties[]): Array<readonly INodeProperties[]> {
	const inner = list.flatMap(({ options = [] }) => {
		const own = options.filter((option): option is INodeProperties => 'type' in option);
		const groups = options.flatMap((option) => ('values' in option ? [option.values] : []));
		return [...(own.length > 0 ? [own] : []), ...groups];
	});
	return [list, ...inner.flatMap(levels)];
}

/** What n8n 1 cannot resolve: a name that is neither beside the parameter, nor from the root ("/"), nor a fact of the node ("@"). */
function unresolved(list: readonly INodeProperties[]): string[] {
	const names = new Set(list.map(({ name }) => name));
	return list.flatMap(({ name, displayOptions = {} }) =>
		Object.values(displayOptions).flatMap((rules: object) => Object.keys(rules).filter((wanted) => !/^[/@]/.test(wanted) && !names.has(wanted)).map((wanted) => `${name}: ${wanted}`)),
	);
}

test.each(describedNodes().map((description) => ({ title: description.displayName, description })))('parameters of $title only depend on what older lines of n8n can resolve', ({ description }) => {
	expect(levels(description.properties).flatMap(unresolved)).toEqual([]);
});
