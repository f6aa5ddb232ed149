import type { IExecuteFunctions } from 'n8n-workflow';
import { createListPartner } from '../../connectors/email/list';
import type { CrmAccount } from '../../core/contact/contact';
import type { PartnerSide } from '../../core/ports/partner';
import type { Exclusive } from '../shared/crm';
import { listMemory, listViews, openEmail } from '../shared/email';
import { openGoogle } from '../shared/google';
import type { CallCounter } from '../shared/http';
import { firstLook } from './ownIntegration';
import type { SyncSettings } from './settings';

/** The side that the CRM is synced with. */
export interface OpenPartner {
	side: PartnerSide;
	/** Runs one at a time for the account, within this process. */
	exclusive: Exclusive;
	/** What the run has to say about the partner's own ways of working; known once it was read. */
	warnings(): string[];
}

export async function openPartner(context: IExecuteFunctions, { list, flow }: SyncSettings, account: CrmAccount, counter: CallCounter): Promise<OpenPartner> {
	if (!list) return { ...(await openGoogle(context, account, { counter })), warnings: () => [] };
	const { side, env, credential } = await openEmail(context, list.service, counter);
	const tag = flow.group.by === 'name' ? flow.group.name : flow.group.id;
	const { listId, source, confirmation, automations, mapped, newTags, ownIntegration } = list;
	const look = firstLook(side, listId);
	return {
		side: createListPartner({ side: look.side, env, listId, tag, source, confirmation, automations, mapped, newTags, memory: listMemory(credential), views: listViews(credential) }),
		exclusive: side.exclusive,
		warnings: () => (ownIntegration === 'warn' ? look.warnings(env.clock.now()) : []),
	};
}
