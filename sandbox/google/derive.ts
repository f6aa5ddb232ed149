import type { JsonObject } from '../kit/json';
import type { Entry } from './contact';
import { fieldRules, type ValueField } from './fields';
import { omitEmpty } from './shape';

/** Members that the server makes out of what was written. English only; Accept-Language is not looked at. */
export function derived(field: ValueField, entry: Entry): JsonObject {
	const own = special[field]?.(entry) ?? {};
	if (hasFormattedType.has(field)) own.formattedType = formatType(entry.type);
	return omitEmpty(own);
}

const hasFormattedType: ReadonlySet<string> = new Set(
	Object.entries(fieldRules)
		.filter(([, rule]) => 'formattedType' in rule.members)
		.map(([name]) => name),
);

const special: Partial<Record<ValueField, (entry: Entry) => JsonObject>> = {
	names: nameForms,
	phoneNumbers: (entry) => ({ canonicalForm: canonicalForm(string(entry.value)) }),
	addresses: (entry) => ({ formattedValue: entry.formattedValue ?? formattedAddress(entry) }),
	biographies: (entry) => ({ contentType: entry.contentType ?? 'TEXT_PLAIN' }), // seen
	genders: (entry) => ({ formattedValue: formatType(entry.value) }),
	imClients: (entry) => ({ formattedProtocol: formatType(entry.protocol) }),
};

const string = (value: unknown): string => (typeof value === 'string' ? value : '');

const knownTypes: Readonly<Record<string, string>> = {
	homeFax: 'Home Fax',
	workFax: 'Work Fax',
	otherFax: 'Other Fax',
	workMobile: 'Work Mobile',
	workPager: 'Work Pager',
	googleVoice: 'Google Voice',
	homePage: 'Home Page',
	domesticPartner: 'Domestic Partner',
	referredBy: 'Referred by',
	loginId: 'Login ID',
};
const plainTypes = new Set(
	[
		...['home', 'work', 'other', 'mobile', 'pager', 'main', 'blog', 'profile', 'ftp', 'anniversary', 'school', 'male', 'female'],
		...['account', 'customer', 'network', 'organization', 'spouse', 'child', 'mother', 'father', 'parent', 'brother', 'sister'],
		...['friend', 'relative', 'manager', 'assistant', 'partner'],
	],
);

/** Custom types come back as they are (documented). */
function formatType(type: unknown): string {
	const name = string(type);
	if (plainTypes.has(name)) return name.charAt(0).toUpperCase() + name.slice(1);
	return knownTypes[name] ?? name;
}

/** displayName and displayNameLastFirst are the server's, whatever the client sent (documented); the exact form is assumed. */
function nameForms(entry: Entry): JsonObject {
	const part = (name: string): string => string(entry[name]);
	const join = (...names: string[]): string => names.map(part).filter(Boolean).join(' ');
	const whole = join('honorificPrefix', 'givenName', 'middleName', 'familyName', 'honorificSuffix') || part('unstructuredName');
	const family = part('familyName');
	const rest = join('givenName', 'middleName', 'honorificSuffix');
	return {
		displayName: whole,
		displayNameLastFirst: family && rest ? `${family}, ${rest}` : family || whole,
		unstructuredName: whole,
	};
}

/** E.164, or absent where the number cannot be read (documented); only numbers with a country code are read here (assumed). */
function canonicalForm(value: string): string | undefined {
	const digits = value.replace(/^\s*00/, '+').replace(/[\s().\-/\u00a0]/g, '');
	return /^\+[1-9]\d{6,14}$/.test(digits) ? digits : undefined;
}

/** Built from the parts where the client set none; one it did set stays, however stale (documented). */
function formattedAddress(entry: Entry): string {
	const part = (name: string): string => string(entry[name]);
	const town = [part('city'), [part('region'), part('postalCode')].filter(Boolean).join(' ')].filter(Boolean).join(', ');
	const lines = [part('streetAddress'), part('extendedAddress'), part('poBox'), town, part('country') || part('countryCode')];
	return lines.filter(Boolean).join('\n');
}
