const rpcCodes = {
	INVALID_ARGUMENT: 3,
	NOT_FOUND: 5,
	ALREADY_EXISTS: 6,
	RESOURCE_EXHAUSTED: 8,
	FAILED_PRECONDITION: 9,
	ABORTED: 10,
	UNAVAILABLE: 14,
	UNAUTHENTICATED: 16,
} as const;

export type RpcStatus = keyof typeof rpcCodes;
export type Detail = Readonly<Record<string, unknown>>;

/** An answer other than 200 of the People API. */
export class ApiError extends Error {
	constructor(
		readonly httpStatus: number,
		readonly status: RpcStatus,
		message: string,
		readonly details: readonly Detail[] = [],
		readonly headers: Readonly<Record<string, string>> = {},
	) {
		super(message);
	}
}

/** The envelope of every error (documented); the legacy errors[] comes with failedPrecondition (seen). */
export function envelope(error: ApiError): Detail {
	const { httpStatus, status, message, details } = error;
	const legacy = { message, domain: 'global', reason: 'failedPrecondition' };
	return {
		error: {
			code: httpStatus,
			message,
			...(status === 'FAILED_PRECONDITION' ? { errors: [legacy] } : {}),
			status,
			...(details.length > 0 ? { details } : {}),
		},
	};
}

/** google.rpc.Status, as it stands for one item of a batch. */
export function rpcStatus(error: ApiError): Detail {
	return { code: rpcCodes[error.status], message: error.message };
}

export const invalid = (message: string, details: readonly Detail[] = []): ApiError =>
	new ApiError(400, 'INVALID_ARGUMENT', message, details);

/** What users see with a bad or foreign token (seen). */
export const invalidArgument = (): ApiError => invalid('Request contains an invalid argument.');

/** A request that does not fit the message's shape; this form is common to Google's JSON front end (seen). */
export const badRequest = (message: string, field = ''): ApiError =>
	invalid(message, [
		{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ ...(field ? { field } : {}), description: message }] },
	]);

export const notFound = (): ApiError => new ApiError(404, 'NOT_FOUND', 'Requested entity was not found.'); // seen

export const preconditionFailed = (message: string): ApiError => new ApiError(400, 'FAILED_PRECONDITION', message);

/** 409 is documented; status and text are assumed. */
export const alreadyExists = (): ApiError => new ApiError(409, 'ALREADY_EXISTS', 'Contact group name already exists.');

export const exhausted = (message: string, details: readonly Detail[], headers: Readonly<Record<string, string>> = {}): ApiError =>
	new ApiError(429, 'RESOURCE_EXHAUSTED', message, details, headers);

export const errorInfo = (reason: string, domain: string, metadata?: Detail): Detail => ({
	'@type': 'type.googleapis.com/google.rpc.ErrorInfo',
	reason,
	domain,
	...(metadata ? { metadata } : {}),
});
