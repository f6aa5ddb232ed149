/**
 * Records as Raynet sends them. References are null when empty; rowInfo.* are flat keys with a dot in the
 * name. Parsed loosely: every member may be missing, as the documentation and live answers differ.
 */
export interface RaynetReference {
	id: number;
	value?: string | null;
	name?: string | null;
	fullName?: string | null;
}

export interface RaynetContactInfo {
	email?: string | null;
	email2?: string | null;
	tel1?: string | null;
	tel1Type?: string | null;
	tel2?: string | null;
	tel2Type?: string | null;
	fax?: string | null;
	www?: string | null;
	otherContact?: string | null;
	doNotSendMM?: boolean | null;
}

export interface RaynetAddress {
	id?: number;
	name?: string | null;
	street?: string | null;
	city?: string | null;
	province?: string | null;
	zipCode?: string | null;
	country?: string | null;
	countryCode?: string | null;
	lat?: number | null;
	lng?: number | null;
}

/** An address of a company, with the e-mails and numbers that live on it. */
export interface RaynetCompanyAddress {
	id?: number;
	primary?: boolean | null;
	contactAddress?: boolean | null;
	address?: RaynetAddress | null;
	contactInfo?: RaynetContactInfo | null;
	territory?: RaynetReference | null;
}

/** A legal title as records tell it (documented); days, or instants whose day counts. */
export interface RaynetLegalTitle {
	/** LEGITIMATE_INTEREST, CONSENT, CONTRACT, LEGAL_OBLIGATION, PUBLIC_INTEREST or VITAL_INTEREST (documented). */
	legalTitle?: string | null;
	templateName?: string | null;
	validFrom?: string | null;
	validTill?: string | null;
}

interface RaynetRow {
	id: number;
	_version?: number;
	titleBefore?: string | null;
	firstName?: string | null;
	lastName?: string | null;
	titleAfter?: string | null;
	owner?: RaynetReference | null;
	category?: RaynetReference | null;
	birthday?: string | null;
	notice?: string | null;
	tags?: readonly string[] | null;
	customFields?: Readonly<Record<string, unknown>> | null;
	/** [] where the GDPR module is off (assumed) or nobody has given a title. */
	inlineGdpr?: readonly RaynetLegalTitle[] | null;
	'rowInfo.createdAt'?: string | null;
	'rowInfo.updatedAt'?: string | null;
	'rowInfo.rowAccess'?: string | null;
}

export interface RaynetPerson extends RaynetRow {
	primaryRelationship?: { type?: string | null; company?: RaynetReference | null } | null;
	contactInfo?: RaynetContactInfo | null;
	privateAddress?: RaynetAddress | null;
	language?: RaynetReference | null;
}

export interface RaynetCompany extends RaynetRow {
	name?: string | null;
	/** A private individual who is a client. */
	person?: boolean | null;
	state?: string | null;
	role?: string | null;
	primaryAddress?: RaynetCompanyAddress | null;
	contactAddress?: RaynetCompanyAddress | null;
	/** Only in the detail, which has no `contactAddress`. */
	addresses?: readonly RaynetCompanyAddress[] | null;
}

/** A relationship needs a type (documented), which is the person's title; people without one get this. */
export const NO_TITLE = '-';

/** How a contact person belongs to a client; only details name them all. */
export interface RaynetRelationship {
	id: number;
	company?: RaynetReference | null;
	companyAddress?: RaynetReference | null;
	type?: string | null;
	notice?: string | null;
	primary?: boolean | null;
}

/** What details tell of both record types, beside their rows. */
export type RaynetDetail = RaynetPerson & RaynetCompany & {
	extIds?: readonly string[] | null;
	relationships?: readonly RaynetRelationship[] | null;
};

/** A row of a picklist: its label is `code01` here, but `value` inside records (seen in live answers). */
export interface RaynetPicklistRow {
	id: number;
	code01?: string | null;
}

export interface RaynetList {
	totalCount: number;
	data: readonly unknown[];
}

export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a row has the one thing that nothing works without. Other members are read with care. */
export function hasId(row: unknown): row is { id: number } {
	return isObject(row) && typeof row.id === 'number';
}
