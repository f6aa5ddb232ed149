import { googleAccountList, type SandboxGoogleAccount } from './accounts';
import { ApiError } from './errors';

/** `expires_in` of the token endpoint (seen). */
export const accessTokenSeconds = 3599;

export interface Bearers {
	/** The account's name. Throws the 401 where the token is missing, unknown or expired. */
	accountOf(token: string | undefined): string;
	/** A new access token; those given out before stay good until they expire. */
	issue(account: SandboxGoogleAccount): string;
	/** Ends every access token of the account; only a refresh helps then. */
	expire(accountName: string): void;
	reset(): void;
}

export function createBearers(now: () => number): Bearers {
	const tokens = new Map<string, { account: string; until: number }>();
	let issued = 0;
	const reset = (): void => {
		tokens.clear();
		issued = 0;
		for (const { name, accessToken } of googleAccountList) tokens.set(accessToken, { account: name, until: Infinity });
	};
	reset();
	return {
		reset,
		accountOf(token) {
			if (token === undefined) throw unauthenticated('Request is missing required authentication credential.');
			const found = tokens.get(token);
			if (found === undefined || now() >= found.until) throw unauthenticated('Request had invalid authentication credentials.');
			return found.account;
		},
		issue({ name }) {
			issued += 1;
			const token = `sandbox-${name}-access-${issued}`;
			tokens.set(token, { account: name, until: now() + accessTokenSeconds * 1000 });
			return token;
		},
		expire(accountName) {
			for (const [token, { account }] of tokens) if (account === accountName) tokens.delete(token);
		},
	};
}

/** Seen. */
function unauthenticated(reason: string): ApiError {
	const message = `${reason} Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.`;
	return new ApiError(401, 'UNAUTHENTICATED', message, [], { 'www-authenticate': 'Bearer realm="https://accounts.google.com/", error="invalid_token"' });
}
