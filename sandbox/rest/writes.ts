import { isObject, type JsonObject } from '../kit/json';
import { filled, shaped, type Shaping } from './document';
import type { Setting } from './switches';
import type { Personality, StoredRecord } from './types';

/** The document that a write leaves; undefined for a body that this personality refuses. */
export function written(personality: Personality, method: string, body: unknown, before: StoredRecord | undefined, setting: Setting): JsonObject | undefined {
	if (!isObject(body)) return undefined;
	const { blank, stamps, id } = personality;
	const serverOwned = [id.key, ...(stamps ? [stamps.created, stamps.modified] : [])];
	if (setting('readOnlyKeys') === 'refused' && serverOwned.some((key) => Object.hasOwn(body, key))) return undefined;
	const sent = Object.fromEntries(Object.entries(body).filter(([key]) => !serverOwned.includes(key)));
	const shaping: Shaping = { trims: setting('trimsValues') === 'yes', phones: setting('phoneFormat') };
	const values = shaped(sent, blank, personality, shaping);
	if (!isObject(values)) return undefined;
	// A PUT and a create hold the whole record: what they do not name is empty.
	if (method !== 'PATCH' || !before) return filled(blank, values) as JsonObject;
	const merged = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, patchedMember(before.document[key], value, blank[key], setting)]));
	return { ...before.document, ...merged };
}

function patchedMember(before: unknown, sent: unknown, blank: unknown, setting: Setting): unknown {
	if (!isObject(sent)) return sent;
	return filled(blank, setting('nestedPatch') === 'merge' && isObject(before) ? { ...before, ...sent } : sent);
}
