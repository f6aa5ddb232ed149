import type { ContactNotes } from '../ports/email';
import type { EmailItem, EmailWish } from './run';

type SubscribeWish = Extract<EmailWish, { kind: 'subscribe' }>;

/**
 * Of a record that was deleted a CRM may tell nothing but its ID. Where that is noted in the list, the item becomes one for each
 * address that stands for nobody else; all other items stay as they are.
 */
export async function withNotedAddresses(items: readonly EmailItem[], notes: ContactNotes | undefined): Promise<readonly EmailItem[]> {
	const ids = items.flatMap(({ wish }) => idWithoutAddress(wish) ?? []);
	if (!notes || ids.length === 0) return items;
	const found = await notes.addresses(ids, 'ofItAlone');
	return items.flatMap((item) => {
		const emails = found.get(idWithoutAddress(item.wish) ?? '') ?? [];
		return emails.length === 0 ? [item] : emails.map((value): EmailItem => ({ ...item, wish: leaving(item.wish as SubscribeWish, value) }));
	});
}

function idWithoutAddress(wish: EmailWish): string | undefined {
	const isNameless = wish.kind === 'subscribe' && wish.event === 'gone' && (wish.contact.emails ?? []).length === 0;
	return isNameless ? wish.noted?.id : undefined;
}

function leaving(wish: SubscribeWish, value: string): SubscribeWish {
	return { ...wish, contact: { ...wish.contact, emails: [{ value }] }, event: 'goneByNote' };
}
