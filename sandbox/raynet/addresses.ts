import { isObject } from '../kit/json';
import { emptyContactInfo, emptyPostal, settle, writeContactInfo, writePostal } from './embedded';
import { businessError, notFound } from './errors';
import { bodyObject, checkAttributes, readAttribute, readText, refuse } from './input';
import { nextId, type Company, type CompanyAddress, type Desk } from './model';
import { bumpPart, refuseLocked } from './save';

/** E-mails and doNotSendMM of a company live in its addresses [documented]. */
const attributes = ['address', 'contactInfo', 'territory'];

/** Inner and outer ids differ here on purpose, so that a client which mixes them up is seen. */
export function innerIdOf(outerId: number): number {
	return outerId + 100_000;
}

export function newAddress(desk: Desk, input: unknown, first: boolean): CompanyAddress {
	const id = nextId(desk.instance, 'companyAddress');
	const empty: CompanyAddress = {
		id,
		innerId: innerIdOf(id),
		name: '',
		postal: emptyPostal(),
		lat: null,
		lng: null,
		contactInfo: emptyContactInfo(),
		territory: null,
		primary: first,
		contact: first,
	};
	return { ...empty, ...readAddress(desk, input, empty) };
}

function readAddress(desk: Desk, input: unknown, current: CompanyAddress): Partial<CompanyAddress> {
	const body = bodyObject(desk, input);
	checkAttributes(desk, body, attributes);
	const inner = isObject(body.address) ? body.address : {};
	const name = settle(readText(desk, 'address.name', inner.name), current.name);
	if (!name) throw refuse(desk, 'address.name is required');
	const territory = readAttribute(desk, 'territory', { kind: 'picklist', list: 'territory' }, body.territory);
	return {
		name,
		postal: writePostal(desk, current.postal, body.address, ['name', 'lat', 'lng']),
		lat: coordinate(inner.lat, current.lat),
		lng: coordinate(inner.lng, current.lng),
		contactInfo: writeContactInfo(desk, current.contactInfo, body.contactInfo),
		territory: territory === 'keep' ? current.territory : Number(territory.set) || null,
	};
}

function coordinate(value: unknown, current: number | null): number | null {
	if (value === undefined) return current;
	return typeof value === 'number' ? value : null;
}

export function findAddress(desk: Desk, company: Company, id: string): CompanyAddress {
	const kind = desk.setting('addressId');
	const found = company.addresses.find(
		(address) => (kind !== 'inner' && address.id === Number(id)) || (kind !== 'outer' && address.innerId === Number(id)),
	);
	if (!found) throw notFound(`Address ${id}`);
	return found;
}

/** Becomes a non-primary one [documented]; the first of a company that had none becomes its primary [assumed]. */
export function addAddress(desk: Desk, company: Company, input: unknown): number {
	refuseLocked(desk, company);
	const address = newAddress(desk, input, company.addresses.length === 0);
	company.addresses.push(address);
	bumpPart(desk, company, desk.setting('addressChange'));
	return address.id;
}

export function updateAddress(desk: Desk, company: Company, id: string, input: unknown): void {
	refuseLocked(desk, company);
	const address = findAddress(desk, company, id);
	Object.assign(address, readAddress(desk, input, address));
	bumpPart(desk, company, desk.setting('addressChange'));
}

/** Not the primary one [documented]. */
export function removeAddress(desk: Desk, company: Company, id: string): void {
	refuseLocked(desk, company);
	const gone = findAddress(desk, company, id);
	if (gone.primary) throw businessError('IllegalArgumentException: primary address', 'Primární adresu nelze smazat.');
	company.addresses = company.addresses.filter((address) => address !== gone);
	bumpPart(desk, company, desk.setting('addressChange'));
}

export function markAddress(desk: Desk, company: Company, id: string, as: 'primary' | 'contact'): void {
	refuseLocked(desk, company);
	const chosen = findAddress(desk, company, id);
	for (const address of company.addresses) address[as] = address === chosen;
	bumpPart(desk, company, desk.setting('addressChange'));
}
