import type { INodeListSearchResult } from 'n8n-workflow';
import type { RecordType } from '../../core/contact/contact';
import type { Choice, ScopeKind } from '../../core/ports/crm';
import { perCredential } from './credential';
import type { OpenCrm } from './crm';

/** The editor asks again with every letter typed into the search; collecting tags costs several calls. */
const KEPT_MS = 60_000;

const lists = perCredential(() => new Map<string, { readAt: number; choices: Choice[] }>());

/** What a user can choose for a kind of scope, at most a minute old. */
export async function crmChoices(crm: OpenCrm, kind: Exclude<ScopeKind, 'all'>, recordTypes: readonly RecordType[]): Promise<Choice[]> {
	const known = lists(crm.credential);
	const key = `${kind} ${recordTypes.join(' ')}`;
	const kept = known.get(key);
	if (kept && Date.now() - kept.readAt < KEPT_MS) return kept.choices;
	const choices = await crm.side.choices(kind, recordTypes);
	known.set(key, { readAt: Date.now(), choices });
	return choices;
}

/** The choices whose name contains what was typed. */
export function searchResult(choices: readonly Choice[], filter = ''): INodeListSearchResult {
	const wanted = filter.trim().toLowerCase();
	return { results: choices.filter(({ name }) => name.toLowerCase().includes(wanted)).map(({ name, value }) => ({ name, value })) };
}
