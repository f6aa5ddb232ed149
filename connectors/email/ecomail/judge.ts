import { ConfigurationError, RecordError, RetriableError, type SyncError } from '../../../core/errors';
import type { Clock } from '../../../core/ports/environment';
import type { HttpRequest, HttpResponse } from '../../../core/ports/http';
import type { Verdict } from '../../http/caller';
import { instantText, retryAfterMs } from '../../http/headers';
import { loginRefused } from '../../http/login';
import { isObject } from './raw';

export const SERVICE = 'Ecomail';

/** Advised where no Retry-After comes: clients wait a minute. */
const USUAL_WAIT_MS = 60_000;

/** What an answer means. There is no catalogue of errors; statuses as clients have seen them. */
export function judge(response: HttpResponse, request: HttpRequest, clock: Clock): Verdict {
	const { status, body } = response;
	if (status === 429) return new RetriableError('Ecomail lets only 1,000 requests a minute through. The next run goes on from here.', '429', retryAfterMs(response, clock.now()) ?? USUAL_WAIT_MS);
	if (status === 401) return loginRefused(clock, (until) => `Ecomail did not accept the API key. Copy it anew from Ecomail: Manage Account > For Developers. No request is made before ${instantText(until)}, or until the credential is saved.`, '401 from Ecomail');
	if (status >= 500) return new RetriableError('Ecomail is not available at the moment. The next run tries again.', String(status), retryAfterMs(response, clock.now()), 'unknown');
	if (status === 404) return new RecordError('notFound', 'Ecomail does not have this.', '404');
	if (status === 403) return new ConfigurationError('Ecomail denied access. The plan of the account may not hold this feature.', '403');
	if (status >= 400) return refused(response);
	if (typeof body === 'string' && request.method === 'GET') return notEcomail(`${status} without JSON`);
	return 'ok';
}

/** 422 in a write of one or many subscribers: one of them is at fault. */
function refused({ status, body }: HttpResponse): SyncError {
	return new RecordError('refusedByServer', 'Ecomail did not accept this subscriber. Check the e-mail address and its values.', `${status}${fieldsOf(body)}`);
}

/** Texts of the server may quote a person's data, so only the names of fields are kept. */
function fieldsOf(body: unknown): string {
	const errors = isObject(body) && isObject(body.errors) ? Object.keys(body.errors) : [];
	const names = errors.filter((name) => /^[\w.]{1,60}$/.test(name));
	return names.length > 0 ? ` ${names.join(', ')}` : '';
}

/** For an address that answers, but not as Ecomail's API does. */
export function notEcomail(detail: string): ConfigurationError {
	return new ConfigurationError('This address does not look like Ecomail. Check the base URL in the credential: usually https://api2.ecomailapp.cz.', detail);
}
