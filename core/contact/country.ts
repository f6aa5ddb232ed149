const NAMES = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** The English name of a country by its ISO 3166-1 alpha-2 code, for systems that know countries by name; undefined for no code. */
export function countryName(code: string | undefined): string | undefined {
	return /^[a-z]{2}$/i.test(code ?? '') ? NAMES.of(String(code).toUpperCase()) : undefined;
}
