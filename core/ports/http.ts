/** How connectors reach a server. The adapter adds the login; connectors never see a secret. */
export interface HttpRequest {
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** Absolute, without query. */
	url: string;
	/** Repeated keys are given as a list; undefined entries are left out. */
	query?: Record<string, string | number | boolean | readonly string[] | undefined>;
	headers?: Record<string, string>;
	/** Sent as JSON. */
	body?: unknown;
	/** Default 60,000. */
	timeoutMs?: number;
}

export interface HttpResponse {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	/** Parsed JSON; the text itself where it is not JSON; undefined where empty. */
	body: unknown;
}

/**
 * Resolves with every answer of the server, whatever its status. Rejects with TransportError when no
 * answer came, and with FatalError where the adapter itself found the login refused.
 */
export type HttpClient = (request: HttpRequest) => Promise<HttpResponse>;

/** No answer. `sent: 'no'` only when it is certain that the server did not see the request. */
export class TransportError extends Error {
	override readonly name = 'TransportError';

	constructor(
		message: string,
		readonly sent: 'no' | 'maybe',
	) {
		super(message);
	}
}
