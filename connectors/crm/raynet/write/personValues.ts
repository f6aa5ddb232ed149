import type { ContactFields, FieldPatch } from '../../../../core/contact/contact';
import type { RaynetDetail } from '../raw';
import { isSameInfo, newInfos } from './contactInfo';
import type { Desk } from './desk';
import { newBirthday, newName, type OwnValues } from './ownValues';
import { phoneLabels } from './phoneLabels';
import { isSameAddress, newAddresses } from './postal';

/** What POST /person/{id}/ is sent: only what differs from the record as just read. */
export async function personChanges(desk: Desk, raw: RaynetDetail, current: ContactFields, patch: FieldPatch, optOut?: true): Promise<Record<string, unknown>> {
	const own = changedOwn(raw, { ...newName(current, patch), ...(patch.note === undefined ? {} : { notice: patch.note }), ...newBirthday(patch) });
	const { emails, phones, websites } = patch;
	const [contactInfo] = newInfos([raw.contactInfo], { emails, phones, websites, ...(optOut ? { optOut } : {}) }, await phoneLabels(desk, phones, [raw.contactInfo]));
	const [privateAddress] = patch.addresses ? newAddresses([raw.privateAddress], patch.addresses) : [];
	return {
		...own,
		...(contactInfo && !isSameInfo(raw.contactInfo, contactInfo) ? { contactInfo } : {}),
		...(privateAddress && !isSameAddress(raw.privateAddress, privateAddress) ? { privateAddress } : {}),
	};
}

/** What PUT /person/ is sent beside scope, relationship and link; without a name, undefined. */
export async function newPerson(desk: Desk, fields: ContactFields): Promise<Record<string, unknown> | undefined> {
	const name = newName(fields, { lastName: fields.lastName ?? '' });
	if (!name) return undefined;
	const { emails = [], phones = [], websites = [], addresses = [], note, birthday } = fields;
	const optOut = fields.doNotEmail === true ? { optOut: true as const } : {};
	const [contactInfo = {}] = newInfos([undefined], { emails, phones, websites, ...optOut }, await phoneLabels(desk, phones));
	const [privateAddress] = newAddresses([undefined], addresses);
	return filled({ ...name, notice: note, ...newBirthday({ birthday }), contactInfo: filled(contactInfo), privateAddress: filled(privateAddress ?? {}) });
}

export function changedOwn(raw: RaynetDetail, values: OwnValues): OwnValues {
	const now = raw as unknown as Readonly<Record<string, unknown>>;
	const dayOf = (value: unknown): unknown => (typeof value === 'string' ? value.slice(0, 10) : value);
	return Object.fromEntries(Object.entries(values).filter(([name, value]) => (name === 'birthday' ? dayOf(now[name]) ?? null : now[name] ?? '') !== value));
}

/** Without what is empty: a new record has nothing to clear. */
export function filled(values: object): Record<string, unknown> {
	const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
	return Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)));
}
