import { isObject, type JsonObject } from '../kit/json';
import { newAddress } from './addresses';
import { writeSocial } from './embedded';
import { notFound, stillReferenced } from './errors';
import { addExtId, claimExtId } from './extIds';
import { bodyObject, checkAttributes, readTags, refuse } from './input';
import { nextId, type Company, type CompanyAddress, type Desk } from './model';
import { eventOf, newRowInfo, refuseLocked, saveChange } from './save';
import { companyAttributes } from './schema';
import { requireValues, writeCustomFields, writeValues, type Values } from './write';

const plain = Object.keys(companyAttributes);
const required = ['name', 'rating', 'state', 'role'];

export function findCompany(desk: Desk, id: string | number): Company {
	const company = desk.instance.companies.get(Number(id));
	if (!company) throw notFound(`Company ${id}`);
	return company;
}

/** [documented] Addresses, tags, customFields and one extId ride along. Answers the new id. */
export function createCompany(desk: Desk, input: unknown): number {
	const body = bodyObject(desk, input);
	checkAttributes(desk, body, [...plain, 'socialNetworkContact', 'addresses', 'tags', 'customFields', 'extId']);
	const company: Company = {
		entity: 'company',
		id: 0,
		values: writeValues(desk, companyAttributes, { person: false, securityLevel: 1 }, body),
		addresses: readAddresses(desk, body),
		links: [],
		social: writeSocial(desk, {}, body.socialNetworkContact),
		tags: readTags(desk, body.tags),
		extIds: [],
		customFields: writeCustomFields(desk, desk.instance.customFields.Company, {}, body.customFields),
		rowInfo: newRowInfo(desk),
	};
	requireCompany(desk, company.values);
	if (body.extId !== undefined) addExtId(company, claimExtId(desk, 'company', body.extId));
	company.id = nextId(desk.instance, 'company');
	desk.instance.companies.set(company.id, company);
	desk.tell(eventOf('record.created', company));
	return company.id;
}

/** [documented] A private client needs a lastName too. */
function requireCompany(desk: Desk, values: Values): void {
	requireValues(desk, values, values.person === true ? [...required, 'lastName'] : required);
}

/** The first address is the primary and the contact one [assumed]. */
function readAddresses(desk: Desk, body: JsonObject): CompanyAddress[] {
	const { addresses } = body;
	if (addresses === undefined || addresses === null) return [];
	if (!Array.isArray(addresses) || !addresses.every(isObject)) throw refuse(desk, 'addresses is not an array of objects');
	return addresses.map((address, index) => newAddress(desk, address, index === 0));
}

/** [documented] As create, without addresses and tags. */
export function updateCompany(desk: Desk, company: Company, input: unknown): void {
	const body = bodyObject(desk, input);
	checkAttributes(desk, body, [...plain, 'socialNetworkContact', 'customFields']);
	const next = {
		values: writeValues(desk, companyAttributes, company.values, body),
		social: writeSocial(desk, company.social, body.socialNetworkContact),
		customFields: writeCustomFields(desk, desk.instance.customFields.Company, company.customFields, body.customFields),
	};
	requireCompany(desk, next.values);
	saveChange(desk, company, () => Object.assign(company, next));
}

export function deleteCompany(desk: Desk, company: Company): void {
	refuseLocked(desk, company);
	const { people, companies } = desk.instance;
	const related = [...people.values()].filter((person) => person.relationships.some((one) => one.company === company.id));
	if (related.length > 0 && desk.setting('referencedDelete') === 'refuse') throw stillReferenced();
	for (const person of related) person.relationships = person.relationships.filter((one) => one.company !== company.id);
	for (const other of companies.values()) other.links = other.links.filter((link) => link.companyJoin !== company.id);
	companies.delete(company.id);
	desk.instance.trash.company.set(company.id, company);
	desk.tell(eventOf('record.deleted', company));
}
