import type { HttpResponse } from '../../../core/ports/http';
import { textAt, valueAt } from './json';
import type { RestProfile } from './profile/types';

/** The code of an answer that says with status 200 that it is an error; "" where it has none; undefined where it is fine. */
export function codeOf({ body }: HttpResponse, { errors }: RestProfile): string | undefined {
	if (!errors) return undefined;
	const flag = valueAt(body, errors.path);
	const isError = (typeof flag === 'string' || typeof flag === 'boolean' || typeof flag === 'number') && errors.is.includes(String(flag));
	return isError ? ((errors.code === undefined ? undefined : textAt(body, errors.code)) ?? '') : undefined;
}

export function meansLogin(response: HttpResponse, profile: RestProfile): boolean {
	const code = codeOf(response, profile);
	return code !== undefined && (profile.errors?.login.includes(code) ?? false);
}
