const BREAKS = /<(?:br\s*\/?|\/p|\/div|\/li|\/tr)>/gi;
const TAGS = /<\/?[a-z][^>]*>/gi;
const ENTITIES: Readonly<Record<string, string>> = { '&nbsp;': ' ', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };

/** Notes may hold HTML (seen); other systems take plain text. A text without HTML comes back as it is. */
export function plainText(note: string | undefined): string | undefined {
	if (note === undefined || !/<(?:br|p|div|span|ul|ol|li|b|i|a|table)\b[^>]*>/i.test(note)) return note;
	const text = note
		.replace(BREAKS, '\n')
		.replace(TAGS, '')
		.replace(/&(?:nbsp|lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity)
		.replace(/\n{3,}/g, '\n\n')
		.trim();
	return text === '' ? undefined : text;
}
