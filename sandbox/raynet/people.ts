import type { JsonObject } from '../kit/json';
import { emptyContactInfo, emptyPostal, writeContactInfo, writePostal, writeSocial } from './embedded';
import { notFound, stillReferenced } from './errors';
import { addExtId, claimExtId } from './extIds';
import { bodyObject, checkAttributes, readTags } from './input';
import { nextId, type Desk, type Person } from './model';
import { addRelationship } from './relationships';
import { eventOf, newRowInfo, refuseLocked, saveChange } from './save';
import { personAttributes } from './schema';
import { requireValues, writeCustomFields, writeValues } from './write';

const plain = Object.keys(personAttributes);
const embedded = ['contactInfo', 'socialNetworkContact', 'privateAddress'];

export function findPerson(desk: Desk, id: string | number): Person {
	const person = desk.instance.people.get(Number(id));
	if (!person) throw notFound(`Person ${id}`);
	return person;
}

/** [documented] Required is lastName alone; tags and one relationship ride along. Answers the new id. */
export function createPerson(desk: Desk, input: unknown): number {
	const body = bodyObject(desk, input);
	checkAttributes(desk, body, createAttributes(desk));
	const person: Person = {
		entity: 'person',
		id: 0,
		values: writeValues(desk, personAttributes, { keyman: false, securityLevel: 1 }, body),
		contactInfo: writeContactInfo(desk, emptyContactInfo(), body.contactInfo),
		privateAddress: writePostal(desk, emptyPostal(), body.privateAddress),
		social: writeSocial(desk, {}, body.socialNetworkContact),
		tags: readTags(desk, body.tags),
		extIds: [],
		customFields: customFieldsOfCreate(desk, body),
		relationships: [],
		rowInfo: newRowInfo(desk),
	};
	requireValues(desk, person.values, ['lastName']);
	if (body.relationship !== undefined && body.relationship !== null) addRelationship(desk, person, body.relationship, 'primary');
	if (desk.setting('extIdInPersonCreate') === 'taken' && body.extId !== undefined) addExtId(person, claimExtId(desk, 'person', body.extId));
	person.id = nextId(desk.instance, 'person');
	desk.instance.people.set(person.id, person);
	desk.tell(eventOf('record.created', person));
	return person.id;
}

/** customFields are in the create schema of companies, not of persons [documented]. */
function createAttributes(desk: Desk): string[] {
	const customFields = desk.setting('customFieldsInPersonCreate') === 'refused' ? [] : ['customFields'];
	return [...plain, ...embedded, 'relationship', 'tags', 'extId', ...customFields];
}

function customFieldsOfCreate(desk: Desk, body: JsonObject): Person['customFields'] {
	if (desk.setting('customFieldsInPersonCreate') !== 'taken') return {};
	return writeCustomFields(desk, desk.instance.customFields.Person, {}, body.customFields);
}

/** [documented] As create, without relationship and tags, with customFields. */
export function updatePerson(desk: Desk, person: Person, input: unknown): void {
	const body = bodyObject(desk, input);
	checkAttributes(desk, body, [...plain, ...embedded, 'customFields']);
	const next = {
		values: writeValues(desk, personAttributes, person.values, body),
		contactInfo: writeContactInfo(desk, person.contactInfo, body.contactInfo),
		privateAddress: writePostal(desk, person.privateAddress, body.privateAddress),
		social: writeSocial(desk, person.social, body.socialNetworkContact),
		customFields: writeCustomFields(desk, desk.instance.customFields.Person, person.customFields, body.customFields),
	};
	requireValues(desk, next.values, ['lastName']);
	saveChange(desk, person, () => Object.assign(person, next));
}

/** Owners are persons: while one owns records or logs in, the person stays [documented for references in general]. */
export function deletePerson(desk: Desk, person: Person): void {
	refuseLocked(desk, person);
	const { instance } = desk;
	const owned = [...instance.people.values(), ...instance.companies.values()].filter((record) => record.values.owner === person.id);
	const users = instance.users.filter((user) => user.person === person.id);
	if (owned.length + users.length > 0 && desk.setting('referencedDelete') === 'refuse') throw stillReferenced();
	for (const record of owned) record.values.owner = null;
	for (const user of users) user.person = null;
	instance.people.delete(person.id);
	instance.trash.person.set(person.id, person);
	desk.tell(eventOf('record.deleted', person));
}

