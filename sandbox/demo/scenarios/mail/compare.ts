import type { Subscriber } from './ecomail';
import type { Addressee } from './office';

export interface Before {
	/** Of the list of the flow, by address. */
	list: ReadonlyMap<string, Subscriber>;
	/** Of the other lists of the account: name and tags are the same in all of them. */
	account: ReadonlyMap<string, Subscriber>;
}

const marker = 'raynet';

/** Compares all of the list with all of Raynet. What is not as it has to be, each as a sentence. */
export function subscriberProblems(addressees: readonly Addressee[], members: ReadonlyMap<string, Subscriber>, before: Before, left: readonly string[]): string[] {
	const byEmail = new Map<string, Addressee[]>();
	for (const one of addressees.filter(({ valid }) => valid)) {
		const [email] = one.emails;
		if (email !== undefined) byEmail.set(email, [...(byEmail.get(email) ?? []), one]);
	}
	// An opt-out counts for all addresses of the person, whoever else has one of them.
	const optedOut = new Set(addressees.filter((one) => one.valid && one.optedOut).flatMap(({ emails }) => emails));
	const problems = [...byEmail].flatMap(([email, records]) => problemsOf(records, members.get(email), before, { email, optedOut: optedOut.has(email) }).map((problem) => `${records[0]?.key}: ${problem}`));
	const strangers = [...members].filter(([email]) => !byEmail.has(email) && !left.includes(email));
	return [
		...problems,
		...left.flatMap((email) => leftProblems(members.get(email))),
		...strangers.flatMap(([email, subscriber]) => (JSON.stringify(before.list.get(email)) === JSON.stringify(subscriber) ? [] : ['Somebody who is not from Raynet was touched, or came.'])),
		...[...before.list.keys()].filter((email) => !members.has(email)).map(() => 'Somebody is gone from the list.'),
	];
}

function problemsOf(records: readonly Addressee[], now: Subscriber | undefined, { list, account }: Before, { email, optedOut }: { email: string; optedOut: boolean }): string[] {
	const was = list.get(email);
	if (was) return now ? existingProblems(was, now, optedOut) : ['is gone from the list.'];
	if (optedOut) return now && now.status !== 2 ? ['is subscribed in spite of the opt-out.'] : [];
	return now ? newProblems(records, now, account.get(email)) : ['is not in the list.'];
}

/** Nothing of somebody who was there is overwritten: the marker comes on top, and nobody comes back. */
function existingProblems(was: Subscriber, now: Subscriber, optedOut: boolean): string[] {
	const wanted = { ...was, tags: sorted([...was.tags, ...(optedOut ? [] : [marker])]), status: optedOut && was.status === 1 ? 2 : was.status };
	return difference(wanted, { ...now, tags: sorted(now.tags) });
}

/** With one record for the address everything is known; records that share one bring their tags, and one of their names. */
function newProblems(records: readonly Addressee[], now: Subscriber, known: Subscriber | undefined): string[] {
	const [one] = records;
	const tags = sorted([marker, ...(known?.tags ?? []), ...records.flatMap((record) => record.tags)]);
	if (records.length > 1 || !one) {
		return now.status === 1 && now.tags.includes(marker) && now.tags.every((tag) => tags.includes(tag)) ? [] : ['is not subscribed with the tags of the records that share the address.'];
	}
	const base = known ?? { name: one.firstName, surname: one.lastName, company: one.company, phone: one.phone };
	const wanted = { name: base.name, surname: base.surname, status: 1, source: marker, owner: one.owner, tags, ...(known ? {} : { company: base.company, phone: base.phone }) };
	return difference(wanted, { ...now, tags: sorted(now.tags) });
}

function leftProblems(now: Subscriber | undefined): string[] {
	if (!now) return ['Somebody who left the scope is gone from the list.'];
	return now.status === 1 && !now.tags.includes(marker) ? [] : ['Somebody who left the scope has the tag still, or was unsubscribed.'];
}

function difference(wanted: Partial<Subscriber>, now: Subscriber): string[] {
	return (Object.keys(wanted) as Array<keyof Subscriber>).flatMap((field) => {
		const [has, should] = [JSON.stringify(now[field]), JSON.stringify(wanted[field])];
		return has === should ? [] : [`${field} is ${has}, not ${should}.`];
	});
}

function sorted(tags: readonly string[]): string[] {
	return [...new Set(tags)].sort();
}
