/**
 * Short hashes for change detection. Not for secrets: two 32-bit multiply-xorshift lanes, mixed at the end,
 * give 53 well spread bits at a few nanoseconds per character, so that 25,000 contacts hash in well under a second.
 */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Looked up once: it is called for every character of every value. */
const { imul } = Math;

function lanes(text: string): [number, number] {
	let a = 0x9e3779b9;
	let b = 0x85ebca6b;
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		a = imul(a ^ code, 0x9e3779b1);
		b = imul(b ^ code, 0x5f356495);
	}
	a = imul(a ^ (a >>> 16), 0x85ebca6b) ^ imul(b ^ (b >>> 13), 0xc2b2ae35);
	b = imul(b ^ (b >>> 16), 0x85ebca6b) ^ imul(a ^ (a >>> 13), 0xc2b2ae35);
	return [a >>> 0, b >>> 0];
}

/** The first `length` characters (6 bits each, at most 10) of the text's hash, in URL-safe base 64. */
export function shortHash(text: string, length: number): string {
	const [a, b] = lanes(text);
	let out = '';
	for (let i = 0; i < length; i++) {
		const word = i < 5 ? a : b;
		out += ALPHABET[(word >>> ((i % 5) * 6)) & 63];
	}
	return out;
}
