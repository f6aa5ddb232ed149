import { differences } from './card';
import type { Contact } from './google';
import type { Source } from './raynet';

export interface Expectation {
	instance: string;
	/** Records that have to be in Google. */
	inScope: ReadonlyMap<string, Source>;
	/** Keys of records that were in the label and have to be out of it. */
	left: readonly string[];
	label: string;
	/** Contacts that were there before, and are nobody's business. */
	strangers: readonly Contact[];
}

/** What is not as it has to be, each as a sentence. */
export function problemsOf(contacts: readonly Contact[], expected: Expectation): string[] {
	const byKey = new Map<string, Contact[]>();
	for (const contact of contacts) {
		for (const id of contact.crmIds) {
			const key = id.replace(`raynet:${expected.instance}:`, '');
			byKey.set(key, [...(byKey.get(key) ?? []), contact]);
		}
	}
	return [
		...[...expected.inScope.values()].flatMap((source) => arrived(source, byKey.get(source.key) ?? [], expected.label)),
		...expected.left.flatMap((key) => hasLeft(key, byKey.get(key) ?? [], expected.label)),
		...unexpected(contacts, expected),
	];
}

function arrived({ key, card }: Source, found: readonly Contact[], label: string): string[] {
	const [contact] = found;
	if (!contact) return [`${key} is not in Google.`];
	if (found.length > 1) return [`${key} is in Google ${found.length} times.`];
	return [
		...differences(contact.card, card).map((difference) => `${key} ${difference}`),
		...(contact.labels.includes(label) ? [] : [`${key} is not in the label "${label}".`]),
		...(contact.inMyContacts ? [] : [`${key} is not in My Contacts.`]),
	];
}

function hasLeft(key: string, found: readonly Contact[], label: string): string[] {
	if (found.length > 1) return [`${key} is in Google ${found.length} times.`];
	return found[0]?.labels.includes(label) ? [`${key} is still in the label "${label}".`] : [];
}

function unexpected(contacts: readonly Contact[], { instance, inScope, left, strangers }: Expectation): string[] {
	const known = new Set([...inScope.keys(), ...left].map((key) => `raynet:${instance}:${key}`));
	const before = new Map(strangers.map((stranger) => [stranger.resourceName, stranger]));
	const problems = contacts.flatMap((contact) => {
		const stranger = before.get(contact.resourceName);
		before.delete(contact.resourceName);
		if (stranger) return stranger.whole === contact.whole ? [] : [`${contact.resourceName}, which is not from Raynet, was touched.`];
		return contact.crmIds.some((id) => known.has(id)) ? [] : [`${contact.resourceName} is in Google and stands for no record that takes part.`];
	});
	return [...problems, ...[...before.keys()].map((name) => `${name}, which is not from Raynet, is gone.`)];
}
