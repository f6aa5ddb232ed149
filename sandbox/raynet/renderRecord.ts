import { inlineGdpr } from './gdpr';
import type { Company, Desk, Person, RaynetRecord, Relationship } from './model';
import { companyDetailColumns, companyRowColumns, personRowColumns, socialMembers } from './schema';
import { extIdsOrNull, renderAddress, renderAttribute, renderContactInfo, renderPostal, renderRowInfo, type Json } from './render';
import type { DateStyle } from './time';

/** A record as lists tell it [documented, seen]. */
export function renderRow(desk: Desk, record: RaynetRecord, style: DateStyle): Json {
	return record.entity === 'person' ? personRow(desk, record, style) : companyRow(desk, record, style);
}

/** A record as its own page tells it: the row and more [documented]. */
export function renderDetail(desk: Desk, record: RaynetRecord, style: DateStyle): Json {
	const shared: Json = {
		...renderRow(desk, record, style),
		socialNetworkContact: Object.fromEntries(socialMembers.slice(0, 8).map((name) => [name, record.social[name] ?? null])),
		extIds: extIdsOrNull(record),
		attachments: [],
		originLead: null,
	};
	// Only in lists [documented by their absence in the examples of details].
	delete shared.companyAddress;
	delete shared.contactAddress;
	if (record.entity === 'person') {
		return { ...shared, photo: null, relationships: record.relationships.map((one) => renderRelationship(desk, one)) };
	}
	return {
		...shared,
		...values(desk, companyDetailColumns, record),
		logo: null,
		addresses: record.addresses.map((address) => renderAddress(desk, address)),
	};
}

function values(desk: Desk, columns: typeof personRowColumns, record: RaynetRecord): Json {
	const told: Json = {};
	for (const [name, attribute] of columns) told[name] = renderAttribute(desk, attribute, record.values[name]);
	return told;
}

function personRow(desk: Desk, person: Person, style: DateStyle): Json {
	const primary = person.relationships.find((one) => one.primary);
	return {
		id: person.id,
		...values(desk, personRowColumns, person),
		primaryRelationship: primary ? { id: primary.id, type: primary.type, company: companyRef(desk, primary.company) } : null,
		contactInfo: renderContactInfo(person.contactInfo),
		privateAddress: renderPostal(person.privateAddress, desk.actor.language),
		communicationTone: null,
		companyAddress: primary ? companyAddressOf(desk, primary) : null,
		customFields: person.customFields,
		...renderRowInfo(desk, person, style),
		activeUserAccount: desk.instance.users.some((user) => user.person === person.id),
		tags: person.tags,
		inlineGdpr: inlineGdpr(desk, person),
		_version: person.rowInfo.version,
	};
}

function companyRow(desk: Desk, company: Company, style: DateStyle): Json {
	return {
		id: company.id,
		...values(desk, companyRowColumns, company),
		primaryAddress: addressOf(desk, company, 'primary'),
		contactAddress: addressOf(desk, company, 'contact'),
		tags: company.tags,
		customFields: company.customFields,
		attachments: null,
		...renderRowInfo(desk, company, style),
		inlineGdpr: inlineGdpr(desk, company),
		_version: company.rowInfo.version,
	};
}

function addressOf(desk: Desk, company: Company, kind: 'primary' | 'contact'): Json | null {
	const address = company.addresses.find((one) => one[kind]);
	return address ? renderAddress(desk, address) : null;
}

function companyRef(desk: Desk, id: number): Json {
	return { id, name: desk.instance.companies.get(id)?.values.name ?? null };
}

function companyAddressOf(desk: Desk, relationship: Relationship): Json | null {
	const addresses = desk.instance.companies.get(relationship.company)?.addresses ?? [];
	const address = addresses.find((one) => one.id === relationship.companyAddress);
	if (!address) return null;
	const { address: inner, territory } = renderAddress(desk, address);
	return { address: inner, territory };
}

function renderRelationship(desk: Desk, relationship: Relationship): Json {
	const { id, type, notice, primary, companyAddress } = relationship;
	const addresses = desk.instance.companies.get(relationship.company)?.addresses ?? [];
	const address = addresses.find((one) => one.id === companyAddress);
	return {
		id,
		company: companyRef(desk, relationship.company),
		companyAddress: address ? { id: address.id, name: address.name } : null,
		notice,
		primary,
		type,
	};
}
