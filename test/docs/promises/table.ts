import { page, tablesOf } from '../pages';

/** A sentence of a vendor's article and what keeps it. */
export interface Promised {
	sentence: string;
	here: string;
	/** Absent where nothing of ours is at work. */
	test?: { file: string; title: string };
	/** Name of a mutation; absent where there is nothing to switch off. */
	mutation?: string;
	/** Why there is none. */
	reason?: string;
}

const NAMED_TEST = /^`(test\/[\w/.]+)`: (.+)$/;

export function promises(): Promised[] {
	return tablesOf(page('docs/promises.md')).flatMap(({ rows }) => rows.map(promisedBy));
}

function promisedBy([sentence = '', here = '', named = '', switched = '']: readonly string[]): Promised {
	const [, file, title] = NAMED_TEST.exec(named) ?? [];
	const reason = /^– (.+)$/.exec(switched)?.[1];
	return {
		sentence,
		here,
		...(file !== undefined && title !== undefined ? { test: { file, title } } : {}),
		...(reason !== undefined ? { reason } : switched !== '' && switched !== '–' ? { mutation: switched } : {}),
	};
}

/** A regular expression that fits the full name of a test, with whatever stands for its placeholders. */
export function patternOf(title: string): string {
	const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
	return `${title.split(/%(?:\d\$)?[sp]/).map(literal).join('.*')}$`;
}
