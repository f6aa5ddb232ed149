import type { IDataObject } from 'n8n-workflow';

/** Of a mailing: how far its activity was read. Losing them costs a whole reading, nothing else. */
export interface Marks {
	get(mailingId: string): string | undefined;
	/** Kept at once, so that a run that stops later need not begin anew. */
	set(mailingId: string, mark: string): void;
	/** Forgets mailings that are out of the look-back. */
	keepOnly(mailingIds: readonly string[]): void;
}

/** About 100 kB of n8n's data at most. */
const MOST_MARKS = 1_000;

/** Marks in n8n's static data, for one e-mail account: those of another one are forgotten. */
export function openMarks(data: IDataObject, account: string): Marks {
	let marks = data.account === account ? readMarks(data.marks) : new Map<string, string>();
	// n8n notices a change only when a key at the top is set.
	const keep = (next: ReadonlyMap<string, string>): void => {
		marks = new Map([...next].slice(-MOST_MARKS));
		data.account = account;
		data.marks = Object.fromEntries(marks);
	};
	return {
		get: (mailingId) => marks.get(mailingId),
		set(mailingId, mark) {
			if (marks.get(mailingId) !== mark) keep(new Map([...marks].filter(([id]) => id !== mailingId)).set(mailingId, mark));
		},
		keepOnly(mailingIds) {
			const known = new Set(mailingIds);
			const left = [...marks].filter(([id]) => known.has(id));
			if (left.length < marks.size) keep(new Map(left));
		},
	};
}

function readMarks(value: IDataObject[string]): Map<string, string> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map();
	return new Map(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
