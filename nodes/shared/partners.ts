/** What the CRM is synced with. */
export type PartnerName = 'google' | 'list';

/** Our texts speak of Google; with a list each of these phrases is said in the list's words, the longer ones first. */
const LIST_WORDS: ReadonlyArray<[google: RegExp, list: string]> = [
	[/took it off the label in Google/g, 'took the tag off in the list'],
	[/went back into the label/g, 'has the tag again'],
	[/Is on the label again/g, 'Has the tag again'],
	[/[Ii]s out of the label/g, 'Does not have the tag'],
	[/(Taken|taken) off the label/g, '$1 off the tag'],
	[/left the label/g, 'lost the tag'],
	[/outside the label, and joined it/g, 'without the tag, and got it'],
	[/(on|off) the label "([^"]*)"/g, '$1 the tag "$2"'],
	[/the label/g, 'the tag'],
	[/The answer of Google/g, 'The answer of the service'],
	[/Google did not accept/g, 'The service did not accept'],
	[/Google Contacts/g, 'the list'],
	[/Google's value/g, 'The list\'s value'],
	[/Google/g, 'the list'],
];

/** A text as it is said for this partner. */
export function spokenOf(partner: PartnerName, text: string): string {
	return partner === 'google' ? text : LIST_WORDS.reduce((said, [google, list]) => said.replace(google, list), text);
}
