import type { CrmSide } from '../ports/crm';
import type { PartnerRecord } from '../ports/partner';
import { linkTo } from './apply';
import type { PlanContext } from './desk';
import { indexPartner } from './partnerIndex';

/** More than so many are not looked up one by one: then everything is compared. */
const MOST_LOOKED_UP = 20;

/**
 * Contact ids whose partner record a person has deleted since the last run: nothing in the CRM tells it. `unknown` where only
 * a comparison of everything can show it. Without links nothing is concluded from a missing record.
 */
export async function goneAtPartner(crm: CrmSide, context: PlanContext): Promise<readonly string[] | 'unknown'> {
	const { snapshot, settings, groupId } = context;
	if (context.crm?.links === 'none' || snapshot.cursor === undefined) return [];
	if (!snapshot.gone) return 'unknown';
	const seen = new Map(snapshot.gone.flatMap(({ id, last }) => (last ? [[id, last] as const] : [])));
	const index = indexPartner({ ...snapshot, records: seen }, settings.account, groupId);
	const unclear = snapshot.gone.filter(({ id, last }) => !last || (index.isFree(id) && isInGroup(last, groupId)));
	if (context.linkKnown !== 'yes') return [...index.ids()];
	if (unclear.length > MOST_LOOKED_UP) return 'unknown';
	const linked: string[] = [];
	for (const { id } of unclear) {
		const record = await crm.findByLink(linkTo(id, context));
		if (record) linked.push(record.contact.id);
	}
	return [...new Set([...index.ids(), ...linked])];
}

function isInGroup({ groups }: PartnerRecord, groupId: string | undefined): boolean {
	return groupId !== undefined && groups.includes(groupId);
}
