import { RecordError } from '../../../../core/errors';
import type { CrmRecord, CrmScope } from '../../../../core/ports/crm';
import type { Source } from '../changes';

export function assertJoinable(scope: CrmScope, { place: { profile } }: Source): void {
	if (scope.kind === 'tag' && profile.tags !== undefined) return;
	throw new RecordError('scopeNotJoinable', 'Nobody can be put into this scope or taken out of it. Choose a tag, and name its key in the slot "tags" of the profile.');
}

/** Before the write: whether the profile has a place for it. */
export function assertTakesOptOut({ place: { profile } }: Source): void {
	if (profile.doNotEmail === undefined) throw optOutNotTaken(`The profile of ${profile.name} names no key for it in the slot "doNotEmail".`);
}

/** After the write: whether the CRM really took it. */
export function assertOptedOut(record: CrmRecord, { place: { profile } }: Source): void {
	if (record.contact.doNotEmail !== true) throw optOutNotTaken(`${profile.name} left it as it was.`);
}

function optOutNotTaken(why: string): RecordError {
	return new RecordError('optOutNotTaken', `The opt-out of mailings could not be set. ${why} Set it in the CRM by hand.`);
}
