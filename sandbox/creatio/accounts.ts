/** A user of the stand-in. Test data, good nowhere else. */
export interface SandboxCreatioAccount {
	userName: string;
	password: string;
	/** OAuth application that is bound to this user. */
	clientId: string;
	clientSecret: string;
	/** Row of the user's contact: OwnerId and ModifiedById name it, not the user [seen]. */
	contactId: string;
	contactName: string;
	/** Minutes that the user's local time is ahead of UTC. */
	zoneMinutes: number;
}

export const creatioAccounts = {
	sync: {
		userName: 'Contact Sync',
		password: 'sandbox-creatio-password',
		clientId: 'SANDBOXCREATIOCLIENT',
		clientSecret: 'sandbox-creatio-secret',
		contactId: '11111111-0000-4000-8000-000000000001',
		contactName: 'Contact Sync',
		zoneMinutes: 120,
	},
	sales: {
		userName: 'Sales',
		password: 'sandbox-creatio-sales-password',
		clientId: 'SANDBOXCREATIOSALES',
		clientSecret: 'sandbox-creatio-sales-secret',
		contactId: '11111111-0000-4000-8000-000000000002',
		contactName: 'Petra Prodejná',
		zoneMinutes: 120,
	},
	overseas: {
		userName: 'Overseas',
		password: 'sandbox-creatio-overseas-password',
		clientId: 'SANDBOXCREATIOOVERSEAS',
		clientSecret: 'sandbox-creatio-overseas-secret',
		contactId: '11111111-0000-4000-8000-000000000003',
		contactName: 'Anna Over',
		zoneMinutes: -300,
	},
} as const satisfies Record<string, SandboxCreatioAccount>;

export type CreatioAccountName = keyof typeof creatioAccounts;

export const creatioAccountList: readonly SandboxCreatioAccount[] = Object.values(creatioAccounts);
