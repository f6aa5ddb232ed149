import { isObject } from '../kit/json';
import type { Entry, Fields } from './contact';
import { invalid } from './errors';
import { fieldNames, ruleOf, type ValueField } from './fields';
import type { Setting } from './switches';

/** What the server refuses in values, and what it does to them to values before it stores them. */
export function normalised(fields: Fields, setting: Setting): Fields {
	checkSingles(fields);
	const trimmed = setting('trimsValues') === 'yes' ? mapEntries(fields, trimEntry) : fields;
	if (setting('invalidEmails') === 'refused') checkEmails(trimmed);
	if (setting('invalidDates') === 'refused') checkDates(trimmed);
	if (trimmed.names === undefined) return trimmed;
	return { ...trimmed, names: trimmed.names.map((name) => oneForm(name, setting)) };
}

/** documented: 400; the text is assumed */
function checkSingles(fields: Fields): void {
	for (const name of singleFields) {
		if ((fields[name] ?? []).length > 1) throw invalid(`Request contains more than one value for the singleton field ${name}.`);
	}
}

const singleFields = fieldNames.filter((name): name is ValueField => ruleOf(name).holds === 'single');

function mapEntries(fields: Fields, change: (entry: Entry) => Entry): Fields {
	return Object.fromEntries(Object.entries(fields).map(([name, entries]) => [name, entries.map(change)]));
}

function trimEntry(entry: Entry): Entry {
	return Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value]));
}

function checkEmails(fields: Fields): void {
	for (const { value } of fields.emailAddresses ?? []) {
		if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(String(value))) throw invalid('Invalid email address.');
	}
}

/** documented ranges: month 1 to 12, day valid for year and month, 0 for what does not count. */
function checkDates(fields: Fields): void {
	const dates = Object.values(fields).flatMap((entries) => entries.flatMap((entry) => [entry.date, entry.startDate, entry.endDate]));
	for (const date of dates) if (isObject(date) && !isValidDate(date)) throw invalid('Invalid date.');
}

function isValidDate(date: Record<string, unknown>): boolean {
	const { year, month, day } = { year: Number(date.year ?? 0), month: Number(date.month ?? 0), day: Number(date.day ?? 0) };
	if (year < 0 || year > 9999 || month < 0 || month > 12 || day < 0) return false;
	if (month === 0) return day === 0;
	const leapYear = 2000;
	return day <= new Date(Date.UTC(year || leapYear, month, 0)).getUTCDate();
}

const nameParts = ['givenName', 'familyName', 'middleName', 'honorificPrefix', 'honorificSuffix'] as const;

/** Parts, or a text that the server takes apart (how is assumed: the last word is the family name). */
function oneForm(name: Entry, setting: Setting): Entry {
	const { unstructuredName, ...rest } = name;
	if (typeof unstructuredName !== 'string') return name;
	const hasParts = nameParts.some((part) => name[part] !== undefined);
	if (hasParts && setting('unstructuredWithParts') === 'partsWin') return rest;
	const others = Object.entries(rest).filter(([member]) => !nameParts.some((part) => part === member));
	const words = unstructuredName.trim().split(/\s+/);
	const family = words.length > 1 ? words.pop() : undefined;
	return { ...Object.fromEntries(others), givenName: words.join(' '), ...(family ? { familyName: family } : {}) };
}
