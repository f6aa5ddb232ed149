/** The plain attributes of the write schemas [documented], by how a value is read and answered. */
export type Attribute =
	| { kind: 'text' | 'date' | 'flag' | 'owner' | 'lead' }
	| { kind: 'choice'; of: readonly string[] }
	| { kind: 'picklist'; list: string };

export type Attributes = Readonly<Record<string, Attribute>>;

const text: Attribute = { kind: 'text' };
const date: Attribute = { kind: 'date' };
const flag: Attribute = { kind: 'flag' };
const owner: Attribute = { kind: 'owner' };
const choice = (...of: string[]): Attribute => ({ kind: 'choice', of });
const picklist = (list: string): Attribute => ({ kind: 'picklist', list });

export const personAttributes: Attributes = {
	titleBefore: text,
	firstName: text,
	lastName: text,
	titleAfter: text,
	owner,
	category: picklist('personCategory'),
	personClassification1: picklist('personClassification1'),
	personClassification2: picklist('personClassification2'),
	personClassification3: picklist('personClassification3'),
	salutation: text,
	birthday: date,
	language: picklist('language'),
	maritalStatus: picklist('maritalStatus'),
	gender: choice('MALE', 'FEMALE'),
	securityLevel: picklist('securityLevel'),
	notice: text,
	keyman: flag,
	originLead: { kind: 'lead' },
};

export const companyAttributes: Attributes = {
	name: text,
	person: flag,
	titleBefore: text,
	firstName: text,
	lastName: text,
	titleAfter: text,
	salutation: text,
	role: choice('A_SUBSCRIBER', 'B_PARTNER', 'C_SUPPLIER', 'D_RIVAL'),
	state: choice('A_POTENTIAL', 'B_ACTUAL', 'C_DEFERRED', 'D_UNATTRACTIVE'),
	rating: choice('A', 'B', 'C'),
	owner,
	regNumber: text,
	taxNumber: text,
	taxNumber2: text,
	taxPayer: choice('YES', 'NO'),
	bankAccount: text,
	databox: text,
	court: text,
	category: picklist('companyCategory'),
	turnover: picklist('companyTurnover'),
	economyActivity: picklist('economyActivity'),
	companyClassification1: picklist('companyClassification1'),
	companyClassification2: picklist('companyClassification2'),
	companyClassification3: picklist('companyClassification3'),
	paymentTerm: picklist('paymentTerm'),
	contactSource: picklist('contactSource'),
	employeesNumber: picklist('employeesNumber'),
	legalForm: picklist('legalForm'),
	birthday: date,
	securityLevel: picklist('securityLevel'),
	notice: text,
	originLead: { kind: 'lead' },
};

/** What only details tell [documented, seen]; persons have their salutation in lists too. */
const companyDetail = ['salutation', 'employeesNumber', 'legalForm'];

type Columns = ReadonlyArray<readonly [string, Attribute]>;

const columns = (attributes: Attributes, told: (name: string) => boolean): Columns =>
	Object.entries(attributes).filter(([name]) => name !== 'originLead' && told(name));

export const personRowColumns = columns(personAttributes, () => true);
export const companyRowColumns = columns(companyAttributes, (name) => !companyDetail.includes(name));
export const companyDetailColumns = columns(companyAttributes, (name) => companyDetail.includes(name));

export const socialMembers = [
	'facebook',
	'googleplus',
	'twitter',
	'linkedin',
	'pinterest',
	'instagram',
	'skype',
	'youtube',
	'whatsapp',
	'tiktok',
	'threads',
] as const;
