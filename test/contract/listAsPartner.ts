import { createListPartner, type ListViews } from '../../connectors/email/list';
import { PEOPLE, type BasicWorld } from './partnerBasics';
import type { HeldInList, ListWorld } from './listKit';
import type { Held } from './partnerKit';

const TAG = 'CRM';

/** A list as the account of a partner: what holds for every partner holds for it. */
export function listAsPartner(world: ListWorld, views?: ListViews): BasicWorld {
	let cancelled = false;
	const env = { ...world.env, cancelled: () => cancelled };
	const connect = (kept?: ListViews) => createListPartner({ side: world.connect(), env, listId: world.listId, tag: TAG, ...(kept ? { views: kept } : {}) });
	const held = (): Map<string, Held> => new Map(PEOPLE.flatMap((email) => {
		const found = world.held(email);
		return found ? [[email, heldOf(email, found, world.listId)] as const] : [];
	}));
	return {
		partner: connect(views),
		restarted: () => connect(),
		held,
		hands: { edit: (email, { firstName, lastName }) => world.hands.put(email, { fields: { ...(firstName === undefined ? {} : { firstName }), ...(lastName === undefined ? {} : { lastName }) } }), delete: world.hands.erase },
		advance: world.advance,
		cancel: () => void (cancelled = true),
		close: async () => undefined,
	};
}

/** Read from what the service holds, without the connector. */
function heldOf(email: string, { fields, tags, customFields }: HeldInList, listId: string): Held {
	const { company, phone, ...others } = fields;
	const entries = (customFields.contactsync ?? '').split(' | ').map((part) => part.split(' ')).filter(([id = '']) => /^\w+:\w+:person:/.test(id)) as Array<[string, string]>;
	return {
		fields: { ...others, emails: [{ value: email }], ...(company ? { company: { name: company } } : {}), ...(phone ? { phones: [{ value: phone }] } : {}) },
		groups: tags.includes(TAG) ? [`${listId}/crm`] : [],
		entries: entries.map(([id, text]) => ({ accountKey: id.split(':').slice(0, 2).join(':'), text })),
		externalIds: entries.map(([id]) => id),
	};
}
