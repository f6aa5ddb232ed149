import { deleteCompany } from './companies';
import { emptyContactInfo, emptyPostal } from './embedded';
import { businessError } from './errors';
import type { Company, ContactInfo, Desk, Person, PostalAddress } from './model';
import { deletePerson } from './people';
import { bump, refuseLocked, stamp } from './save';

/** [documented CS23] The Czech label of an anonymised record. */
export const anonymisedName = '[Anonymizovaný záznam]';

/**
 * The source is deleted [documented]. That the target keeps its own values, takes what it lacks, and
 * gets tags, extIds, relationships and references of the source is assumed.
 */
export function mergePeople(desk: Desk, target: Person, source: Person): void {
	const told = startMerge(desk, target, source);
	fillGaps(target.values, source.values);
	fillGaps(target.contactInfo, source.contactInfo);
	fillGaps(target.privateAddress, source.privateAddress);
	unite(target, source);
	const hasPrimary = target.relationships.some((one) => one.primary);
	target.relationships.push(...source.relationships.map((one) => ({ ...one, primary: one.primary && !hasPrimary })));
	const { people, companies } = desk.instance;
	for (const record of [...people.values(), ...companies.values()]) if (record.values.owner === source.id) record.values.owner = target.id;
	for (const user of desk.instance.users) if (user.person === source.id) user.person = target.id;
	deletePerson(told.deleting, source);
	desk.instance.trash.person.delete(source.id);
	bump(told.saving, target);
}

export function mergeCompanies(desk: Desk, target: Company, source: Company): void {
	const told = startMerge(desk, target, source);
	fillGaps(target.values, source.values);
	unite(target, source);
	const hasPrimary = target.addresses.length > 0;
	target.addresses.push(...source.addresses.map((one) => ({ ...one, primary: one.primary && !hasPrimary, contact: one.contact && !hasPrimary })));
	for (const person of desk.instance.people.values()) {
		for (const relationship of person.relationships) if (relationship.company === source.id) relationship.company = target.id;
	}
	deleteCompany(told.deleting, source);
	desk.instance.trash.company.delete(source.id);
	bump(told.saving, target);
}

/** Desks that tell of the merge what the switch mergeEvents lets them; the merged record cannot be restored [assumed]. */
function startMerge(desk: Desk, target: Person | Company, source: Person | Company): { deleting: Desk; saving: Desk } {
	if (target === source) throw businessError('IllegalArgumentException: merge with itself', 'Záznam nelze sloučit se sebou samým.');
	refuseLocked(desk, target);
	refuseLocked(desk, source);
	const silent = { ...desk, tell: () => undefined };
	const events = desk.setting('mergeEvents');
	return { deleting: events === 'both' ? desk : silent, saving: events === 'none' ? silent : desk };
}

function fillGaps(target: object, source: object): void {
	const own = new Map(Object.entries(target));
	for (const [name, value] of Object.entries(source)) {
		const present = own.get(name);
		if (present === null || present === undefined || present === '') Object.assign(target, { [name]: value });
	}
}

function unite(target: Person | Company, source: Person | Company): void {
	target.tags = [...new Set([...target.tags, ...source.tags])];
	target.extIds = [...new Set([...target.extIds, ...source.extIds])];
	target.customFields = { ...source.customFields, ...target.customFields };
}

/** [documented] Empties a record instead of deleting it; which attributes stay is assumed: those that name nobody. */
export function anonymise(desk: Desk, record: Person | Company): void {
	refuseLocked(desk, record);
	for (const name of ['titleBefore', 'firstName', 'titleAfter', 'salutation', 'birthday', 'notice', 'gender']) {
		if (name in record.values) record.values[name] = null;
	}
	record.values[record.entity === 'person' ? 'lastName' : 'name'] = anonymisedName;
	if (record.entity === 'company' && record.values.person === true) record.values.lastName = anonymisedName;
	record.social = {};
	record.customFields = {};
	if (record.entity === 'person') {
		record.contactInfo = withOptOut(record.contactInfo);
		record.privateAddress = emptyPostal();
	} else {
		for (const address of record.addresses) {
			address.contactInfo = withOptOut(address.contactInfo);
			address.postal = onlyCountry(address.postal);
		}
	}
	if (desk.setting('anonymizeEvent') === 'sent') bump(desk, record);
	else stamp(desk, record);
}

function withOptOut(contactInfo: ContactInfo): ContactInfo {
	return { ...emptyContactInfo(), doNotSendMM: contactInfo.doNotSendMM };
}

function onlyCountry(postal: PostalAddress): PostalAddress {
	return { ...emptyPostal(), countryCode: postal.countryCode };
}
