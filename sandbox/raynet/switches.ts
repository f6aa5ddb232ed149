import type { Certainty, ServiceContext, Switch } from '../kit/types';

const make = <const N extends string, const V extends readonly string[]>(
	name: N,
	values: V,
	describes: string,
	certainty: Certainty = 'assumed',
): { name: N; certainty: Certainty; values: V; describes: string } => ({ name, certainty, values, describes });

const bumps = ['bumps', 'silent'] as const;

/** Every behaviour that a live account has yet to confirm. The first value is the default. */
export const switches = [
	make('defaultLimit', ['20', '50', '1000'], 'Records on a page when no limit is sent.'),
	make('limitAbove1000', ['clip', 'refuse'], 'A limit above 1,000: 1,000 records, or 400.'),
	make('invalidListed', ['yes', 'no'], 'Lists hold invalidated records when rowInfo.rowAccess is not filtered.'),
	make('stampPrecision', ['seconds', 'minutes'], 'How fine filters on rowInfo stamps compare.'),
	make('isoDates', ['seconds', 'minutes'], 'Whether dateFormat=ISO8601 tells seconds, or zeros in their place.'),
	make('isoOnDetails', ['yes', 'no'], 'dateFormat=ISO8601 works on details too.'),
	make('equalsCase', ['sensitive', 'insensitive'], 'EQ and NE filters on texts heed upper and lower case.'),
	make('tagCase', ['sensitive', 'insensitive'], 'Two tags that differ in case only are two.'),
	make('successFlag', ['asSeen', 'boolean', 'string'], 'The success key: true in lists and "true" in details, or always one of them.', 'seen'),
	make('partialObjects', ['merge', 'replace'], 'A contactInfo, address or socialNetworkContact with some members: the others stay, or are cleared.'),
	make('clears', ['both', 'nullOnly', 'emptyOnly'], 'What clears a text: null and "", null alone ("" is stored), or "" alone (null is passed over).'),
	make('attributesOutsideSchema', ['refused', 'ignored'], 'Attributes that the schema of a write does not have, such as tags in an update.'),
	make('customFieldsInPersonCreate', ['refused', 'taken', 'ignored'], 'customFields in PUT /person/, which the schema does not list.'),
	make('extIdInPersonCreate', ['taken', 'ignored'], 'extId in PUT /person/; it is shown for companies only.'),
	make('doNotSendMMWritable', ['yes', 'no'], 'contactInfo.doNotSendMM in writes; no: passed over without a word.'),
	make('emailValidation', ['lenient', 'refuse'], 'E-mail addresses that are none.'),
	make('validationStatus', ['400', '500'], 'Status of a write with a missing required attribute, a wrong type or an unknown id.'),
	make('lockedStatus', ['500', '403', '400'], 'Status of a write to a locked record.'),
	make('unchangedSave', bumps, 'An update that changes no value.'),
	make('tagChange', bumps, 'Adding or removing a tag raises _version and lastModifiedAt.'),
	make('relationshipChange', bumps, 'Changing the relationships of a person raises _version and lastModifiedAt.'),
	make('addressChange', bumps, 'Changing an address of a company raises _version and lastModifiedAt.'),
	make('extIdChange', bumps, 'Adding or removing an extId raises _version and lastModifiedAt.'),
	make('standingChange', bumps, 'lock, unlock, invalid and valid raise _version and lastModifiedAt.'),
	make('referencedDelete', ['refuse', 'detach'], 'Deleting a record that others refer to: 500 stillReferenced, or the references go too.'),
	make('addressId', ['either', 'outer', 'inner'], 'Which id names an address in its path: the outer one, that of the inner address, or either.'),
	make('connectionClient', ['key', 'instance', 'address'], 'Whose open connections are counted together.'),
	make('connectionRefusal', ['bare', 'asQuota'], 'Body of the 429 for a fifth connection: a message alone, or that of a used-up day.'),
	make('blockedStatus', ['403', '401', '429'], 'Status while an address is blocked after bad logins.'),
	make('partChangeEvents', ['sent', 'silent'], 'Changes of tags, relationships, addresses, extIds and standing are told by webhook.'),
	make('mergeEvents', ['both', 'updatedOnly', 'none'], 'What a merge tells by webhook: deleted and updated, updated alone, or nothing.'),
	make('anonymizeEvent', ['sent', 'silent'], 'Anonymising a record is told by webhook.'),
	make('restoreEvent', ['updated', 'created', 'silent'], 'A record restored from the bin: told as updated, as created, or left as it was without a word.'),
	make('ownWritesTold', ['yes', 'no'], 'Writes with an API key are told by webhook.'),
	make('gdprModule', ['off', 'on'], 'The GDPR module of the instance; without it no record tells legal titles.'),
	make('gdprChange', bumps, 'Entering or ending a legal title raises _version and lastModifiedAt.'),
	make('entityFilter', ['taken', 'refused', 'ignored'], 'entityFilter of a new webhook, which is in the Czech text only.', 'documented'),
	make('tokenHeader', ['X-RAYNETCRM-Token', 'X-RAYNETCRM-TToken'], 'Header of the secret token; the second spelling stands on the settings screen.', 'seen'),
	make('webhookQuery', ['kept', 'dropped'], "The query in a webhook's URL is sent with each event."),
	make('webhookRetryMinutes', ['60', '5'], 'How long a webhook that was not accepted is left alone.'),
	make('massEmailExternalId', ['required', 'optional'], 'externalId of a new mass e-mail; the older text has it optional.', 'documented'),
	make('sameExternalId', ['allowed', 'refused'], 'A second mass e-mail with the same source and externalId.'),
	make('massEmailCompleted', ['minute', 'day'], 'Whether completed of a mass e-mail keeps the time of day.'),
	make('massEmailStats', ['texts', 'numbers'], 'Counts of a mass e-mail as answered; all examples show texts.', 'documented'),
	make('absentDates', ['keep', 'clear'], "A recipient's opened, clicked and unsubscribed that a bulk update does not name."),
	make('emailLookup', ['insensitive', 'sensitive'], 'Upper and lower case when a bulk update looks an e-mail address up.'),
	make('recipientOptsOut', ['no', 'yes'], 'unsubscribed of a recipient sets doNotSendMM of the contact.'),
	make('recipientSaves', ['silent', 'bumps'], 'A new recipient counts as a save of the contact.'),
] as const satisfies readonly Switch[];

type AnySwitch = (typeof switches)[number];
export type SwitchName = AnySwitch['name'];
export type SwitchValue<N extends SwitchName> = Extract<AnySwitch, { name: N }>['values'][number];
export type Setting = <N extends SwitchName>(name: N) => SwitchValue<N>;

type Switches = Pick<ServiceContext, 'switchValue'>;

/** The kit lets only listed values in, so what it answers is one of them. */
export function settingOf(context: Switches): Setting {
	return <N extends SwitchName>(name: N) => context.switchValue(name) as SwitchValue<N>;
}

const inBrowser: Readonly<Partial<Record<string, string>>> = { partialObjects: 'merge', clears: 'both', doNotSendMMWritable: 'yes' };

/** Forms in the browser keep what was not touched, clear what was emptied, and know every box, whatever the API does. */
export function settingOfBrowser(context: Switches): Setting {
	return settingOf({ switchValue: (name) => inBrowser[name] ?? context.switchValue(name) });
}
