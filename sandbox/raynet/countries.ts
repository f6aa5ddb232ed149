const alphabet = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
const names = { cs: namesIn('cs'), en: namesIn('en') };

function namesIn(language: string): Map<string, string> {
	const display = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
	const codes = alphabet.flatMap((first) => alphabet.map((second) => first + second));
	return new Map(codes.flatMap((code): Array<[string, string]> => {
		const name = display.of(code);
		return name === undefined ? [] : [[code, name]];
	}));
}

/** The name of a country as RAYNET reads it back [documented: localised]. */
export function countryName(code: string | null, language: 'cs' | 'en'): string | null {
	return code === null ? null : (names[language].get(code) ?? code);
}

/** The code of a code or of a name in any language that the sandbox speaks. */
export function countryCodeOf(text: string): string | undefined {
	const code = text.toUpperCase();
	if (names.en.has(code)) return code;
	for (const [known, name] of [...names.cs, ...names.en]) if (name.toLowerCase() === text.toLowerCase()) return known;
	return undefined;
}
