/** Below U+0300 there is nothing to compose. */
const MAY_COMPOSE = /[\u0300-\uffff]/;

/** What clean would change; most texts have none of it, and testing is cheaper than replacing. */
const UNTIDY = /[^\S\n ]| {2}| \n|\n |^\s|\s$/;

/** One form for texts that mean the same: Unicode NFC, \n for line ends, runs of blanks as one, no blanks at the ends. */
export function clean(text: string | undefined): string {
	if (!text) return '';
	const composed = MAY_COMPOSE.test(text) ? text.normalize('NFC') : text;
	if (!UNTIDY.test(composed)) return composed;
	return composed
		.replace(/\r\n?/g, '\n')
		.replace(/[^\S\n]+/g, ' ')
		.replace(/ ?\n ?/g, '\n')
		.trim();
}

/** For comparing names: clean, without case and diacritics. Never written anywhere. */
export function fold(text: string | undefined): string {
	return clean(text)
		.normalize('NFD')
		.replace(/\p{Mark}+/gu, '')
		.toLowerCase();
}

/** The words of a folded name, without punctuation, in alphabetical order. */
export function nameWords(text: string): string[] {
	return fold(text)
		.split(/[^\p{Letter}\p{Number}]+/u)
		.filter(Boolean)
		.sort();
}

/** Spellings of one tag that differ only in case and blanks are one: whether case counts differs between services. */
export function tagKey(tag: string): string {
	return clean(tag).toLowerCase();
}

/** "1 contact", "2 contacts", "3 addresses". */
export function counted(count: number, word: string): string {
	return `${count} ${word}${count === 1 ? '' : word.endsWith('s') ? 'es' : 's'}`;
}
