import { settle } from './embedded';
import { notFound } from './errors';
import { bodyObject, checkAttributes, readId, readText, refuse } from './input';
import { nextId, type Company, type CompanyLink, type Desk } from './model';
import type { Json } from './render';

const inverse = { parent: 'slave', slave: 'parent', free: 'free' } as const;

function readKind(desk: Desk, value: unknown): CompanyLink['companyJoinType'] {
	if (value === 'parent' || value === 'slave' || value === 'free') return value;
	throw refuse(desk, 'companyJoinType is parent, slave or free');
}

/** [documented CS23] A link makes its inverse twin on the other company. Answers the id of the own one. */
export function addLink(desk: Desk, company: Company, input: unknown): number {
	const body = bodyObject(desk, input);
	checkAttributes(desk, body, ['companyJoin', 'companyJoinType', 'notice']);
	const otherId = settle(readId(desk, 'companyJoin', body.companyJoin), null);
	const other = otherId === null ? undefined : desk.instance.companies.get(otherId);
	if (!other) throw refuse(desk, 'companyJoin is required and must exist');
	const companyJoinType = readKind(desk, body.companyJoinType);
	const notice = settle(readText(desk, 'notice', body.notice), null);
	const id = nextId(desk.instance, 'companyLink');
	company.links.push({ id, companyJoin: other.id, companyJoinType, notice });
	other.links.push({ id: nextId(desk.instance, 'companyLink'), companyJoin: company.id, companyJoinType: inverse[companyJoinType], notice });
	return id;
}

/** The twin goes too [assumed]. */
export function removeLink(desk: Desk, company: Company, id: string): void {
	const gone = company.links.find((link) => link.id === Number(id));
	if (!gone) throw notFound(`Relationship ${id}`);
	company.links = company.links.filter((link) => link !== gone);
	const other = desk.instance.companies.get(gone.companyJoin);
	const twin = other?.links.find((link) => link.companyJoin === company.id && link.companyJoinType === inverse[gone.companyJoinType]);
	if (other) other.links = other.links.filter((link) => link !== twin);
}

export function renderLinks(desk: Desk, company: Company): Json[] {
	return company.links.map(({ id, companyJoin, companyJoinType, notice }) => ({
		id,
		companyJoin: { id: companyJoin, name: desk.instance.companies.get(companyJoin)?.values.name ?? null },
		companyJoinType,
		notice,
	}));
}
