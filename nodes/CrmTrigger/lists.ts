import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { ScopeKind } from '../../core/ports/crm';
import { crmChoices, searchResult } from '../shared/choices';
import { openCrm, type CrmName } from '../shared/crm';
import { nodeError } from '../shared/errors';
import { editedRecordTypes } from './settings';

/** The lists of the scope, read from the CRM while the node is edited. */
export const scopeLists = {
	searchTags: listOf('tag'),
	searchOwners: listOf('owner'),
	searchCategories: listOf('category'),
	searchGroups: listOf('group'),
};

/** A list of what can be chosen for a kind of scope. */
export function listOf(kind: Exclude<ScopeKind, 'all'>) {
	return async function (this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		try {
			const crm = await openCrm(this, (this.getCurrentNodeParameter('crm') ?? 'raynet') as CrmName);
			return searchResult(await crmChoices(crm, kind, editedRecordTypes(this)), filter);
		} catch (error) {
			throw nodeError(this.getNode(), error);
		}
	};
}
