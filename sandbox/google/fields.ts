/** What a member of a value may hold; `output` is ignored on input and derived on output. A list holds the names of an enum. */
export type Member = 'text' | 'flag' | 'number' | 'date' | 'output' | readonly string[];

export interface FieldRule {
	/** `contact`: may stand in an update mask. `output`: only in read masks. */
	access: 'contact' | 'output';
	/** `single`: at most one value on a contact (documented for names, biographies, birthdays, genders). */
	holds: 'single' | 'many';
	members: Readonly<Record<string, Member>>;
}

const texts = (...names: string[]): Record<string, Member> => Object.fromEntries(names.map((name) => [name, 'text' as const]));
const typed = { type: 'text', formattedType: 'output' } as const;
const many = (members: Record<string, Member>): FieldRule => ({ access: 'contact', holds: 'many', members });
const single = (members: Record<string, Member>): FieldRule => ({ access: 'contact', holds: 'single', members });
const output: FieldRule = { access: 'output', holds: 'many', members: {} };

/** All values of the read masks with the members of their messages (documented: discovery document, type declarations). */
export const fieldRules = {
	addresses: many({
		...typed,
		...texts('streetAddress', 'extendedAddress', 'poBox', 'city', 'region', 'postalCode', 'country', 'countryCode', 'formattedValue'),
	}),
	ageRanges: output,
	biographies: single({ value: 'text', contentType: ['CONTENT_TYPE_UNSPECIFIED', 'TEXT_PLAIN', 'TEXT_HTML'] }),
	birthdays: single({ date: 'date', text: 'text' }),
	calendarUrls: many({ ...typed, url: 'text' }),
	clientData: many(texts('key', 'value')),
	coverPhotos: output,
	emailAddresses: many({ ...typed, ...texts('value', 'displayName') }),
	events: many({ ...typed, date: 'date' }),
	externalIds: many({ ...typed, value: 'text' }),
	genders: single({ ...texts('value', 'addressMeAs'), formattedValue: 'output' }),
	imClients: many({ ...typed, ...texts('username', 'protocol'), formattedProtocol: 'output' }),
	interests: many(texts('value')),
	locales: many(texts('value')),
	locations: many({ ...texts('value', 'type', 'floor', 'floorSection', 'deskCode', 'buildingId'), current: 'flag' }),
	memberships: many({}),
	metadata: output,
	miscKeywords: many({ ...typed, value: 'text' }),
	names: single({
		...texts('givenName', 'familyName', 'middleName', 'honorificPrefix', 'honorificSuffix', 'unstructuredName'),
		...texts('phoneticFullName', 'phoneticGivenName', 'phoneticFamilyName', 'phoneticMiddleName'),
		...texts('phoneticHonorificPrefix', 'phoneticHonorificSuffix'),
		displayName: 'output',
		displayNameLastFirst: 'output',
	}),
	nicknames: many({ value: 'text', type: ['DEFAULT', 'MAIDEN_NAME', 'INITIALS', 'GPLUS', 'OTHER_NAME', 'ALTERNATE_NAME', 'SHORT_NAME'] }),
	occupations: many(texts('value')),
	organizations: many({
		...typed,
		...texts('name', 'phoneticName', 'department', 'title', 'jobDescription', 'symbol', 'domain', 'location', 'costCenter'),
		startDate: 'date',
		endDate: 'date',
		current: 'flag',
		fullTimeEquivalentMillipercent: 'number',
	}),
	phoneNumbers: many({ ...typed, value: 'text', canonicalForm: 'output' }),
	photos: output,
	relations: many({ ...typed, person: 'text' }),
	sipAddresses: many({ ...typed, value: 'text' }),
	skills: output,
	urls: many({ ...typed, value: 'text' }),
	userDefined: many(texts('key', 'value')),
} satisfies Record<string, FieldRule>;

export type FieldName = keyof typeof fieldRules;
/** Fields that hold values of their own; memberships are kept as group ids. */
export type ValueField = Exclude<FieldName, 'memberships'>;

export const fieldNames = Object.keys(fieldRules) as FieldName[];
export const ruleOf = (name: FieldName): FieldRule => fieldRules[name];
export const isFieldName = (name: string): name is FieldName => Object.hasOwn(fieldRules, name);
export const writableFields = fieldNames.filter((name) => ruleOf(name).access === 'contact');

/** Members of Person that are in no mask: known, so no error, but nothing is kept of them (documented as deprecated or output only). */
export const silentMembers: ReadonlySet<string> = new Set([
	'ageRange',
	'braggingRights',
	'fileAses',
	'relationshipInterests',
	'relationshipStatuses',
	'residences',
	'taglines',
]);
