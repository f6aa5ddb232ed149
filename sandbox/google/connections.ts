import type { Contact } from './contact';
import { invalid, invalidArgument } from './errors';
import { requiredMask } from './masks';
import type { Answer, Exchange, Operation } from './operation';
import { pageSize, readSources, type Query } from './query';
import { readView, renderPerson, renderTombstone, type ReadView } from './render';
import { choice, omitEmpty } from './shape';
import { order, sortOrders, type SortOrder } from './sortOrder';
import { paramsHash, readPageToken, readSyncToken, type PageToken, type SyncToken } from './tokens';
import type { Shown } from './view';

/** people.connections.list: the whole list, and what changed in it. */
export const connectionsList: Operation = {
	op: 'connections.list',
	method: 'GET',
	path: /^v1\/people\/([^/:]+)\/connections$/,
	effect: 'reads',
	cost: { criticalReads: 1 }, // assumed: the guide names the bucket, not the price
	query: ['pageSize', 'pageToken', 'personFields', 'requestMask.includeField', 'requestSyncToken', 'sortOrder', 'sources', 'syncToken'],
	run,
};

interface Listing {
	view: ReadView;
	size: number;
	sort: SortOrder;
	sync: SyncToken | undefined;
	page: PageToken | undefined;
	/** Bound into tokens. */
	params: string;
	pageParams: string;
	list: string;
}

/** One line of an answer: where it stands and what it shows. */
interface Line {
	position: number;
	id: string;
	contact: Contact | undefined;
}

function run(exchange: Exchange): Answer {
	const { world, user, names, query } = exchange;
	if (names[0] !== 'me') throw invalidArgument(); // documented: only people/me
	const listing = readListing(exchange);
	const wantsToken = query.flag('requestSyncToken');
	if (wantsToken && listing.sync === undefined && listing.page === undefined) user.charge({ fullSyncs: 1 });
	const lines = linesOf(exchange, listing);
	const after = listing.page?.after ?? 0;
	const rest = lines.filter((line) => line.position > after);
	const shown = rest.slice(0, listing.size);
	const last = shown.at(-1);
	const start = listing.page?.start ?? user.state.people.seq();
	const since = listing.page?.since ?? sinceOf(exchange, listing);
	const isLastPage = rest.length <= listing.size;
	const { list } = listing;
	const body = omitEmpty({
		connections: shown.map(({ id, contact }) => render(exchange, listing, id, contact)),
		nextPageToken: isLastPage || !last ? '' : world.tokens.seal({ kind: 'page', list, params: listing.pageParams, after: last.position, start, since }),
		// documented: on the last page alone; that a sync token is answered by the next one unasked is seen in Google's sample
		nextSyncToken: isLastPage && (wantsToken || listing.sync) ? world.tokens.seal({ kind: 'sync', list, params: listing.params, seq: start, since }) : '',
		totalPeople: lines.length,
		totalItems: lines.length,
	});
	return { body, records: shown.length };
}

function readListing({ world, user, query }: Exchange): Listing {
	const mask = requiredMask('personFields', query.text('personFields') ?? query.text('requestMask.includeField')?.replaceAll('person.', ''));
	const sources = readSources(query.all('sources'));
	const size = pageSize(query, { normal: 100, most: 1000 });
	const sort = readSort(query);
	if (sort === 'LAST_MODIFIED_DESCENDING' && query.flag('requestSyncToken') && world.setting('descendingSync') === 'refused') {
		throw invalid('Sort order LAST_MODIFIED_DESCENDING is not supported with sync tokens.');
	}
	const list = `connections of ${user.state.name}`;
	const params = paramsHash([[...mask], [...sources], size, sort]);
	const sealed = query.text('syncToken') ?? '';
	const pageParams = paramsHash([params, query.flag('requestSyncToken'), sealed]);
	const sealedPage = query.text('pageToken') ?? '';
	return {
		view: readView(mask, sources, 'list', world.setting),
		size,
		sort,
		sync: sealed === '' ? undefined : readSyncToken(world.tokens, sealed, { list, params }, world.context.clock.now(), world.setting),
		page: sealedPage === '' ? undefined : readPageToken(world.tokens, sealedPage, { list, params: pageParams }),
		params,
		pageParams,
		list,
	};
}

function readSort(query: Query): SortOrder {
	const name = choice(query.text('sortOrder') || undefined, 'sortOrder', sortOrders);
	return sortOrders.find((known) => known === name) ?? 'LAST_MODIFIED_ASCENDING';
}

function sinceOf({ world }: Exchange, { sync }: Listing): number {
	const now = world.context.clock.now();
	return sync === undefined || world.setting('syncTokenExtends') === 'yes' ? now : sync.since;
}

/** In a full listing the grouped contacts (documented: others are "other contacts"), in a sync also what is gone. */
function linesOf({ world, user }: Exchange, { sync, sort }: Listing): Line[] {
	const showsUngrouped = world.setting('ungroupedShowsDeleted') === 'yes';
	const lines: Line[] = [];
	for (const [id, entry] of user.state.people.entries()) {
		if (sync && entry.seq <= sync.seq) continue;
		const contact = entry.value && entry.value.groups.length > 0 ? entry.value : undefined;
		if (contact === undefined && !(sync && isTombstone(entry, showsUngrouped))) continue;
		lines.push({ position: entry.seq, id, contact });
	}
	return order(lines, sort);
}

function isTombstone(entry: Shown<Contact>, showsUngrouped: boolean): boolean {
	return entry.wasListed && (entry.value === undefined || showsUngrouped);
}

function render({ world }: Exchange, { view, sync }: Listing, id: string, contact: Contact | undefined): unknown {
	if (contact !== undefined) return renderPerson(contact, view, sync ? 'syncing' : 'reading');
	const shown = view.mask.has('metadata') || world.setting('tombstoneNeedsMetadata') === 'no';
	return renderTombstone(id, view, shown ? 'shown' : 'hidden');
}
