/** What is compared of a contact, whichever side it is on. */
export interface Comparable {
	given: string;
	family: string;
	emails: readonly string[];
	phones: readonly string[];
}

/** Contacts that are on one side only, or not alike on both: each as a sentence. */
export function differentLines(oneName: string, one: readonly Comparable[], otherName: string, other: readonly Comparable[]): string[] {
	const [here, there] = [counted(one), counted(other)];
	return [...onlyIn(oneName, here, otherName, there), ...onlyIn(otherName, there, oneName, here)];
}

function onlyIn(name: string, here: ReadonlyMap<string, number>, otherName: string, there: ReadonlyMap<string, number>): string[] {
	return [...here].filter(([line, count]) => count > (there.get(line) ?? 0)).map(([line]) => `In ${name} there is "${line}", in ${otherName} there is not.`);
}

function counted(contacts: readonly Comparable[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const contact of contacts) counts.set(lineOf(contact), (counts.get(lineOf(contact)) ?? 0) + 1);
	return counts;
}

function lineOf({ given, family, emails, phones }: Comparable): string {
	return [`${given} ${family}`.trim(), [...new Set(emails)].sort().join(' '), [...new Set(phones)].sort().join(' ')].join(' | ');
}
