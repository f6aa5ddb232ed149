/** A login of the sandbox: a user of a RAYNET instance and that user's API key. Test data, good nowhere else. */
export interface SandboxRaynetAccount {
	/** X-Instance-Name */
	instance: string;
	/** X-Instance-Id */
	instanceId: string;
	/** Login e-mail: the user name of HTTP Basic. */
	userName: string;
	/** The password of HTTP Basic. */
	apiKey: string;
	/** Name of the key, which webhooks tell. */
	keyName: string;
	bearerToken: string;
	/** Dates are told in this zone where the request does not ask for ISO 8601. */
	zone: string;
	/** How RAYNET names that zone in /userAccount/{id}/. */
	timezone: string;
	/** Language of country names and picklists. */
	language: 'cs' | 'en';
	userRole: 'ADMIN' | 'FULL_THROTTLE' | 'CERTAIN_RESTRICTIONS' | 'READONLY';
}

const acme = { instance: 'acme', instanceId: 'acacacacacacacacacacacacacacacac', language: 'cs' } as const;
const beta = { instance: 'beta', instanceId: 'bebebebebebebebebebebebebebebebe', language: 'en' } as const;

export const raynetAccounts = {
	acme: {
		...acme,
		userName: 'sync@acme.example',
		apiKey: 'crm-sandbox-acme-key',
		keyName: 'contact sync',
		bearerToken: 'sandbox-acme-bearer',
		zone: 'Europe/Prague',
		timezone: 'EUROPE_PRAGUE',
		userRole: 'ADMIN',
	},
	/** The same instance through a user who lives in another zone. */
	acmeOverseas: {
		...acme,
		userName: 'overseas@acme.example',
		apiKey: 'crm-sandbox-acme-overseas-key',
		keyName: 'overseas',
		bearerToken: 'sandbox-acme-overseas-bearer',
		zone: 'America/New_York',
		timezone: 'AMERICA_NEW_YORK',
		userRole: 'FULL_THROTTLE',
	},
	/** A user who works in the browser; the hand behind control actions. */
	acmeSales: {
		...acme,
		userName: 'sales@acme.example',
		apiKey: 'crm-sandbox-acme-sales-key',
		keyName: 'sales',
		bearerToken: 'sandbox-acme-sales-bearer',
		zone: 'Europe/Prague',
		timezone: 'EUROPE_PRAGUE',
		userRole: 'FULL_THROTTLE',
	},
	beta: {
		...beta,
		userName: 'sync@beta.example',
		apiKey: 'crm-sandbox-beta-key',
		keyName: 'contact sync',
		bearerToken: 'sandbox-beta-bearer',
		zone: 'Europe/London',
		timezone: 'EUROPE_LONDON',
		userRole: 'ADMIN',
	},
} as const satisfies Record<string, SandboxRaynetAccount>;

export type RaynetAccountName = keyof typeof raynetAccounts;

export const raynetAccountList: readonly SandboxRaynetAccount[] = Object.values(raynetAccounts);
