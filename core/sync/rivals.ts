import type { PartnerRecord } from '../ports/partner';
import type { PlannedAction } from './actions';
import type { Desk } from './desk';
import { isIdentifiable } from './identity';
import type { Incoming } from './incoming';
import { matcherOver, type Matcher } from './match';

/** Contacts of the CRM that wait for a counterpart: where two of them fit one partner record, nobody knows whose it is. */
export interface Rivals {
	/** How many of them fit the record. */
	fitting(record: PartnerRecord): number;
}

/** `contested`: by partner id how many fitted when a run last saw all contacts of the scope; a run of changes sees only some. */
export function createRivals(incoming: readonly Incoming[], contested: Readonly<Record<string, number>>, desk: Desk): Rivals {
	let match: Matcher<Incoming> | undefined;
	const { matchBy } = desk.settings;
	return {
		fitting(record) {
			match ??= matcherOver(waiting(incoming, desk), matchBy, desk.normal, 'report');
			const found = match(record.fields, NOBODY);
			const now = found.kind === 'ambiguous' ? found.count : 1;
			return Math.max(now, contested[record.id] ?? 0);
		},
	};
}

const NOBODY: ReadonlySet<string> = new Set();

function waiting(incoming: readonly Incoming[], { index }: Desk) {
	const free = incoming.filter(({ event, contact, partnerId, partnerGone }) => event === 'updated' && partnerId === undefined && !partnerGone && index.pairedWith(contact.id).length === 0 && isIdentifiable(contact));
	const byId = new Map(free.map((item) => [item.contact.id, item]));
	return [...byId].map(([id, item]) => ({ record: item, id, fields: item.contact, inside: 'in' as const }));
}

/** What the next runs of changes have to know: the partner records that several contacts fitted, with how many. */
export function contestedAfter(before: Readonly<Record<string, number>>, actions: readonly PlannedAction[]): Record<string, number> {
	const contested = { ...before };
	for (const { reason, record, contact, warnings } of actions) {
		if (reason !== 'ambiguous' || !record || contact.recordId === '') continue;
		for (const warning of warnings) if (warning.code === 'ambiguous') contested[record.id] = warning.count;
	}
	return contested;
}
