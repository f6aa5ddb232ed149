import type { CrmRecord, CrmSide } from '../ports/crm';
import type { PlannedAction } from './actions';
import { linkTo } from './apply';
import type { PlanContext } from './desk';

/**
 * A create whose answer was lost in an earlier run, or another process, left a record that carries our link. It is
 * looked up while planning, so that a preview tells what a run then does. `asked`: partner ids that were looked up. Answers by partner id.
 */
export async function createdBefore(crm: CrmSide, actions: readonly PlannedAction[], context: PlanContext, asked: Set<string>): Promise<Map<string, CrmRecord>> {
	const found = new Map<string, CrmRecord>();
	if (crm.capabilities.links === 'none' || context.linkKnown !== 'yes') return found;
	for (const { crm: intent, record } of actions) {
		if (intent?.op !== 'create' || !record || asked.has(record.id)) continue;
		asked.add(record.id);
		const created = await crm.findByLink(linkTo(record.id, context));
		if (created) found.set(record.id, created);
	}
	return found;
}
