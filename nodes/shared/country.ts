import { ConfigurationError } from '../../core/errors';

/** Parses the option Default Country: two letters, or nothing. Throws ConfigurationError. */
export function countryCode(text: string): string | undefined {
	const code = text.trim().toUpperCase();
	if (code === '') return undefined;
	if (/^[A-Z]{2}$/.test(code)) return code;
	throw new ConfigurationError('Give the default country as two letters, such as CZ or DE.', 'Default Country is not an ISO 3166-1 alpha-2 code.');
}
