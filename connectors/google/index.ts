import type { CrmAccount } from '../../core/contact/contact';
import type { Environment } from '../../core/ports/environment';
import type { HttpClient } from '../../core/ports/http';
import type { PartnerCapabilities, PartnerSide } from '../../core/ports/partner';
import type { GoogleAccount } from './account';
import { readChangesSince } from './changes';
import { createPeopleClient } from './client';
import { createGroupClient } from './groupClient';
import { createGroup, readGroups, writeFlowEntry } from './groups';
import { createGoogleMemory, lifeOf, stateOfMemory, type GoogleMemory } from './memory';
import { MY_CONTACTS } from './raw';
import { readSnapshot } from './reader';
import { createGoogleCaller, type QuotaSettings } from './transport';
import { writeAll } from './write';

export { createGoogleMemory, type GoogleMemory } from './memory';
export type { QuotaSettings } from './transport';

export interface GoogleContactsSettings {
	/** Adds the bearer and renews it. */
	http: HttpClient;
	env: Environment;
	/** Without a slash at the end. Default "https://people.googleapis.com". */
	baseUrl?: string;
	/** What is known of this Google account from earlier runs; default nothing. */
	memory?: GoogleMemory;
	/** The CRM account of the flow: its link back is `fields.url` on contacts that are paired in several CRMs. */
	account?: CrmAccount;
	quota?: QuotaSettings;
}

/** What holds of every account. */
export const GOOGLE_CAPABILITIES: PartnerCapabilities = { kind: 'google', maxRecords: 25_000, visibleGroupId: MY_CONTACTS, stampResolutionMs: 1, recordsPerMinute: 1_000, slots: {} };

/**
 * Google Contacts as a partner side. Of ContactFields it holds names, e-mails, phones, addresses, company, birthday,
 * note, websites and url; other fields of a patch are not written.
 */
export function createGoogleContacts(settings: GoogleContactsSettings): PartnerSide {
	const { http, env, baseUrl = 'https://people.googleapis.com', memory = createGoogleMemory() } = settings;
	const state = stateOfMemory(memory);
	state.life ??= lifeOf(env);
	const call = createGoogleCaller(http, env, state.pacer(env.clock, settings.quota));
	const account: GoogleAccount = {
		state,
		crm: settings.account,
		people: createPeopleClient(call, baseUrl),
		groups: createGroupClient(call, baseUrl),
		clock: env.clock,
		...(env.phase ? { phase: env.phase } : {}),
	};
	return {
		capabilities: GOOGLE_CAPABILITIES,
		groups: () => readGroups(account),
		snapshot: (since) => readSnapshot(account, since),
		changes: (cursor) => readChangesSince(account, cursor),
		createGroup: (name, flowEntry) => createGroup(account, name, flowEntry),
		writeFlowEntry: (group, flowEntry) => writeFlowEntry(account, group, flowEntry),
		write: (writes) => writeAll({ account, env, wholeRefusals: 0 }, writes),
	};
}
