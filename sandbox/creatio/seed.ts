import { seedData, type SeedPerson, type SeedPhone } from '../seeds';
import type { SeedSize } from '../kit/types';
import { creatioAccountList } from './accounts';
import type { Desk } from './model';
import { mirrored } from './logic';
import { fixedId } from './schema';
import type { Row, Store, Value } from './store';

const phoneTypes: Record<SeedPhone['type'], string> = { mobile: 'Mobile phone', work: 'Business phone', home: 'Home phone', assistant: 'Other phone', other: 'Other phone' };
const countries = { CZ: 'Czech Republic', SK: 'Slovakia', FR: 'France', UA: 'Ukraine', GB: 'United Kingdom' } as const;
const minuteMicros = 60_000_000;

/** The folder that the seed fills with every second contact. */
export const seedFolder = { id: 'f0000000-0000-4000-8000-000000000001', name: 'Google' } as const;

type Put = (entity: string, values: Record<string, Value>, id?: string) => Row;

/** Fills the site with realistic contacts and accounts, every second contact in the folder "Google". */
export function seedContacts({ store, now }: Desk, size: SeedSize): void {
	clear(store);
	const data = seedData(size);
	const at = (minutesAgo: number): Put => (entity, values, id = store.newId()) => {
		const stamp = now * 1_000 - minutesAgo * minuteMicros;
		const row: Row = { ...values, Id: id, CreatedOn: stamp, ModifiedOn: stamp };
		store.put(entity, row);
		return row;
	};
	const lookups = lookupsOf(at(500_000), store);
	const folder = at(200_000)('ContactFolder', { Name: seedFolder.name, FolderTypeId: fixedId('FolderType', 'General') }, seedFolder.id);
	const accounts = new Map(data.companies.map((company) => [company.key, at(company.createdMinutesAgo)('Account', { Name: company.name, Web: company.website ?? null, Phone: company.phones[0]?.value ?? null }).Id]));
	for (const [index, person] of data.people.entries()) {
		const put = at(person.createdMinutesAgo);
		const contact = put('Contact', contactOf(person, lookups, accounts.get(person.company?.key ?? '') ?? null));
		addNumbers(put, contact, person);
		for (const tag of person.tags) put('ContactInTag', { TagId: lookups('ContactTag', tag), EntityId: contact.Id });
		if (index % 2 === 0) put('ContactInFolder', { FolderId: folder.Id, ContactId: contact.Id });
	}
}

function clear(store: Store): void {
	const users = new Set<string>(creatioAccountList.map(({ contactId }) => contactId));
	for (const entity of ['Contact', 'ContactCommunication', 'ContactAddress', 'Account', 'ContactInFolder', 'ContactInTag', 'ContactTag', 'Activity']) {
		for (const { Id } of store.rows(entity)) if (!users.has(Id)) store.remove(entity, Id);
	}
}

/** The id of a lookup row by name; made where it is missing. */
function lookupsOf(put: Put, store: Store): (entity: string, name: string) => string {
	return (entity, name) => store.rows(entity).find((row) => row.Name === name)?.Id ?? put(entity, { Name: name, ...(entity === 'ContactTag' ? { TypeId: fixedId('TagType', 'Public') } : {}) }).Id;
}

function contactOf(person: SeedPerson, lookups: (entity: string, name: string) => string, accountId: string | null): Record<string, Value> {
	const { firstName = '', lastName, address, birthday, emails, phones } = person;
	const first = (type: string): string | null => phones.find((phone) => phoneTypes[phone.type] === type)?.value ?? null;
	return {
		Name: `${firstName} ${lastName}`.trim(),
		Surname: lastName,
		GivenName: firstName || null,
		OwnerId: creatioAccountList[person.owner]?.contactId ?? null,
		AccountId: accountId,
		JobTitle: person.company?.title ?? null,
		BirthDate: birthday ? Date.parse(`${birthday}T00:00:00Z`) * 1_000 : null,
		Email: emails[0] ?? null,
		Phone: first('Business phone'),
		MobilePhone: first('Mobile phone'),
		HomePhone: first('Home phone'),
		Notes: person.note ?? null,
		DoNotUseEmail: person.doNotEmail,
		Confirmed: true,
		...(address
			? { AddressTypeId: fixedId('AddressType', 'Business'), Address: address.street, CityId: lookups('City', address.city), Zip: address.postalCode, CountryId: lookups('Country', countries[address.countryCode]), RegionId: address.region ? lookups('Region', address.region) : null }
			: {}),
	};
}

function addNumbers(put: Put, contact: Row, { emails, phones, website }: SeedPerson): void {
	const add = (CommunicationTypeId: string, number: string, isFirst: boolean): Row => put('ContactCommunication', { ContactId: contact.Id, CommunicationTypeId, Number: number, Primary: isFirst });
	for (const [index, email] of emails.entries()) add(mirrored.Email ?? '', email, index === 0);
	const seen = new Set<string>();
	for (const { value, type } of phones) {
		const typeId = fixedId('CommunicationType', phoneTypes[type]);
		add(typeId, value, !seen.has(typeId));
		seen.add(typeId);
	}
	if (website) add(fixedId('CommunicationType', 'Web'), website, true);
	if (contact.Address) {
		const { AddressTypeId, Address, CityId, Zip, CountryId, RegionId } = contact;
		put('ContactAddress', { ContactId: contact.Id, Primary: true, AddressTypeId: AddressTypeId ?? null, Address: Address ?? null, CityId: CityId ?? null, Zip: Zip ?? null, CountryId: CountryId ?? null, RegionId: RegionId ?? null });
	}
}
