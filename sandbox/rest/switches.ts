import type { ServiceContext, Switch } from '../kit/types';

const make = <const N extends string, const V extends readonly string[]>(name: N, values: V, describes: string): { name: N; certainty: 'assumed'; values: V; describes: string } => ({
	name,
	certainty: 'assumed',
	values,
	describes,
});

/** What differs from one JSON API to the next. All of it is made up, so all of it can be turned. */
export const switches = [
	make('listOrder', ['byId', 'newestFirst', 'lastChangedFirst'], 'Order of the rows of a list.'),
	make('emptyValues', ['shown', 'left out', 'null'], 'Keys whose value is empty: as they are, not there, or null.'),
	make('nestedPatch', ['merge', 'replace'], 'A nested object in a PATCH with some members: the others stay, or are cleared.'),
	make('filterBound', ['inclusive', 'exclusive'], 'Whether "modified since" includes the very instant.'),
	make('filteredTotal', ['filtered', 'all'], 'Whether the total of a filtered list counts what is filtered out.'),
	make('unchangedSave', ['bumps', 'silent'], 'A save that changes nothing stamps the record.'),
	make('createAnswer', ['record', 'idOnly', 'nothing'], 'What a create answers. nothing: the id is missing.'),
	make('updateAnswer', ['record', 'nothing'], 'What an update answers.'),
	make('readOnlyKeys', ['ignored', 'refused'], 'Id and stamps inside the body of a write.'),
	make('trimsValues', ['no', 'yes'], 'Blanks around texts are cut off.'),
	make('phoneFormat', ['as sent', 'grouped'], 'Numbers are stored as they come, or regrouped.'),
	make('pageSize', ['as asked', 'at most 20'], 'A bigger page than the server likes is cut without a word.'),
	make('pageBeyond', ['empty', 'notFound'], 'A page behind the last one.'),
	make('totalAs', ['number', 'text'], 'How a total is written.'),
	make('sessionLoss', ['401', 'inside'], 'How a token that is not known any more is refused, where logins give tokens.'),
	make('retryAfter', ['present', 'absent'], 'Whether a refusal for the rate says how long to wait.'),
] as const satisfies readonly Switch[];

type AnySwitch = (typeof switches)[number];
export type SwitchName = AnySwitch['name'];
export type SwitchValue<N extends SwitchName> = Extract<AnySwitch, { name: N }>['values'][number];
export type Setting = <N extends SwitchName>(name: N) => SwitchValue<N>;

/** The kit lets only listed values in, so what it answers is one of them. */
export function settingOf(context: ServiceContext): Setting {
	return <N extends SwitchName>(name: N) => context.switchValue(name) as SwitchValue<N>;
}
