import type { ConsoleRow } from '../kit/types';
import type { Account } from './model';

const stateNames: Readonly<Record<number, string>> = { 1: 'subscribed', 2: 'unsubscribed', 3: 'soft bounce', 4: 'hard bounce', 5: 'complained', 6: 'unconfirmed' };

/** The state of an account as plain JSON. */
export function plain(account: Account): Record<string, unknown> {
	const { contacts, lists, campaigns, pipelines, log, automationLog, webhookUrl, confirmationMails } = account;
	return structuredClone({
		contacts: [...contacts.values()],
		lists: [...lists.values()].map(({ members, ...list }) => ({ ...list, members: Object.fromEntries(members) })),
		campaigns: [...campaigns.values()],
		pipelines: [...pipelines.values()],
		log,
		automationLog,
		webhookUrl,
		confirmationMails,
	});
}

export function rowsOf({ name: account, contacts, lists: all }: Account): ConsoleRow[] {
	return [...contacts].map(([key, { id, email, fields, tags, insertedAt }]) => {
		const lists = [...all.values()].flatMap((list) => {
			const member = list.members.get(key);
			return member ? [{ id: list.id, name: list.name, state: stateNames[member.status] ?? '' }] : [];
		});
		return {
			id: String(id),
			kind: 'subscriber',
			name: [fields.name, fields.surname].filter(Boolean).join(' '),
			emails: [email],
			phones: fields.phone ? [fields.phone] : [],
			company: fields.company ?? '',
			groups: [...lists.map((list) => `${list.name}: ${list.state}`), ...tags],
			changedAt: new Date(insertedAt).toISOString(),
			account,
			lists,
		};
	});
}
