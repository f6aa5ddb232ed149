import { settle } from './embedded';
import { notFound } from './errors';
import { bodyObject, checkAttributes, readId, readText, refuse } from './input';
import { nextId, type Desk, type Person, type Relationship } from './model';
import { bumpPart, refuseLocked } from './save';

const attributes = ['company', 'companyAddress', 'type', 'notice'];

/** One sent with a new person is its primary one; later ones are always secondary [documented]. Answers its id. */
export function addRelationship(desk: Desk, person: Person, input: unknown, rank: 'primary' | 'secondary'): number {
	const read = readRelationship(desk, input, undefined);
	if (rank === 'secondary' && !read.type) throw refuse(desk, 'type is required');
	const id = nextId(desk.instance, 'relationship');
	person.relationships.push({ ...read, id, primary: rank === 'primary' });
	return id;
}

function readRelationship(desk: Desk, input: unknown, current: Relationship | undefined): Omit<Relationship, 'id' | 'primary'> {
	const body = bodyObject(desk, input);
	checkAttributes(desk, body, attributes);
	const companyId = settle(readId(desk, 'company', body.company), current?.company ?? null);
	const company = companyId === null ? undefined : desk.instance.companies.get(companyId);
	if (!company) throw refuse(desk, 'company is required and must exist');
	const companyAddress = settle(readId(desk, 'companyAddress', body.companyAddress), current?.companyAddress ?? null);
	if (companyAddress !== null && !company.addresses.some((address) => address.id === companyAddress)) {
		throw refuse(desk, `companyAddress cannot be ${companyAddress}`);
	}
	return {
		company: company.id,
		companyAddress,
		type: settle(readText(desk, 'type', body.type), current?.type ?? null),
		notice: settle(readText(desk, 'notice', body.notice), current?.notice ?? null),
	};
}

export function addSecondaryRelationship(desk: Desk, person: Person, input: unknown): number {
	refuseLocked(desk, person);
	const id = addRelationship(desk, person, input, 'secondary');
	bumpPart(desk, person, desk.setting('relationshipChange'));
	return id;
}

function findRelationship(person: Person, id: string): Relationship {
	const found = person.relationships.find((relationship) => relationship.id === Number(id));
	if (!found) throw notFound(`Relationship ${id}`);
	return found;
}

export function updateRelationship(desk: Desk, person: Person, id: string, input: unknown): void {
	refuseLocked(desk, person);
	const relationship = findRelationship(person, id);
	Object.assign(relationship, readRelationship(desk, input, relationship));
	bumpPart(desk, person, desk.setting('relationshipChange'));
}

export function removeRelationship(desk: Desk, person: Person, id: string): void {
	refuseLocked(desk, person);
	const gone = findRelationship(person, id);
	person.relationships = person.relationships.filter((relationship) => relationship !== gone);
	bumpPart(desk, person, desk.setting('relationshipChange'));
}

export function setPrimaryRelationship(desk: Desk, person: Person, id: string): void {
	refuseLocked(desk, person);
	const chosen = findRelationship(person, id);
	for (const relationship of person.relationships) relationship.primary = relationship === chosen;
	bumpPart(desk, person, desk.setting('relationshipChange'));
}
