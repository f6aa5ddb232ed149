import { OWN_FIELD } from '../../connectors/email/list';
import { counted } from '../../core/contact/text';
import type { Subscriber } from '../../core/ports/email';

/** Tag and source of whom Ecomail's own integration with RAYNET brings (documented). */
const MARK = 'raynet';

/** Whether somebody in the list has both. */
export function hasMarkOfIntegration(subscriber: Subscriber | undefined, listId: string): boolean {
	return subscriber?.memberships[listId]?.source === MARK && subscriber.tags.includes(MARK);
}

/** Whether one of our nodes has put something down about the subscriber, as it does with everybody whom it brings. */
export function hasOwnNote(subscriber: Subscriber | undefined, listId: string): boolean {
	return subscriber?.memberships[listId]?.customFields?.[OWN_FIELD] !== undefined;
}

/** `count` people; `node`: how they did not come. */
export function ownIntegrationText(count: number, node: string): string {
	return `${counted(count, 'subscriber')} came with the tag and source "${MARK}", but not through ${node}. Is Ecomail's own integration with RAYNET still connected? Disconnect it in Ecomail (Manage Account, Integrations), else both work on this list. If that is done, turn off the option Warn About Ecomail's Own Integration.`;
}
