/** An answer that is an error. */
export class CreatioError extends Error {
	constructor(
		readonly status: number,
		readonly body: unknown,
	) {
		super(`Creatio answers ${status}`);
	}
}

/** [documented] The useful text is often only in innererror or internalexception [seen]. */
export function odataError(status: number, message: string, inner?: string, internal?: string): CreatioError {
	const exception = internal === undefined ? {} : { internalexception: { message: internal, type: 'Terrasoft.Common.ItemNotFoundException', stacktrace: '   at Terrasoft.Core.Entities' } };
	const innererror = inner === undefined && internal === undefined ? {} : { innererror: { message: inner ?? message, type: 'System.Exception', stacktrace: '   at Terrasoft.Web.OData', ...exception } };
	return new CreatioError(status, { error: { code: '', message, ...innererror } });
}

/** [seen] Only the first bad name is told. */
export function unknownColumn(status: number, entity: string, column: string): CreatioError {
	return odataError(status, `The query specified in the URI is not valid. Could not find a property named '${column}' on type 'Terrasoft.Configuration.OData.${entity}'.`);
}

/** [seen] Most clients see 500, one saw it inside 200. */
export function flatLookup(status: number, entity: string, column: string): CreatioError {
	return odataError(status, 'An error has occurred.', 'An error has occurred.', `Column by path ${column} not found in schema ${entity}.`);
}

/** [seen] */
export function unknownEntity(path: string): CreatioError {
	return new CreatioError(404, { Message: `No HTTP resource was found that matches the request URI '${path}'.`, MessageDetail: 'No route data was found for this request.' });
}

export function noRow(): CreatioError {
	return odataError(404, 'Not found');
}

export const loginPage = '<!DOCTYPE html><html><head><title>Creatio</title></head><body><form id="login"></form></body></html>';
export const notFoundPage = '<!DOCTYPE html><html><head><title>404 - File or directory not found.</title></head><body></body></html>';
