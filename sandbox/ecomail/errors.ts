/** An answer other than 2xx. Bodies as Laravel makes them [assumed]; clients read message, error and errors [seen]. */
export class EcomailError extends Error {
	constructor(
		readonly status: number,
		message: string,
		readonly errors?: Record<string, string[]>,
		readonly headers: Record<string, string> = {},
	) {
		super(message);
	}

	get body(): Record<string, unknown> {
		return { message: this.message, ...(this.errors ? { errors: this.errors } : {}) };
	}
}

export function notFound(what: string): EcomailError {
	return new EcomailError(404, `${what} not found.`);
}

export function invalid(field: string, reason: string): EcomailError {
	return new EcomailError(422, 'The given data was invalid.', { [field]: [reason] });
}
