import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { searchResult } from './choices';
import { nodeError } from './errors';
import { openGoogle } from './google';

/** The user's own labels, read while the node is edited. */
export async function searchLabels(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	try {
		const { side } = await openGoogle(this);
		const groups = await side.groups();
		const labels = groups.filter(({ kind }) => kind === 'user').map(({ id, name }) => ({ name, value: id }));
		return searchResult(labels.sort((a, b) => a.name.localeCompare(b.name)), filter);
	} catch (error) {
		throw nodeError(this.getNode(), error);
	}
}
