/** An Ecomail account of the sandbox. Test data, good nowhere else. */
export interface SandboxEcomailAccount {
	name: string;
	/** Sent as the header "key". */
	apiKey: string;
}

export const ecomailAccounts = {
	acme: { name: 'acme', apiKey: 'ecomail-sandbox-acme-key' },
	beta: { name: 'beta', apiKey: 'ecomail-sandbox-beta-key' },
} as const satisfies Record<string, SandboxEcomailAccount>;

export const ecomailAccountList: readonly SandboxEcomailAccount[] = Object.values(ecomailAccounts);
