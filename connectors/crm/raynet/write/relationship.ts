import type { CompanyRole } from '../../../../core/contact/contact';
import { RetriableError } from '../../../../core/errors';
import { passOn } from '../client';
import { hasId, isObject, NO_TITLE, type RaynetDetail, type RaynetRelationship } from '../raw';
import type { Desk } from './desk';

/** What a new client needs beside its name (documented). */
export const NEW_COMPANY = { rating: 'C', state: 'A_POTENTIAL', role: 'A_SUBSCRIBER' };
const SAME_NAME_MOST = 2;

export interface WrittenRelationship {
	company: number;
	type: string;
}

/** The relationship of a new person, where there is such a client, or one may be created. */
export async function relationshipOfCreate(desk: Desk, role: CompanyRole | undefined): Promise<WrittenRelationship | undefined> {
	const company = role?.name ? await companyIdOf(desk, role.name) : undefined;
	return company === undefined ? undefined : { company, type: role?.title || NO_TITLE };
}

/**
 * Moves the person to the client of this name, and tells how many writes it took. Relationships to other clients stay
 * as secondary ones; only a cleared company ends the primary one.
 */
export async function writeRelationship(desk: Desk, { id, relationships }: RaynetDetail, role: CompanyRole): Promise<number> {
	const path = `person/${id}/relationship/`;
	const primary = relationships?.find((one) => one.primary);
	if (!role.name) {
		if (!primary || role.title) return 0;
		await desk.client.write({ method: 'DELETE', path: `${path}${primary.id}/`, op: 'person.removeRelationship' });
		return 1;
	}
	const known = relationships?.filter(({ company }) => sameName(company?.name ?? '', role.name ?? '')) ?? [];
	const chosen = known.find((one) => one === primary) ?? known[0] ?? (await relationshipById(desk, relationships, role.name));
	if (!chosen) return 0;
	if ('company' in chosen && typeof chosen.company === 'number') return addRelationship(desk, path, chosen.company, role.title);
	return adjustRelationship(desk, path, chosen as RaynetRelationship, role.title);
}

/** One that the person has under another spelling, or the client to add one for. */
async function relationshipById(desk: Desk, relationships: RaynetDetail['relationships'], name: string): Promise<RaynetRelationship | { company: number } | undefined> {
	const company = await companyIdOf(desk, name);
	if (company === undefined) return undefined;
	return relationships?.find((one) => one.company?.id === company) ?? { company };
}

/** A new relationship is always a secondary one at first (documented). */
async function addRelationship(desk: Desk, path: string, company: number, title: string | undefined): Promise<number> {
	const answer = await desk.client.write({ method: 'PUT', path, op: 'person.addRelationship', body: { company, type: title || NO_TITLE } });
	await setPrimary(desk, path, createdId(answer));
	return 2;
}

async function adjustRelationship(desk: Desk, path: string, { id, company, companyAddress, type, notice, primary }: RaynetRelationship, title: string | undefined): Promise<number> {
	let writes = 0;
	if (title && title !== type && company) {
		const body = { company: company.id, type: title, ...(companyAddress ? { companyAddress: companyAddress.id } : {}), ...(notice ? { notice } : {}) };
		await desk.client.write({ method: 'POST', path: `${path}${id}/`, op: 'person.updateRelationship', body });
		writes += 1;
	}
	if (!primary) {
		await setPrimary(desk, path, id);
		writes += 1;
	}
	return writes;
}

async function setPrimary({ client }: Desk, path: string, id: number): Promise<void> {
	await client.write({ method: 'POST', path: `${path}${id}/setPrimary/`, op: 'person.setPrimaryRelationship' });
}

/** The client with this registration number or name; undefined where there is none, or more than one. */
function companyIdOf(desk: Desk, name: string): Promise<number | undefined> {
	const { companyIds } = desk;
	const key = plain(name);
	const asked = companyIds.get(key) ?? findOrCreate(desk, name.trim());
	companyIds.set(key, asked);
	asked.catch(() => companyIds.delete(key));
	return asked;
}

async function findOrCreate(desk: Desk, name: string): Promise<number | undefined> {
	const found = await findCompanies(desk, name);
	if (found.length > 0) return found.length === 1 ? found[0] : undefined;
	return desk.companies === 'create' ? createCompany(desk, name) : undefined;
}

/** Eight digits are a registration number, which is never the name of a client. */
async function findCompanies({ client }: Desk, name: string): Promise<number[]> {
	const filter = /^\d{8}$/.test(name) ? { regNumber: name } : { name };
	const { rows } = await client.list('company', { ...filter, sortColumn: 'id', sortDirection: 'ASC', limit: SAME_NAME_MOST });
	return rows.map(({ id }) => id);
}

/** One whose answer is lost is looked up; if it is not there, nobody knows, and the person waits for the next run. */
async function createCompany(desk: Desk, name: string): Promise<number> {
	try {
		return createdId(await desk.client.write({ method: 'PUT', path: 'company/', op: 'company.create', body: { name, ...NEW_COMPANY } }));
	} catch (error) {
		if (!(error instanceof RetriableError) || error.outcome !== 'unknown') return passOn(error);
		const [found] = await findCompanies(desk, name);
		return found ?? passOn(error);
	}
}

/** {"data":{"id":5}} (documented). */
export function createdId(answer: unknown): number {
	const data = isObject(answer) ? answer.data : undefined;
	if (hasId(data)) return data.id;
	throw new RetriableError('Raynet did not say what it created. The next run looks it up.', 'A create answered without an id', undefined, 'unknown');
}

function sameName(a: string, b: string): boolean {
	return plain(a) === plain(b);
}

function plain(name: string): string {
	return name.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
}
