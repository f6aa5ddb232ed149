import { control } from './control';
import type { World } from './world';

/**
 * The owner's private address book: own labels, notes, other apps' data. No sync may touch any of it. CRM people are not
 * in it; they arrive by being synced.
 */
export function seedPrivateContacts(world: World): void {
	for (const label of ['Family and friends', 'Football']) control(world, 'label.create', { label });
	for (const { person, labels, clientData } of privateContacts) {
		const { resourceName } = control(world, 'person.create', { person }) as { resourceName: string };
		for (const label of labels) control(world, 'label.add', { resourceName, label });
		for (const entry of clientData) control(world, 'clientData.plant', { resourceName, ...entry });
	}
}

interface PrivateContact {
	person: Record<string, unknown>;
	labels: readonly string[];
	clientData: ReadonlyArray<{ key: string; value: string }>;
}

const privateContacts: readonly PrivateContact[] = [
	{
		person: {
			names: [{ givenName: 'Grandma' }],
			phoneNumbers: [{ value: '+420 601 000 101', type: 'home' }],
			birthdays: [{ date: { month: 5, day: 12 } }],
		},
		labels: ['Family and friends', 'starred'],
		clientData: [],
	},
	{
		person: {
			names: [{ givenName: 'Plumber' }],
			phoneNumbers: [{ value: '601 000 102', type: 'mobile' }],
			biographies: [{ value: 'Comes on Saturdays.\nKey is with the neighbour.', contentType: 'TEXT_PLAIN' }],
			userDefined: [{ key: 'hourly rate', value: '600' }],
		},
		labels: [],
		clientData: [{ key: 'GCon', value: 'a1b2c3' }],
	},
	{
		person: {
			names: [{ givenName: 'Dentist' }],
			organizations: [{ name: 'Dental Practice Example', type: 'work' }],
			emailAddresses: [{ value: 'desk@dental.example', type: 'work' }],
			addresses: [{ streetAddress: 'Zubní 3', city: 'Brno', postalCode: '602 00', countryCode: 'CZ', type: 'work' }],
			externalIds: [{ value: '4711', type: 'customer' }],
		},
		labels: [],
		clientData: [{ key: 'other-app', value: '{"lastCall":"2026-01-05"}' }],
	},
	{
		person: {
			names: [{ givenName: 'Goalkeeper' }],
			nicknames: [{ value: 'The Wall' }],
			emailAddresses: [{ value: 'wall@football.example', type: 'home' }, { value: 'keeper@football.example', type: 'other' }],
		},
		labels: ['Football'],
		clientData: [],
	},
];
