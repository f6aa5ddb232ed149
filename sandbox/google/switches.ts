import type { Certainty, ServiceContext, Switch } from '../kit/types';

const make = <const N extends string, const V extends readonly string[]>(
	name: N,
	certainty: Certainty,
	values: V,
	describes: string,
): { name: N; certainty: Certainty; values: V; describes: string } => ({ name, certainty, values, describes });

/** Every behaviour that a live account has yet to confirm. The first value is the default. */
export const switches = [
	make('newContactGetsMyContacts', 'assumed', ['yes', 'no'], 'A contact created without memberships joins myContacts; else it is an "other contact" and in no list.'),
	make('labelOnlyGetsMyContacts', 'assumed', ['no', 'yes'], 'A contact created with a label only joins myContacts too.'),
	make('emptyPerson', 'assumed', ['accepted', 'refused'], 'Creating a person without any value.'),
	make('invalidEmails', 'assumed', ['accepted', 'refused'], 'E-mail addresses that are none.'),
	make('invalidDates', 'assumed', ['refused', 'accepted'], 'Dates outside the documented ranges, such as month 13.'),
	make('oversizeField', 'assumed', ['refused', 'cut'], 'A value longer than 1,024 characters: 400, or shortened without a word.'),
	make('trimsValues', 'assumed', ['no', 'yes'], 'Blanks around values are cut off.'),
	make('unstructuredWithParts', 'assumed', ['partsWin', 'unstructuredWins'], 'Which one holds when a name has both unstructuredName and parts.'),
	make('primaryValue', 'assumed', ['first', 'sourcePrimary'], 'What makes the primary e-mail, phone and so on: the order, or metadata.sourcePrimary as sent.'),
	make('listEtags', 'assumed', ['accepted', 'refused'], 'Updates with an etag that came from a list or a search (disputed).'),
	make('getAfterUpdate', 'seen', ['immediate', 'lagging'], 'people.get shows a write at once, or after the visibility delay.'),
	make('updateAnswersEmpty', 'seen', ['no', 'yes'], 'batchUpdateContacts answers {} although a readMask was sent.'),
	make('batchAtomicity', 'assumed', ['allOrNothing', 'partial'], 'One bad contact fails its whole batch, or only itself inside a 200.'),
	make('createdPeopleOrder', 'assumed', ['request', 'reversed'], 'Order of createdPeople.'),
	make('batchDeleteMissing', 'assumed', ['error', 'skip'], 'A name in batchDeleteContacts that does not exist.'),
	make('modifyBumpsEtag', 'assumed', ['yes', 'no'], 'members:modify changes the etag and updateTime of the person.'),
	make('membershipInSync', 'assumed', ['yes', 'no'], 'A change of labels alone shows up in sync responses of connections.'),
	make('lastLabelDeleted', 'assumed', ['otherContact', 'myContacts'], 'Where a contact goes whose only label is deleted.'),
	make('ungroupedShowsDeleted', 'assumed', ['yes', 'no'], 'A contact that left all groups appears as deleted in sync responses.'),
	make('tombstoneNeedsMetadata', 'assumed', ['yes', 'no'], 'metadata.deleted is sent only where the mask holds metadata.'),
	make('syncTokenExtends', 'assumed', ['no', 'yes'], 'An incremental sync starts the 7 days anew.'),
	make('expiredTokenStatus', 'assumed', ['INVALID_ARGUMENT', 'FAILED_PRECONDITION', '410'], 'Status of EXPIRED_SYNC_TOKEN; the last one with HTTP 410.'),
	make('foreignSyncToken', 'assumed', ['invalid', 'expired'], 'A sync token that was never given out: plain 400, or as an expired one.'),
	make('descendingSync', 'seen', ['refused', 'accepted'], 'LAST_MODIFIED_DESCENDING together with requestSyncToken.'),
	make('searchCache', 'documented', ['lazy', 'fresh'], 'Search knows what was there at the last warm-up call (empty query), or everything.'),
	make('fullAccountStatus', 'assumed', ['429', '400'], 'HTTP code of MY_CONTACTS_OVERFLOW_COUNT.'),
	make('trashCounts', 'seen', ['yes', 'no'], 'Contacts in the trash count towards the limits of the account.'),
	make('dailyQuotaError', 'assumed', ['account', 'metric'], 'Body of the 429 of a used-up day: the account-side one, or that of a quota metric.'),
	make('retryAfter', 'assumed', ['absent', 'present'], 'A 429 says in Retry-After how long to wait.'),
	make('overlappingMutations', 'assumed', ['409', '503', 'allowed'], 'What becomes of a mutation that is sent while another one of the same user runs.'),
	make('labelNames', 'assumed', ['exact', 'caseInsensitive'], 'Which names of labels are the same.'),
	make('systemLabelNames', 'assumed', ['reserved', 'free'], 'A label named as a system group: 409, or allowed.'),
	make('labelUpdateEtag', 'seen', ['checkedIfSent', 'required', 'ignored'], 'The etag in contactGroups.update.'),
	make('newLabelDelay', 'seen', ['none', '2s'], 'A label just created cannot take contacts yet.'),
	make('mergedClientData', 'assumed', ['united', 'survivorOnly'], 'What a merge by hand keeps of the clientData and externalIds of both.'),
	make('mergeNamesFormer', 'assumed', ['yes', 'no'], 'After a merge by hand syncs name the other contact in previousResourceNames of the survivor; its tombstone comes either way.'),
	make('invalidGrant', 'seen', ['no', 'yes'], 'The refresh token is dead: the token endpoint answers invalid_grant.'),
] as const satisfies readonly Switch[];

type AnySwitch = (typeof switches)[number];
export type SwitchName = AnySwitch['name'];
export type SwitchValue<N extends SwitchName> = Extract<AnySwitch, { name: N }>['values'][number];
export type Setting = <N extends SwitchName>(name: N) => SwitchValue<N>;

/** The kit lets only listed values in, so what it answers is one of them. */
export function settingOf(context: ServiceContext): Setting {
	return <N extends SwitchName>(name: N) => context.switchValue(name) as SwitchValue<N>;
}
