import type { Certainty, ServiceContext, Switch } from '../kit/types';

const make = <const N extends string, const V extends readonly string[]>(
	name: N,
	values: V,
	describes: string,
	certainty: Certainty = 'assumed',
): { name: N; certainty: Certainty; values: V; describes: string } => ({ name, certainty, values, describes });

/** Every behaviour that a live account has yet to confirm. The first value is the default. */
export const switches = [
	make('tagsWrite', ['replace', 'merge'], 'Tags in a write replace the whole set (four clients say so), or join it (one does).', 'seen'),
	make('emptyTags', ['clears', 'ignored'], 'tags: [] in a write.'),
	make('tagCase', ['sensitive', 'insensitive'], 'Two tags that differ in case only are two.'),
	make('overlongTag', ['refused', 'cut'], 'A tag over 50 characters: 422, or shortened without a word.'),
	make('knownContactTags', ['written', 'untouched'], 'Tags of a contact that the account knows and that is new to the list.'),
	make('updatesCount', ['matched', 'changed'], 'What "updates" counts: rows of members, or rows that changed something.'),
	make('invalidRow', ['refused', 'dropped'], 'One bad address in a bulk call: 422 for all of it, or this row is left out without a word.'),
	make('bulkProcessing', ['immediate', 'delayed'], 'Bulk calls take effect at once, or ten seconds after their answer.'),
	make('unknownCustomField', ['created', 'ignored'], 'A custom field that the list does not have.'),
	make('customFieldsWrite', ['merge', 'replace'], 'Custom fields that a write does not name: kept, or gone.'),
	make('emailCase', ['lowered', 'kept'], 'How addresses are stored; either way they are found without regard to case.'),
	make('listTags', ['array', 'json', 'text', 'absent'], 'How the reading of a list shows tags.', 'seen'),
	make('listShape', ['array', 'pages', 'keyed'], 'Shape of GET /lists.', 'seen'),
	make('shownFields', ['sample', 'all'], 'Whether readings show base fields beside those of the documented samples.'),
	make('emptyMap', ['array', 'object'], 'An empty map in an answer: [], as PHP makes it, or {}.', 'seen'),
	make('unknownUpdate', ['404', '422'], 'Status of an update of an address that is not in the list.'),
	make('emptyLog', ['200', '404'], 'Status of a log without rows.', 'seen'),
	make('campaignReport', ['current', 'behind', 'missing'], 'Numbers of all together in GET /campaigns/{id}: up to now, an hour behind, or none.'),
	make('stepProperties', ['tag', 'name', 'tags'], 'How a step that gives or takes a tag names it.'),
	make('bulkStates', ['documented', 'all'], 'States that a bulk call takes: 1, 2 and 4 as documented, or every one; others are refused.'),
	make('rateBody', ['json', 'text'], 'Body of a 429.'),
] as const satisfies readonly Switch[];

type AnySwitch = (typeof switches)[number];
export type SwitchName = AnySwitch['name'];
export type SwitchValue<N extends SwitchName> = Extract<AnySwitch, { name: N }>['values'][number];
export type Setting = <N extends SwitchName>(name: N) => SwitchValue<N>;

/** The kit lets only listed values in, so what it answers is one of them. */
export function settingOf(context: Pick<ServiceContext, 'switchValue'>): Setting {
	return <N extends SwitchName>(name: N) => context.switchValue(name) as SwitchValue<N>;
}
