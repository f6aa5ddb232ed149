import { control } from '../api.js';

/** Calls an action of a stand-in: what a person would do by hand in the service. */
export const act = async (service, action, args) => (await control('POST', `/control/${service}/${action}`, args)).result;

/** First names come first; the last word is the last name. */
export function nameParts(name) {
	const words = name.trim().split(/\s+/);
	return { firstName: words.slice(0, -1).join(' '), lastName: words.at(-1) ?? '' };
}

/** The object without its undefined members. */
export const given = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
