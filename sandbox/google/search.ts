import type { Contact, Entry } from './contact';
import { requiredMask } from './masks';
import type { Answer, Exchange, Operation } from './operation';
import { readSources } from './query';
import { readView, renderPerson } from './render';
import { omitEmpty } from './shape';
import { derived } from './derive';

/** people.searchContacts. An empty query only refreshes what later searches see (documented as warm-up). */
export const searchContacts: Operation = {
	op: 'people.search',
	method: 'GET',
	path: /^v1\/people:searchContacts$/,
	effect: 'reads',
	cost: { criticalReads: 1 }, // assumed
	query: ['pageSize', 'query', 'readMask', 'sources'],
	run,
};

const defaultSize = 10;
const mostResults = 30;

function run({ world, user, query }: Exchange): Answer {
	const mask = requiredMask('readMask', query.text('readMask'));
	const view = readView(mask, readSources(query.all('sources'), ['CONTACT']), 'list', world.setting);
	// above 30 it is cut without a word, and there is no paging (documented)
	const size = Math.min(query.int('pageSize') || defaultSize, mostResults);
	const wanted = plain(query.text('query') ?? '');
	if (wanted === '' || world.setting('searchCache') === 'fresh') {
		user.state.searchable = [...user.state.people.entries().values()].flatMap(({ value }) => (value && value.groups.length > 0 ? [value] : []));
	}
	if (wanted === '') return { body: {} };
	const found = user.state.searchable.filter((contact) => phrases(contact).some((phrase) => hasPrefix(phrase, wanted))).slice(0, size);
	return { body: omitEmpty({ results: found.map((contact) => ({ person: renderPerson(contact, view) })) }), records: found.length };
}

const plain = (text: string): string => text.trim().toLowerCase();

/** Names, nicknames, e-mails, phones and organizations are searched, nothing else (documented). */
function phrases({ fields }: Contact): string[] {
	const values = (entries: readonly Entry[] | undefined, ...members: string[]): unknown[] =>
		(entries ?? []).flatMap((entry) => members.map((member) => entry[member]));
	return [
		...(fields.names ?? []).map((name) => derived('names', name).displayName),
		...values(fields.nicknames, 'value'),
		...values(fields.emailAddresses, 'value'),
		...values(fields.phoneNumbers, 'value'),
		...values(fields.organizations, 'name', 'title', 'department'),
	]
		.filter((value): value is string => typeof value === 'string')
		.map(plain);
}

/** "foo name" is found by "foo n" and "nam", not by "oo n" (documented). */
function hasPrefix(phrase: string, wanted: string): boolean {
	for (let at = phrase.indexOf(wanted); at !== -1; at = phrase.indexOf(wanted, at + 1)) {
		if (at === 0 || !/[\p{L}\p{N}]/u.test(phrase.charAt(at - 1))) return true;
	}
	return false;
}
