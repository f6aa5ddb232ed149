import type { Contact } from '../contact/contact';
import type { CrmRecord } from '../ports/crm';
import type { PairEntry } from './pairEntry';

/** What happened to a contact on the CRM side, as the item that carries it says. */
export type IncomingEvent = 'created' | 'updated' | 'entered' | 'left' | 'deleted';

export interface Incoming {
	/** The caller's key, one per item. */
	key: string;
	contact: Contact;
	event: IncomingEvent;
	/** As the CRM holds it, where the flow may write it. */
	record?: CrmRecord;
	/** The partner record that it is known to be paired with. */
	partnerId?: string;
	/** The record whose link named a partner record that is gone: a person deleted it there. */
	partnerGone?: 'yes';
	/** What is settled already although the partner's record does not carry it yet. */
	remembered?: PairEntry;
}

/** upsert honours each item's event; the others do one thing to every item. */
export type Operation = 'upsert' | 'removeFromGroup' | 'delete';
