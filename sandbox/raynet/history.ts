import type { Company, Desk, MassEmail, Person, Recipient } from './model';

type HistoryRow = Omit<Recipient, 'rowInfo' | 'person' | 'company' | 'id'> & { massEmailId: number; title: string | null; source: string | null; completed: string | null };

export type MassEmailRow = Omit<MassEmail, 'rowInfo' | 'texts' | 'completed' | 'recipients'> &
	MassEmail['texts'] & { completed: string | null; version: number; recipients: Array<Omit<Recipient, 'rowInfo'>> };

const instant = ({ completed }: MassEmail): string | null => (completed === null ? null : new Date(completed.at).toISOString());

/** What a person sees in the history of a contact; whether it shows at once is assumed. */
export function historyOf({ instance }: Desk, record: Person | Company): HistoryRow[] {
	return [...instance.massEmails.values()].flatMap((mail) =>
		mail.recipients
			.filter((recipient) => recipient[record.entity] === record.id)
			.map(({ email, status, opened, clicked, unsubscribed }) => ({
				massEmailId: mail.id,
				title: mail.texts.title,
				source: mail.texts.source,
				completed: instant(mail),
				email,
				status,
				opened,
				clicked,
				unsubscribed,
			})),
	);
}

/** Every mass e-mail with its recipients; instants in UTC. */
export function massEmailRows({ instance }: Desk): MassEmailRow[] {
	return [...instance.massEmails.values()].map((mail) => ({
		id: mail.id,
		...mail.texts,
		completed: instant(mail),
		tags: mail.tags,
		stats: mail.stats,
		version: mail.rowInfo.version,
		recipients: mail.recipients.map(({ id, person, company, email, status, opened, clicked, unsubscribed }) => ({ id, person, company, email, status, opened, clicked, unsubscribed })),
	}));
}
