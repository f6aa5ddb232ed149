import { ConflictError, GuardError, RecordError, RetriableError, type SyncError } from '../../core/errors';
import type { HttpResponse } from '../../core/ports/http';
import { isObject, objectsOf, textOf, type JsonObject } from './raw';

/** Google's error envelope, read defensively: every part may be missing. */
export interface Fault {
	/** HTTP status. */
	status: number;
	/** Name of the google.rpc code, such as FAILED_PRECONDITION. */
	rpc: string;
	message: string;
	details: readonly JsonObject[];
}

export function faultOf({ status, body }: HttpResponse): Fault {
	const error = isObject(body) && isObject(body.error) ? body.error : {};
	return { status, rpc: textOf(error.status) ?? '', message: textOf(error.message) ?? '', details: objectsOf(error.details) };
}

export function hasReason(fault: Fault, reason: string): boolean {
	return fault.details.some((detail) => detail.reason === reason);
}

/** What is wrong with single contacts of a batch, by index (creates) or resource name (updates); undefined when not told. */
export function contactErrorsOf(fault: Fault): Map<string, SyncError> | undefined {
	const listed = fault.details.map((detail) => detail.contactErrors).find(isObject);
	if (!listed) return undefined;
	return new Map(Object.entries(listed).map(([key, status]) => [key, itemError(status)]));
}

/** The codes of google.rpc.Status that ask for something else than leaving the contact out. */
const NOT_FOUND = 5;
const EXHAUSTED = 8;
const FAILED_PRECONDITION = 9;
const ABORTED = 10;
const INTERNAL = 13;
const UNAVAILABLE = 14;

/** A google.rpc.Status of one contact as an error; undefined where it stands for success. */
export function statusError(status: unknown): SyncError | undefined {
	return isObject(status) && status.code !== undefined && status.code !== 0 ? itemError(status) : undefined;
}

function itemError(status: unknown): SyncError {
	const { code, message } = isObject(status) ? status : {};
	const text = textOf(message) ?? '';
	const detail = `status ${String(code)}: ${scrubbed(text)}`;
	if (isAccountFull(text)) return accountFull(detail);
	switch (code) {
		case NOT_FOUND:
			return notFound(detail);
		case FAILED_PRECONDITION:
			return changedMeanwhile(detail);
		case EXHAUSTED:
		case ABORTED:
		case INTERNAL:
		case UNAVAILABLE:
			return new RetriableError('Google could not write this contact now; the next run tries again.', detail);
		default:
			return refused(text, detail);
	}
}

/** Three clients test for this part of the message; the status is not known for certain. */
export function isAccountFull(message: string): boolean {
	return message.includes('MY_CONTACTS_OVERFLOW_COUNT');
}

export function accountFull(detail: string): GuardError {
	return new GuardError(
		'accountFull',
		'The Google account is full: it holds 25,000 contacts, those in its trash included. Delete contacts that are not needed and empty the trash in Google Contacts; existing contacts are still updated.',
		detail,
	);
}

export function notFound(detail: string): RecordError {
	return new RecordError('notFound', 'Google no longer has this contact or label. It was deleted meanwhile.', detail);
}

export function changedMeanwhile(detail: string): ConflictError {
	return new ConflictError('The contact was changed in Google meanwhile.', detail);
}

export function refused(message: string, detail: string): RecordError {
	const why = scrubbed(message) || 'no reason given';
	return new RecordError('refusedByServer', `Google refused this contact: ${why} Correct it at its source; the other contacts are not affected.`, detail);
}

/** Google's messages quote values; those and addresses must not reach a log. */
export function scrubbed(message: string): string {
	return message
		.replace(/"[^"]*"/g, '"…"')
		.replace(/\S+@\S+/g, '…')
		.slice(0, 200);
}

export function describe(fault: Fault): string {
	const reasons = fault.details.flatMap((detail) => textOf(detail.reason) ?? []).join(' ');
	return [`HTTP ${fault.status}`, fault.rpc, reasons, scrubbed(fault.message)].filter(Boolean).join(' ');
}
