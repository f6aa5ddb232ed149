import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';

/** "+420 777 000 111", "00420/777-000-111": a full number needs no numbering plan to be read. */
const INTERNATIONAL = /^(?:\+|00)[\d\s().\-/\u00a0]+$/;
const TRUNK_ZERO = /\(0\)/g;

/**
 * The number in E.164 ("+420777000111") where that can be told, else its digits. Numbers without a country
 * code are read as of `defaultCountry` (ISO 3166-1 alpha-2); short ones ("112", an internal line) stay digits. An
 * extension makes another number.
 */
export function phoneKey(value: string, defaultCountry?: string): string {
	const text = value.trim();
	if (INTERNATIONAL.test(text)) {
		const digits = text.replace(TRUNK_ZERO, '').replace(/\D/g, '').replace(text.startsWith('+') ? /^/ : /^00/, '');
		if (digits.length >= 7 && digits.length <= 15) return `+${digits}`;
	}
	const parsed = parsePhoneNumberFromString(text, defaultCountry as CountryCode | undefined);
	if (parsed?.isPossible()) return parsed.ext ? `${parsed.number}x${parsed.ext}` : parsed.number;
	return text.replace(/[^\d+]/g, '') || text.toLowerCase();
}
