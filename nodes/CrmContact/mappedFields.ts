import type { ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';
import { MAPPED_FIELDS } from '../GoogleContactsUpsert/mappedFields';

/** Fields of a contact that have no place in a CRM, or that only tell when it was changed. */
const LEFT_OUT = new Set(['url', 'modifiedAt']);

/** For the resource mapper of the node; a record that is known by its ID needs no search. */
export async function getContactFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const fields = MAPPED_FIELDS.filter(({ id }) => !LEFT_OUT.has(id)).map(({ id, displayName, type = 'string' }) => ({
		id,
		displayName: id === 'recordId' ? 'CRM Record ID (If Known)' : displayName,
		type,
		required: false,
		display: true,
		defaultMatch: false,
		canBeUsedToMatch: false,
	}));
	return { fields };
}
