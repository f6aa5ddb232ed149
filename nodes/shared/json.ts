import { jsonParse, type IDataObject } from 'n8n-workflow';

/** An object as the JSON of an item: members that are undefined are not there. */
export function plainJson(value: object): IDataObject {
	return jsonParse<IDataObject>(JSON.stringify(value));
}
