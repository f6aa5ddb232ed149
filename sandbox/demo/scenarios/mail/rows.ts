import type { LogRow } from './ecomail';
import type { Addressee, MassEmail, RecipientRow } from './office';

export interface ActivityView {
	/** What happened in Ecomail, by campaign. */
	logs: ReadonlyMap<string, readonly LogRow[]>;
	/** How the automation of the story is called in Raynet. */
	automation: string;
	mails: readonly MassEmail[];
	/** Everybody in Raynet before the first day, and now. */
	before: readonly Addressee[];
	now: readonly Addressee[];
}

/** Exactly the expected rows, and exactly the expected opt-outs. What is not so, each as a sentence. */
export function activityProblems({ logs, automation, mails, before, now }: ActivityView): string[] {
	const campaigns = [...logs].flatMap(([campaign, log]) => campaignProblems(campaign, log, mails.filter(({ externalId }) => externalId === campaign), before));
	const automations = mails.filter(({ externalId }) => externalId === automation);
	return [...campaigns, ...(automations.length > 1 ? [`${automation} is in Raynet ${automations.length} times.`] : []), ...optOutProblems(logs, before, now)];
}

function campaignProblems(campaign: string, log: readonly LogRow[], found: readonly MassEmail[], addressees: readonly Addressee[]): string[] {
	const [mail] = found;
	if (!mail || found.length > 1) return [`Campaign ${campaign} is in Raynet ${found.length} times.`];
	const sent = [...new Set(log.filter(({ event }) => event === 'send').map(({ email }) => email))];
	const rows = sent.map((email) => rowOf(email, log));
	const count = (name: 'opened' | 'clicked' | 'unsubscribed'): number => rows.filter((row) => row[name] !== '-').length;
	const wanted = {
		source: 'ECOMAIL',
		completed: dayOf(log.find(({ event }) => event === 'send')?.at ?? ''),
		rows: texts(rows.flatMap((row) => addressees.filter(({ emails }) => emails.includes(row.email)).map(() => row))),
	};
	const told = [sent.length, count('opened'), count('clicked'), count('unsubscribed')];
	return [
		...(mail.source === wanted.source && mail.completed === wanted.completed ? [] : [`Campaign ${campaign} is of ${mail.source} and ${mail.completed}, not of ${wanted.source} and ${wanted.completed}.`]),
		...(mail.stats.join() === told.join() ? [] : [`Campaign ${campaign} has the counts ${mail.stats.join(', ')}, not ${told.join(', ')}.`]),
		...rowDifferences(texts(mail.rows), wanted.rows).map((difference) => `Campaign ${campaign}: ${difference}`),
	];
}

/** What a row of the CRM says of an address, from the log alone. Who complains is out as who unsubscribes. */
function rowOf(email: string, log: readonly LogRow[]): RecipientRow {
	const own = log.filter((row) => row.email === email);
	const first = (...events: string[]): string => own.filter(({ event }) => events.includes(event)).map(({ at }) => dayOf(at)).sort()[0] ?? '-';
	const [opened, clicked, unsubscribed] = [first('open'), first('click'), first('unsub', 'spam')];
	const reacted = [opened, clicked, unsubscribed].some((day) => day !== '-');
	return { email, opened, clicked, unsubscribed, status: !reacted && own.some(({ event }) => event === 'hard_bounce') ? 'REJECTED' : 'DELIVERED' };
}

function texts(rows: readonly RecipientRow[]): string[] {
	return rows.map(({ email, status, opened, clicked, unsubscribed }) => [email, status, opened, clicked, unsubscribed].join(' ')).sort();
}

function rowDifferences(has: readonly string[], wanted: readonly string[]): string[] {
	if (has.join('\n') === wanted.join('\n')) return [];
	const missing = wanted.filter((row) => !has.includes(row)).length;
	const tooMany = has.filter((row) => !wanted.includes(row)).length;
	return [`${has.length} rows, not ${wanted.length}; ${missing} are missing and ${tooMany} are too many.`];
}

function optOutProblems(logs: ActivityView['logs'], before: readonly Addressee[], now: readonly Addressee[]): string[] {
	const out = new Set([...logs.values()].flat().filter(({ event }) => event === 'unsub' || event === 'spam').map(({ email }) => email));
	const outBefore = new Set(before.filter(({ optedOut }) => optedOut).map(({ key }) => key));
	return now.flatMap(({ key, emails, optedOut, valid }) => {
		const wanted = outBefore.has(key) || (valid && emails.some((email) => out.has(email)));
		if (wanted === optedOut) return [];
		return [wanted ? `${key} is not opted out.` : `${key} is opted out and should not be.`];
	});
}

/** Days are those of the workflow, whose zone is that of the demo's n8n. */
function dayOf(instant: string): string {
	return instant === '' ? '' : new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Prague' }).format(new Date(instant));
}
