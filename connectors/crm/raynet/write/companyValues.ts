import type { ContactFields, FieldPatch } from '../../../../core/contact/contact';
import { addressesOf } from '../map';
import type { RaynetCompanyAddress, RaynetDetail } from '../raw';
import { isSameInfo, newInfos } from './contactInfo';
import type { Desk } from './desk';
import { newBirthday, newName, type OwnValues } from './ownValues';
import { changedOwn, filled } from './personValues';
import { phoneLabels } from './phoneLabels';
import { isSameAddress, newAddresses, readAddress, type WrittenAddress } from './postal';
import { NEW_COMPANY } from './relationship';

/** An address needs a name (documented). */
const ADDRESS_NAME = 'Headquarters';

/** What POST /company/{id}/ is sent: only what differs. E-mails, numbers and addresses of a client lie elsewhere. */
export function companyChanges(raw: RaynetDetail, current: ContactFields, patch: FieldPatch): OwnValues {
	const own = { ...(patch.note === undefined ? {} : { notice: patch.note }), ...newBirthday(patch) };
	return changedOwn(raw, { ...own, ...(raw.person === true ? privateName(current, patch) : companyName(patch)) });
}

function companyName({ company }: FieldPatch): OwnValues {
	return company?.name ? { name: company.name } : {};
}

/** A private client has its personal name in its name, too. */
function privateName(current: ContactFields, patch: FieldPatch): OwnValues {
	const name = newName(current, patch);
	return name ? { ...name, name: fullName(name) } : {};
}

function fullName({ firstName, lastName }: OwnValues): string {
	return [lastName, firstName].filter(Boolean).join(' ');
}

/** One address that changes; without an id, one to be added. */
export interface AddressChange {
	outerId?: number;
	innerId?: number;
	body: Record<string, unknown>;
}

/** E-mails, numbers, website and opt-out of a client live in its addresses (documented): each that changes is sent whole. */
export async function addressChanges(desk: Desk, raw: RaynetDetail, patch: FieldPatch, optOut?: true): Promise<AddressChange[]> {
	const { emails, phones, websites } = patch;
	const shown = addressesOf(raw);
	const hidden = optOut ? (raw.addresses ?? []).filter(({ id }) => !shown.some((address) => address.id === id)) : [];
	const current: Array<RaynetCompanyAddress | undefined> = shown.length > 0 ? shown : [undefined];
	const read = current.map((address) => address?.contactInfo);
	const infos = newInfos(read, { emails, phones, websites, ...(optOut ? { optOut } : {}) }, await phoneLabels(desk, phones, read));
	const postals = newAddresses(current.map((address) => address?.address), patch.addresses ?? []);
	const changes = current.map((address, n) => {
		const postal = patch.addresses ? (postals[n] ?? readAddress(undefined)) : readAddress(address?.address);
		const info = infos[n] ?? {};
		return isSameInfo(address?.contactInfo, info) && isSameAddress(address?.address, postal) ? [] : [addressChange(address, postal, info)];
	});
	const optedOut = hidden.filter(({ contactInfo }) => contactInfo?.doNotSendMM !== true).map((address) => {
		const [info = {}] = newInfos([address.contactInfo], { optOut: true }, () => undefined);
		return addressChange(address, readAddress(address.address), info);
	});
	return [...changes.flat(), ...optedOut];
}

function addressChange(before: RaynetCompanyAddress | undefined, postal: WrittenAddress, contactInfo: object): AddressChange {
	const { name, lat, lng, id: innerId } = before?.address ?? {};
	// A place on the map goes with its address.
	const place = isSameAddress(before?.address, postal) && typeof lat === 'number' && typeof lng === 'number' ? { lat, lng } : {};
	const territory = before?.territory ? { territory: before.territory.id } : {};
	const body = { address: { name: name || ADDRESS_NAME, ...(before ? postal : filled(postal)), ...place }, contactInfo: before ? contactInfo : filled(contactInfo), ...territory };
	return { body, ...(before?.id === undefined ? {} : { outerId: before.id }), ...(innerId === undefined ? {} : { innerId }) };
}

/** What PUT /company/ is sent beside scope and link; with a personal name it becomes a private client. Without a name, undefined. */
export async function newCompany(desk: Desk, fields: ContactFields): Promise<Record<string, unknown> | undefined> {
	const personal = fields.firstName || fields.lastName ? newName(fields, { lastName: fields.lastName ?? '' }) : undefined;
	const named = personal ? { ...personal, person: true, name: fullName(personal) } : companyName(fields);
	if (!named.name) return undefined;
	const { emails = [], phones = [], websites = [], addresses = [], note, birthday } = fields;
	const optOut = fields.doNotEmail === true ? { optOut: true as const } : {};
	const [info = {}] = newInfos([undefined], { emails, phones, websites, ...optOut }, await phoneLabels(desk, phones));
	const [postal] = newAddresses([undefined], addresses);
	const address = { address: { name: ADDRESS_NAME, ...filled(postal ?? {}) }, contactInfo: filled(info) };
	return filled({ ...named, ...NEW_COMPANY, notice: note, ...newBirthday({ birthday }), addresses: [address] });
}
