import { tagKey } from '../../../core/contact/text';
import { emailKey } from '../../../core/contact/email';
import type { EmailList, EmailSide, Subscriber } from '../../../core/ports/email';
import type { PartnerGroup } from '../../../core/ports/partner';
import { OWN_FIELD, ownText, type OwnData } from './entry';
import { ownOf, type ListPlace } from './record';

/**
 * The flow entry has no place on a list, so that one subscriber carries it. Who is deleted takes it along; the next run
 * that writes puts it on another one.
 */
export interface FlowStore {
	/** What the last reading showed. */
	saw(members: ReadonlyMap<string, Subscriber>): void;
	entry(): Pick<PartnerGroup, 'flowEntry'>;
	/** On who carries it, else on anybody paired, else with the next record that is written. */
	write(text: string): Promise<void>;
	/** Own data that is about to be written, with the flow entry where it waits for a carrier. */
	withWaiting(own: OwnData): OwnData;
	/** The write with the waiting entry has arrived. */
	arrived(): void;
}

interface Desk {
	side: EmailSide;
	place: ListPlace;
	readList(): Promise<EmailList>;
}

export function createFlowStore({ side, place, readList }: Desk): FlowStore {
	const key = tagKey(place.tag);
	let carrier: string | undefined;
	let text: string | undefined;
	let waiting: 'yes' | 'no' = 'no';

	return {
		saw(members) {
			carrier = carrierOf(members, place, key);
			const subscriber = carrier === undefined ? undefined : members.get(carrier);
			text = subscriber && ownOf(subscriber.memberships[place.listId]).flows.get(key);
			waiting = 'no';
		},
		entry: () => (text === undefined ? {} : { flowEntry: text }),
		async write(next) {
			if (text === next) return;
			text = next;
			waiting = 'yes';
			const address = carrier;
			const subscriber = address === undefined ? undefined : (await side.find(place.listId, [address])).get(address);
			if (!subscriber?.memberships[place.listId]) return;
			const own = ownOf(subscriber.memberships[place.listId]);
			const value = ownText({ ...own, flows: new Map(own.flows).set(key, next) });
			const write = { op: 'update', key: emailKey(subscriber.email), subscriber, fields: {}, customFields: { [OWN_FIELD]: value }, tags: { add: [], remove: [] } } as const;
			for await (const [result] of side.write(await readList(), [write])) if (result?.kind === 'done') waiting = 'no';
		},
		withWaiting: (own) => (waiting === 'yes' && text !== undefined ? { ...own, flows: new Map(own.flows).set(key, text) } : own),
		arrived() {
			waiting = 'no';
		},
	};
}

/** Who carries the entry of this tag; else the first who is paired. */
function carrierOf(members: ReadonlyMap<string, Subscriber>, { listId }: ListPlace, key: string): string | undefined {
	let paired: string | undefined;
	for (const address of [...members.keys()].sort()) {
		const own = ownOf(members.get(address)?.memberships[listId]);
		if (own.flows.has(key)) return address;
		if (own.entries.size > 0) paired ??= address;
	}
	return paired;
}
