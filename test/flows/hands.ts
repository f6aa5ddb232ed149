import { googleAccounts } from '../../sandbox/google/accounts';
import type { World } from './world';

/** What a person sees and does on both sides. Reads Google by plain HTTP, so that nothing of ours checks itself. */

export interface GooglePerson {
	resourceName: string;
	etag?: string;
	names?: Array<{ givenName?: string; familyName?: string; displayName?: string }>;
	emailAddresses?: Array<{ value: string; type?: string }>;
	phoneNumbers?: Array<{ value: string; type?: string }>;
	organizations?: Array<{ name?: string; title?: string }>;
	biographies?: Array<{ value: string }>;
	memberships?: Array<{ contactGroupMembership?: { contactGroupResourceName: string } }>;
	clientData?: Array<{ key: string; value: string }>;
	externalIds?: Array<{ value: string; type?: string }>;
}

const FIELDS = 'names,emailAddresses,phoneNumbers,organizations,biographies,memberships,clientData,externalIds';
const bearer = { Authorization: `Bearer ${googleAccounts.owner.accessToken}` };

async function get(world: World, path: string): Promise<Record<string, unknown>> {
	const response = await fetch(`${world.sandbox.url('google')}/v1/${path}`, { headers: bearer });
	return (await response.json()) as Record<string, unknown>;
}

/** All contacts of the owner's Google account. */
export async function googlePeople(world: World): Promise<GooglePerson[]> {
	const people: GooglePerson[] = [];
	let token = '';
	do {
		const page = await get(world, `people/me/connections?pageSize=1000&personFields=${FIELDS}${token ? `&pageToken=${token}` : ''}`);
		people.push(...((page.connections as GooglePerson[] | undefined) ?? []));
		token = String(page.nextPageToken ?? '');
	} while (token);
	return people;
}

export async function googlePerson(world: World, resourceName: string): Promise<GooglePerson> {
	return (await get(world, `${resourceName}?personFields=${FIELDS}`)) as unknown as GooglePerson;
}

export async function labelId(world: World, name: string): Promise<string> {
	const { contactGroups } = (await get(world, 'contactGroups?pageSize=1000')) as { contactGroups: Array<{ resourceName: string; name: string }> };
	return contactGroups.find((group) => group.name === name)?.resourceName ?? '';
}

export function isIn(person: GooglePerson, group: string): boolean {
	return (person.memberships ?? []).some((one) => one.contactGroupMembership?.contactGroupResourceName === group);
}

export function named(people: readonly GooglePerson[], familyName: string): GooglePerson[] {
	return people.filter((person) => person.names?.some((name) => name.familyName === familyName));
}

export function inRaynet<T = { id: number }>(world: World, action: string, args: Record<string, unknown>): T {
	return world.sandbox.service('raynet').control(action, args) as T;
}

export function inGoogle<T = { resourceName: string }>(world: World, action: string, args: Record<string, unknown>): T {
	return world.sandbox.service('google').control(action, args) as T;
}

/** A contact person of Raynet; a minute passes, so that stamps differ. */
export function addPerson(world: World, fields: { firstName?: string; lastName: string; email?: string; tel1?: string; tags?: string[]; notice?: string }): number {
	const { email, tel1, ...rest } = fields;
	const { id } = inRaynet(world, 'person.create', { ...rest, contactInfo: { ...(email ? { email } : {}), ...(tel1 ? { tel1 } : {}) } });
	world.wait(60_000);
	return id;
}
