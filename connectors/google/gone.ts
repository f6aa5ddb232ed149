import { shortHash } from '../../core/contact/hash';
import type { GoneRecord } from '../../core/ports/partner';
import type { GoogleAccount } from './account';
import { formerOf } from './accountIndex';
import { LIST_PARAMS } from './client';
import { isExpiredToken, orExpected } from './expected';
import { readPages, TOKEN_LASTS_MS } from './pages';

/** A token is bound to the parameters of its reads (documented). */
const PARAMS = shortHash(LIST_PARAMS, 5);

/**
 * `LLLLLLLL.12 PPPPP.k3f2a token`: life of the memory and how many contacts it has found gone, parameters and beginning of
 * the full read that the sync token goes back to. The token is for another process, which knows nothing of the memory.
 */
export function viewCursor({ state }: GoogleAccount): string {
	const { syncToken } = state;
	const memory = `${state.life ?? ''}.${state.index.gone}`;
	return syncToken ? `${memory} ${PARAMS}.${syncToken.readAt.toString(36)} ${syncToken.token}` : memory;
}

/** Contacts that are gone since a view; undefined where only a comparison of everything can tell. */
export async function goneSince(account: GoogleAccount, cursor: string): Promise<readonly GoneRecord[] | undefined> {
	const { rows } = account.state.index;
	const [memory = '', read = '', token] = cursor.split(' ');
	const [life, count] = memory.split('.');
	const gone = life === account.state.life ? fromMemory(account, Number(count)) : await fromGoogle(account, read, token);
	return gone?.filter(({ id }) => !rows.has(id));
}

function fromMemory({ state }: GoogleAccount, count: number): GoneRecord[] | undefined {
	return state.index.goneAfter(count)?.map((last) => ({ id: last.id, last }));
}

/** One call more for each thousand of changes, as another process has read before. */
async function fromGoogle(account: GoogleAccount, read: string, syncToken: string | undefined): Promise<GoneRecord[] | undefined> {
	const [params, readAt = ''] = read.split('.');
	if (!syncToken || params !== PARAMS || account.clock.now() >= parseInt(readAt, 36) + TOKEN_LASTS_MS) return undefined;
	const changes = await orExpected(readPages(account, { syncToken }), isExpiredToken);
	if (isExpiredToken(changes)) return undefined;
	const former = formerOf(changes.found);
	return changes.found.filter(({ id, row }) => !row && !former.has(id)).map(({ id }) => ({ id }));
}
