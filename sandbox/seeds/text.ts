const ukrainian: Record<string, string> = {
	а: 'a', б: 'b', в: 'v', г: 'h', ґ: 'g', д: 'd', е: 'e', є: 'ie', ж: 'zh', з: 'z', и: 'y', і: 'i', ї: 'i', й: 'i', к: 'k',
	л: 'l', м: 'm', н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'kh', ц: 'ts', ч: 'ch', ш: 'sh',
	щ: 'shch', ь: '', ю: 'iu', я: 'ia', "'": '', '’': '',
};

/** "Žofie Příšerná" becomes "zofie-priserna": what people make of a name for an address. */
export function slug(text: string): string {
	// Cyrillic first: decomposing would turn й into и and ї into і.
	return text
		.toLowerCase()
		.replace(/[\u0400-\u04ff'’]/g, (letter) => ukrainian[letter] ?? letter)
		.normalize('NFD')
		.replace(/\p{Mark}/gu, '')
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-+|-+$/g, '');
}

/** Gives each address only once, as mail servers do: the second jan.novak gets a number. */
export function createAddressBook(): (local: string, domain: string) => string {
	const taken = new Map<string, number>();
	return (local, domain) => {
		const address = `${local}@${domain}`;
		const count = (taken.get(address) ?? 0) + 1;
		taken.set(address, count);
		return count === 1 ? address : `${local}${count}@${domain}`;
	};
}
