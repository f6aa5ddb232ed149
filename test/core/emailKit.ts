import { createMemoryEmail } from '../../connectors/email/memory';
import { runEmail, type EmailItem, type EmailReport, type EmailRequest, type SubscribeSettings } from '../../core/email';
import type { ContactFields } from '../../core/contact/contact';
import type { EmailLimits, SubscriberState } from '../../core/ports/email';

export const LIMITS: EmailLimits = { bulkRows: 3000, tagLength: 50, tagsLength: 2000, tagForbids: [','], customFieldsLength: 5000, singly: 10 };
export const STATES: readonly SubscriberState[] = ['subscribed', 'unconfirmed', 'unsubscribed', 'bounced', 'complained'];

/** The defaults of the node. */
export const settings = (more: Partial<SubscribeSettings> = {}): SubscribeSettings => ({
	markerTag: 'crm',
	source: 'crm',
	existing: 'tagOnly',
	existingTags: 'marker',
	addresses: 'first',
	listFields: { owner: 'Owner', state: 'State', relationship: 'Relationship', language: 'Language' },
	confirmation: 'asListSays',
	automations: 'leave',
	resubscribe: 'never',
	leaving: 'untag',
	...more,
});

export const eva = (more: ContactFields = {}): ContactFields => ({ firstName: 'Eva', lastName: 'Nová', emails: [{ value: 'Eva@example.com' }], tags: ['VIP'], ...more });

export const subscribe = (contact: ContactFields, more: Partial<Extract<EmailItem['wish'], { kind: 'subscribe' }>> = {}, key = '0'): EmailItem => ({ key, wish: { kind: 'subscribe', contact, event: 'present', ...more } });

/** A list in memory, and runs on it. */
export function openList(optIn: 'single' | 'double' = 'single') {
	const side = createMemoryEmail();
	const listId = side.hands.list('News', optIn);
	const otherId = side.hands.list('Other');
	return {
		side,
		listId,
		otherId,
		put: side.hands.put,
		held: (email = 'eva@example.com') => side.hands.held(listId, email),
		async run(items: readonly EmailItem[], own: Partial<SubscribeSettings> = {}, more: Partial<EmailRequest> = {}): Promise<EmailReport> {
			return await runEmail({ side, list: await side.list(listId), mode: 'apply', items, settings: settings(own), passGuards: [], ...more });
		},
	};
}

export const outcomes = ({ results }: EmailReport): string[] => results.map(({ action, reason }) => `${action} ${reason}`);
