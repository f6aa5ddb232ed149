/** What both sides show of a contact, in one form in which the two can be compared. */
export interface Card {
	prefix: string;
	given: string;
	family: string;
	suffix: string;
	organization: string;
	title: string;
	emails: string[];
	phones: string[];
	addresses: string[];
	websites: string[];
	birthday: string;
	note: string;
	/** Address of the record in the CRM. */
	link: string;
}

/** "emails: has a@x, not b@x", for each field that differs. */
export function differences(actual: Card, expected: Card): string[] {
	return (Object.keys(expected) as Array<keyof Card>).flatMap((field) => {
		const [has, wanted] = [shown(actual[field]), shown(expected[field])];
		return has === wanted ? [] : [`${field}: has ${has || 'nothing'}, not ${wanted || 'nothing'}`];
	});
}

function shown(value: string | string[]): string {
	return Array.isArray(value) ? [...value].sort().join(' | ') : value;
}

/** Each once, in any case. */
export function distinct(values: readonly string[]): string[] {
	return [...new Map(values.filter((value) => value !== '').map((value) => [value.toLowerCase(), value])).values()];
}
