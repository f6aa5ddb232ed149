import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { SIMPLE_CRM_LABEL } from '../../connectors/crm/rest';
import { searchResult } from './choices';
import { nodeError } from './errors';
import { openGoogle } from './google';

const USUAL_LABELS: Readonly<Record<string, string>> = { raynet: 'RAYNET CRM', creatio: 'Creatio', simplecrm: SIMPLE_CRM_LABEL };

/** What the label of a CRM is called where nobody says otherwise. */
export function usualLabel(crm: string): string {
	return USUAL_LABELS[crm.toLowerCase()] ?? 'CRM';
}

/** The same for the tag and the source of its contacts in an e-mail list. */
export function usualTag(crm: string): string {
	return crm === 'customRest' ? 'crm' : crm.toLowerCase();
}

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
