/** A Google account of the sandbox and the OAuth client that may act for it. */
export interface SandboxGoogleAccount {
	name: string;
	clientId: string;
	clientSecret: string;
	/** Good until `token.expire`; tokens from the token endpoint live 3,599 s of the sandbox clock. */
	accessToken: string;
	refreshToken: string;
}

const account = (name: string): SandboxGoogleAccount => ({
	name,
	clientId: `${name}.apps.sandbox.example`,
	clientSecret: `sandbox-${name}-client`,
	accessToken: `sandbox-${name}-access`,
	refreshToken: `sandbox-${name}-refresh`,
});

/** The account is chosen by the bearer token alone, as with the real API. */
export const googleAccounts = {
	owner: account('owner'),
	colleague: account('colleague'),
	assistant: account('assistant'),
	manager: account('manager'),
	office: account('office'),
	night: account('night'),
	north: account('north'),
	south: account('south'),
} as const;

export type GoogleAccountName = keyof typeof googleAccounts;

export const googleAccountList: readonly SandboxGoogleAccount[] = Object.values(googleAccounts);
