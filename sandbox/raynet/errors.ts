/** An answer other than 2xx, in RAYNET's words. Either text may be missing [documented]. */
export class RaynetError extends Error {
	constructor(
		readonly status: number,
		message: string,
		readonly translatedMessage?: string,
		readonly type?: string,
	) {
		super(message);
	}

	get body(): Record<string, string> {
		const { type, message, translatedMessage } = this;
		return {
			...(type === undefined ? {} : { type }),
			message,
			...(translatedMessage === undefined ? {} : { translatedMessage }),
		};
	}
}

/** [documented] 400 {"message":"Unsupported filter column ..."}; sort columns answer alike [seen]. */
export function unsupportedColumn(kind: 'filter' | 'sort', name: string): RaynetError {
	return new RaynetError(400, `Unsupported ${kind} column ${name}`);
}

/** [seen] 404 with a message alone, for records, extIds and paths. */
export function notFound(what: string): RaynetError {
	return new RaynetError(404, `${what} not found`);
}

/** [documented] 500 for business errors too, always with a text in the user's language. */
export function businessError(exception: string, translatedMessage: string): RaynetError {
	return new RaynetError(500, exception, translatedMessage);
}

/** [documented] for deleting what others refer to. */
export function stillReferenced(): RaynetError {
	return businessError('TranslatedApplicationException: exception.stillReferenced', 'Záznam nelze smazat, odkazují na něj jiné záznamy.');
}

/** A write that cannot be stored. The status is not documented: switch validationStatus. */
export function invalidInput(status: string, reason: string): RaynetError {
	return new RaynetError(Number(status), `IllegalArgumentException: ${reason}`, `Neplatná hodnota: ${reason}`);
}
