import { control } from './api.js';

/** What stands in the table where a contact has a pair. */
export const pairText = '⇄';

let paired = new Set();

export const isPaired = (service, id) => paired.has(`${service} ${id}`);

/** Reads which contacts are a pair. */
export async function refreshPairs() {
	const refs = await control('GET', '/pairs');
	paired = new Set(refs.flatMap(({ service, crmId, googleId }) => [`${service} ${crmId}`, `google ${googleId}`]));
}
