import { ecomailAccounts } from '../../sandbox/ecomail';
import type { Sandbox } from '../../sandbox/kit';
import type { SubscriberField, SubscriberState } from '../../core/ports/email';
import { connect, control, keptConnections } from './emailEcomailWorld';
import type { HeldInList, ListWorld } from './listKit';

const WIRE: Readonly<Record<SubscriberField, string>> = { namePrefix: 'pretitle', firstName: 'name', lastName: 'surname', nameSuffix: 'surtitle', company: 'company', street: 'street', city: 'city', postalCode: 'zip', countryCode: 'country', phone: 'phone', birthday: 'birthday' };
const STATUS: Readonly<Record<SubscriberState, number>> = { subscribed: 1, unsubscribed: 2, bounced: 4, complained: 5, unconfirmed: 6 };
const STATES: Readonly<Record<number, SubscriberState>> = { 1: 'subscribed', 2: 'unsubscribed', 4: 'bounced', 5: 'complained', 6: 'unconfirmed' };

interface Dump {
	accounts: {
		acme: {
			contacts: Array<{ email: string; fields: Record<string, string>; tags: string[] }>;
			lists: Array<{ id: number; members: Record<string, { status: number; source: string | null; customFields: Record<string, string> }> }>;
		};
	};
}

/** A list of the stand-in; people's hands through its controls, what it holds read from its state. */
export function ecomailListWorld(sandbox: Sandbox, { doubleOptin = false, setSwitch = () => undefined }: { doubleOptin?: boolean; setSwitch?(): void } = {}): ListWorld {
	sandbox.reset();
	setSwitch();
	const listId = String(control(sandbox, 'list.create', { name: 'News', doubleOptin }).id);
	const http = keptConnections(ecomailAccounts.acme.apiKey);
	const open = () => connect(sandbox, undefined, { http });
	return {
		env: open().env,
		listId,
		connect: () => open().side,
		advance: sandbox.clock.advance,
		hands: {
			put(email, { fields = {}, tags, customFields } = {}) {
				const wire = Object.fromEntries(Object.entries(fields).map(([name, value]) => [WIRE[name as SubscriberField], value]));
				// The app's forms send the surname with the name.
				const whole = wire.name !== undefined && wire.surname === undefined ? { surname: heldIn(sandbox, listId, email)?.fields.lastName ?? '' } : {};
				control(sandbox, 'subscriber.put', { listId, email, ...wire, ...whole });
				for (const tag of tags ?? []) control(sandbox, 'subscriber.tag', { email, tag });
				if (customFields) control(sandbox, 'subscriber.put', { listId, email, custom_fields: customFields });
			},
			state: (email, state) => void control(sandbox, 'subscriber.status', { listId, email, status: STATUS[state] }),
			untag: (email, tag) => void control(sandbox, 'subscriber.untag', { email, tag }),
			erase: (email) => void control(sandbox, 'subscriber.erase', { email }),
		},
		held: (email) => heldIn(sandbox, listId, email),
	};
}

function heldIn(sandbox: Sandbox, listId: string, email: string): HeldInList | undefined {
	const { contacts, lists } = (sandbox.service('ecomail').dump() as Dump).accounts.acme;
	const member = lists.find(({ id }) => String(id) === listId)?.members[email.toLowerCase()];
	const contact = contacts.find((one) => one.email.toLowerCase() === email.toLowerCase());
	if (!member || !contact) return undefined;
	const fields = Object.fromEntries(Object.entries(WIRE).flatMap(([name, wire]) => (contact.fields[wire] ? [[name, contact.fields[wire]]] : [])));
	return { state: STATES[member.status] ?? 'unsubscribed', fields, tags: contact.tags, customFields: member.customFields, ...(member.source ? { source: member.source } : {}) };
}
