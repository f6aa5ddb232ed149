import type { Contact } from '../contact/contact';

/** What happened to a contact on the CRM side, as the item that carries it says. */
export type IncomingEvent = 'created' | 'updated' | 'entered' | 'left' | 'deleted';

export interface Incoming {
	/** The caller's key, one per item. */
	key: string;
	contact: Contact;
	event: IncomingEvent;
}

/** upsert honours each item's event; the others do one thing to every item. */
export type Operation = 'upsert' | 'removeFromGroup' | 'delete';
