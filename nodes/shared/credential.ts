import { createHash } from 'node:crypto';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { NodeContext } from './context';

/** A stored credential as this process knows it. */
export interface Credential {
	/** n8n's id of it. */
	id: string;
	/** Changes when a person changes the login; not when a token is refreshed. */
	fingerprint: string;
	/** A text of it, "" where it is not set. */
	text(name: string): string;
	/** A number of it; undefined where it is not set. */
	number(name: string): number | undefined;
}

export async function readCredential(context: NodeContext, type: string): Promise<Credential> {
	const data = await context.getCredentials(type);
	const reference = context.getNode().credentials?.[type];
	return {
		id: `${type}:${reference?.id ?? reference?.name ?? ''}`,
		fingerprint: fingerprintOf(data),
		text: (name) => (typeof data[name] === 'string' ? data[name].trim() : ''),
		number: (name) => (typeof data[name] === 'number' ? data[name] : undefined),
	};
}

function fingerprintOf({ oauthTokenData, ...settings }: ICredentialDataDecryptedObject): string {
	const tokens: unknown = oauthTokenData;
	const refreshToken = typeof tokens === 'object' && tokens !== null && 'refresh_token' in tokens ? tokens.refresh_token : undefined;
	return createHash('sha256').update(JSON.stringify({ ...settings, refreshToken })).digest('hex');
}

/**
 * Something kept in this process for each credential, such as what was learnt about its login. Begun anew
 * when the login changes. Only ever a cache: another process has its own.
 */
export function perCredential<T>(create: () => T): (credential: Credential) => T {
	const kept = new Map<string, { fingerprint: string; value: T }>();
	return ({ id, fingerprint }) => {
		const known = kept.get(id);
		if (known?.fingerprint === fingerprint) return known.value;
		const value = create();
		kept.set(id, { fingerprint, value });
		return value;
	};
}

/** The clock of what is kept longer than a run; nothing in it waits. */
export const keptClock = { now: () => Date.now(), sleep: async () => undefined };
