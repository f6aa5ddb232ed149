import type { Contact, Entry, Fields } from './contact';
import { fieldNames, ruleOf, type ValueField } from './fields';

/** Arguments of a control action, as they came. */
export type Args = Readonly<Record<string, unknown>>;

export function noPeople(args: Args, where: string): Error {
	return new Error(`There is no ${String(args.resourceName ?? args.id)} ${where}.`);
}

/** Without the fields that an edit emptied. */
export function personFields(fields: Fields): Fields {
	return Object.fromEntries(Object.entries(fields).filter(([, entries]) => entries.length > 0));
}

/** Both people's values on the first; of single ones its own first. What becomes of the apps' data is a switch. */
export function merged(keep: Contact, gone: Contact, appsData: 'united' | 'survivorOnly'): Contact {
	const fields = fieldNames.filter((name): name is ValueField => name !== 'memberships');
	const united = fields.map((name) => {
		const own = keep.fields[name] ?? [];
		const isAppsData = name === 'clientData' || name === 'externalIds';
		if (isAppsData && appsData === 'survivorOnly') return [name, own] as const;
		return [name, unite(own, gone.fields[name] ?? [], ruleOf(name).holds)] as const;
	});
	return { ...keep, fields: personFields(Object.fromEntries(united)), groups: [...new Set([...keep.groups, ...gone.groups])] };
}

function unite(own: readonly Entry[], other: readonly Entry[], holds: 'single' | 'many'): readonly Entry[] {
	if (holds === 'single') return own.length > 0 ? own : other;
	const key = ({ value, key: name }: Entry): string => JSON.stringify([name, value]);
	const known = new Set(own.filter((entry) => entry.value !== undefined).map(key));
	return [...own, ...other.filter((entry) => !known.has(key(entry)))];
}
