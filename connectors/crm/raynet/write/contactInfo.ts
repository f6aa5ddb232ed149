import type { FieldPatch, TypedValue } from '../../../../core/contact/contact';
import { isWellFormedEmail } from '../../../../core/contact/email';
import { phoneType } from '../phoneTypes';
import type { RaynetContactInfo } from '../raw';
import { intoSlots } from './slots';

/** E-mails, numbers, website and opt-out of one contactInfo, or of those of all addresses of a client. */
export type ReachPatch = Pick<FieldPatch, 'emails' | 'phones' | 'websites'> & { optOut?: true };

type Texts = Exclude<keyof RaynetContactInfo, 'doNotSendMM'>;
const TEXTS: readonly Texts[] = ['email', 'email2', 'tel1', 'tel1Type', 'tel2', 'tel2Type', 'fax', 'www', 'otherContact'];

/**
 * Whole contactInfos, built from those just read: whether one that is sent in part keeps the rest is not known.
 * An empty text clears: null alone might be passed over. doNotSendMM is sent only when it is true, so that it never falls.
 */
export function newInfos(current: ReadonlyArray<RaynetContactInfo | null | undefined>, patch: ReachPatch, labelOf: (type: string) => string | undefined): RaynetContactInfo[] {
	const infos = current.map((info) => ({ ...whole(info), ...(info?.doNotSendMM === true || patch.optOut ? { doNotSendMM: true } : {}) }));
	if (patch.emails) putEmails(infos, patch.emails);
	if (patch.phones) putPhones(infos, patch.phones, labelOf);
	if (patch.websites) putWebsites(infos, patch.websites);
	return infos;
}

/** Whether a contactInfo says the same as the one that was read. */
export function isSameInfo(a: RaynetContactInfo | null | undefined, b: RaynetContactInfo): boolean {
	return TEXTS.every((name) => (a?.[name] ?? '') === (b[name] ?? '')) && (a?.doNotSendMM === true) === (b.doNotSendMM === true);
}

function whole(info: RaynetContactInfo | null | undefined): RaynetContactInfo {
	return Object.fromEntries(TEXTS.map((name) => [name, info?.[name] ?? '']));
}

function putEmails(infos: RaynetContactInfo[], emails: readonly TypedValue[]): void {
	const current = infos.flatMap(({ email, email2 }) => [email || undefined, email2 || undefined]);
	// An address that is none may be refused, and the record with it.
	const wanted = emails.map(({ value }) => value.trim()).filter((value) => isWellFormedEmail(value) || current.includes(value));
	const slots = intoSlots(current, wanted, (value) => value.toLowerCase());
	infos.forEach((info, n) => Object.assign(info, { email: slots[2 * n] ?? '', email2: slots[2 * n + 1] ?? '' }));
}

function putWebsites(infos: RaynetContactInfo[], websites: readonly TypedValue[]): void {
	const slots = intoSlots(infos.map(({ www }) => www || undefined), websites.map(({ value }) => value.trim()), (value) => value.toLowerCase());
	infos.forEach((info, n) => Object.assign(info, { www: slots[n] ?? '' }));
}

/** A fax number stays one; every other number is in one of two places, with a label in the words of the instance. */
function putPhones(infos: RaynetContactInfo[], phones: readonly TypedValue[], labelOf: (type: string) => string | undefined): void {
	const keyOf = ({ value }: TypedValue): string => value.replace(/[^\d+]/g, '') || value;
	const faxes = intoSlots(infos.map(({ fax }) => (fax ? { value: fax } : undefined)), phones.filter(({ type }) => type === 'fax'), keyOf);
	const others = phones.filter((phone) => !faxes.includes(phone));
	const current = infos.flatMap((info) => [numberOf(info.tel1, info.tel1Type), numberOf(info.tel2, info.tel2Type)]);
	const slots = intoSlots(current, others, keyOf);
	const typeOf = (n: number): string => {
		const slot = slots[n];
		const before = current[n];
		if (!slot?.type) return slot && before && keyOf(slot) === keyOf(before) ? (before.type ?? '') : '';
		return before?.type && phoneType(before.type) === slot.type ? before.type : (labelOf(slot.type) ?? '');
	};
	infos.forEach((info, n) => {
		const [tel1, tel2] = [slots[2 * n]?.value ?? '', slots[2 * n + 1]?.value ?? ''];
		Object.assign(info, { tel1, tel1Type: typeOf(2 * n), tel2, tel2Type: typeOf(2 * n + 1), fax: faxes[n]?.value ?? '' });
	});
}

function numberOf(value: string | null | undefined, type: string | null | undefined): TypedValue | undefined {
	return value ? { value, ...(type ? { type } : {}) } : undefined;
}
