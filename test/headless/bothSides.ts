import { startEngine, type Engine } from './engine';
import { openPlace, type Place } from './place';

/** What a person does and sees on both sides, and both sides as short lines, read without anything of ours. */
export interface BothSides extends Place {
	/** A contact person in Raynet; answers the id. */
	inRaynet(lastName: string, more?: Record<string, unknown>): number;
	/** A contact in Google; answers the resource name. */
	inGoogle(lastName: string, label: 'in' | 'out', more?: Record<string, unknown>): string;
	/** "1 Eva Malá eva@example.com [VIP] note", invalid records with "(invalid)". */
	raynetLines(): string[];
	/** "Eva Malá eva@example.com [VIP] note", labels in brackets. */
	googleLines(): Promise<string[]>;
	/** Resource name by family name. */
	googleId(lastName: string): Promise<string>;
	/** Everything that both sides hold, to compare before and after. */
	held(): unknown;
	wait(): void;
}

export const LABEL = 'RAYNET CRM';
export const VIP = { scope: 'tag', tag: { __rl: true, mode: 'name', value: 'VIP' } };

export async function startNodes(): Promise<Engine> {
	return await startEngine();
}

export async function openBothSides(): Promise<BothSides> {
	const place = await openPlace({ realtime: false, startAt: Date.parse('2026-03-02T10:00:00Z') });
	const { sandbox, hand } = place;
	hand('google', 'label.create', { label: LABEL });
	const wait = (): void => void sandbox.clock.advance(600_000);
	const people = async (): Promise<GooglePerson[]> => (await place.contacts()) as GooglePerson[];
	return {
		...place,
		wait,
		inRaynet(lastName, more = {}) {
			const { id } = hand('raynet', 'person.create', { firstName: 'Eva', lastName, tags: ['VIP'], contactInfo: { email: `${lastName.toLowerCase()}@example.com` }, ...more });
			return Number(id);
		},
		inGoogle(lastName, label, more = {}) {
			const person = { names: [{ givenName: 'Jan', familyName: lastName }], emailAddresses: [{ value: `${lastName.toLowerCase()}@example.com` }], memberships: [{ contactGroupMembership: { contactGroupResourceName: 'contactGroups/myContacts' } }], ...more };
			const resourceName = String(hand('google', 'person.create', { person }).resourceName);
			if (label === 'in') hand('google', 'label.add', { resourceName, label: LABEL });
			return resourceName;
		},
		raynetLines: () => raynetPeople(place).map(raynetLine),
		async googleLines() {
			const names = await place.labels();
			return (await people()).map((person) => googleLine(person, names)).sort();
		},
		async googleId(lastName) {
			return (await people()).find(({ names }) => names?.[0]?.familyName === lastName)?.resourceName ?? '';
		},
		held: () => structuredClone([sandbox.service('google').dump(), withoutQuota(sandbox.service('raynet').dump())]),
	};
}

interface RaynetPerson {
	id: number;
	values: { firstName?: string; lastName?: string; notice?: string };
	contactInfo: { email?: string | null; tel1?: string | null; doNotSendMM?: boolean };
	tags: string[];
	rowInfo: { rowAccess: string | null };
}

interface GooglePerson {
	resourceName: string;
	names?: Array<{ givenName?: string; familyName?: string }>;
	emailAddresses?: Array<{ value: string }>;
	phoneNumbers?: Array<{ value: string }>;
	memberships?: Array<{ contactGroupMembership: { contactGroupResourceName: string } }>;
}

interface RaynetDump {
	instances: { acme: { people: RaynetPerson[]; quota: unknown } };
}

function raynetPeople({ sandbox }: Place): RaynetPerson[] {
	return (sandbox.service('raynet').dump() as RaynetDump).instances.acme.people;
}

/** Reading spends it. */
function withoutQuota(dump: unknown): unknown {
	const { quota, ...acme } = (dump as RaynetDump).instances.acme;
	return quota === undefined ? undefined : acme;
}

function raynetLine({ id, values, contactInfo, tags, rowInfo }: RaynetPerson): string {
	const facts = [id, values.firstName, values.lastName, contactInfo.email, contactInfo.tel1, `[${tags.join(', ')}]`, values.notice];
	return [...facts, contactInfo.doNotSendMM ? '(no mailings)' : undefined, rowInfo.rowAccess ? '(invalid)' : undefined].filter(Boolean).join(' ');
}

function googleLine({ names, emailAddresses, phoneNumbers, memberships = [] }: GooglePerson, labels: Record<string, string>): string {
	const on = memberships.map(({ contactGroupMembership }) => labels[contactGroupMembership.contactGroupResourceName] ?? '?').filter((name) => name !== 'myContacts');
	return [names?.[0]?.givenName, names?.[0]?.familyName, emailAddresses?.[0]?.value, phoneNumbers?.[0]?.value, `[${on.join(', ')}]`].filter(Boolean).join(' ');
}
