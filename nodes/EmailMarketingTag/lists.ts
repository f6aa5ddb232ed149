import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { searchResult } from '../shared/choices';
import { openEmail, serviceOf } from '../shared/email';
import { nodeError } from '../shared/errors';

/** The lists of the account, read while the node is edited. */
export async function searchLists(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	try {
		const { side } = await openEmail(this, serviceOf(this.getCurrentNodeParameter('service') ?? 'ecomail'));
		const lists = (await side.lists()).map(({ id, name, optIn }) => ({ name: optIn === 'double' ? `${name} (double opt-in)` : name, value: id }));
		return searchResult(lists.sort((a, b) => a.name.localeCompare(b.name)), filter);
	} catch (error) {
		throw nodeError(this.getNode(), error);
	}
}
