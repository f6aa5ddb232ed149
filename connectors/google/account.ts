import type { CrmAccount } from '../../core/contact/contact';
import type { Clock, Phases } from '../../core/ports/environment';
import type { PeopleClient } from './client';
import type { GroupClient } from './groupClient';
import type { MemoryState } from './memory';

/** One Google account: what is known of it, and the calls to it. */
export interface GoogleAccount {
	state: MemoryState;
	people: PeopleClient;
	groups: GroupClient;
	clock: Clock;
	/** Whose link back is `fields.url`. */
	crm?: CrmAccount;
	/** Told how far a reading is. */
	phase?: Phases;
}
