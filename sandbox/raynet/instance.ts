import { raynetAccountList } from './accounts';
import type { CustomField, Instance } from './model';
import { initialPicklists } from './picklists';
import { nextUtcMidnight } from './time';

/** [documented] Plan Professional; any plan above only raises it. */
export const dayLimit = 24_000;

const field = (name: string, label: string, dataType: CustomField['dataType'], enumeration: string[] = []): CustomField => ({
	name,
	label,
	dataType,
	enumeration,
	groupName: 'Další údaje',
});

/** The instances of the sandbox's accounts, without any record. */
export function createInstances(now: number): Map<string, Instance> {
	const instances = new Map<string, Instance>();
	for (const account of raynetAccountList) {
		const instance = instances.get(account.instance) ?? createInstance(account.instance, account.instanceId, account.language, now);
		const { userName: username, userRole, timezone } = account;
		instance.users.push({ id: instance.users.length + 1, username, userRole, timezone, person: null });
		instances.set(account.instance, instance);
	}
	return instances;
}

function createInstance(name: string, id: string, language: Instance['language'], now: number): Instance {
	return {
		name,
		id,
		language,
		people: new Map(),
		companies: new Map(),
		users: [],
		picklists: initialPicklists(),
		customFields: {
			Person: [
				field('Prezdivka_a1b2c', 'Přezdívka', 'STRING'),
				field('Body_b2c3d', 'Body', 'BIG_DECIMAL'),
				field('Clen_klubu_c3d4e', 'Člen klubu', 'BOOLEAN'),
				field('Clenem_od_d4e5f', 'Členem od', 'DATE'),
				field('Uroven_e5f60', 'Úroveň', 'ENUMERATION', ['bronz', 'stříbro', 'zlato']),
			],
			Company: [field('Segment_f6071', 'Segment', 'ENUMERATION', ['výroba', 'služby'])],
		},
		trash: { person: new Map(), company: new Map() },
		massEmails: new Map(),
		webhooks: [],
		technicalContacts: [],
		technicalMails: [],
		quota: { limit: dayLimit, used: 0, resetAt: nextUtcMidnight(now) },
		lastIds: new Map(),
	};
}
