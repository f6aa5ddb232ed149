import type { Summary } from './report';
import type { Desk } from './desk';
import type { Incoming } from './incoming';
import { hasKey } from './match';

/**
 * How many contacts that are no pair yet have nothing to be recognised by on the other side: they are created there, even
 * if they are there already.
 */
export function countKeyless(incoming: readonly Incoming[], { index, settings, normal, groupId }: Desk): NonNullable<Summary['keyless']> {
	const { matchBy } = settings;
	const crm = incoming.filter(({ contact, event }) => event !== 'left' && event !== 'deleted' && index.pairedWith(contact.id).length === 0 && !hasKey(contact, matchBy, normal));
	const partner = index.free.filter(({ groups, fields }) => groupId !== undefined && groups.includes(groupId) && !hasKey(fields, matchBy, normal));
	return { crm: crm.length, partner: partner.length };
}
