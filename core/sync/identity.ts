import { kindOf, type ContactFields, type RecordType } from '../contact/contact';
import { isWellFormedEmail } from '../contact/email';
import { parseLink } from '../contact/link';
import { nameText } from '../contact/normalise';
import { clean } from '../contact/text';
import type { CrmRecord } from '../ports/crm';

/** No name, no e-mail and no phone: nothing that tells who it is. An anonymised record looks like that. */
export function isEmptied(contact: ContactFields & { recordType?: RecordType }): boolean {
	return ownName(contact) === '' && !contact.emails?.length && !contact.phones?.length;
}

/** A malformed e-mail address is not written, so it tells nobody apart on the partner side. */
export function isIdentifiable(contact: ContactFields & { recordType?: RecordType }): boolean {
	const emails = (contact.emails ?? []).filter((one) => isWellFormedEmail(one.value));
	return ownName(contact) !== '' || emails.length > 0 || (contact.phones ?? []).length > 0;
}

function ownName(contact: ContactFields & { recordType?: RecordType }): string {
	return kindOf(contact) === 'company' ? clean(contact.company?.name) : nameText(contact);
}

/** The links of a CRM record that belong to this partner account: they start with `linkMark`. */
export function ownLinks({ links = [] }: CrmRecord, linkMark: string | undefined): string[] {
	return linkMark === undefined ? [] : links.filter((text) => text.startsWith(linkMark));
}

/** The partner records that a CRM record's own links name; more than one where a person merged records, some of them long gone. */
export function ownPartnerIds(record: CrmRecord, linkMark: string | undefined): string[] {
	return ownLinks(record, linkMark).flatMap((text) => parseLink(text)?.partnerId ?? []);
}

/**
 * Another partner account follows the same contact: whoever leaves or is deleted here dissolves this pair only. A link to
 * a record that one of our own links names as well is ours, too: two branches of a flow once drew a mark each.
 */
export function sharedWithOthers(record: CrmRecord | undefined, { linkMark }: { linkMark?: string }): boolean {
	if (!record) return false;
	const own = ownPartnerIds(record, linkMark);
	return (record.links ?? []).some((text) => {
		const link = parseLink(text);
		return link !== undefined && !(linkMark !== undefined && text.startsWith(linkMark)) && !(link.partnerId !== undefined && own.includes(link.partnerId));
	});
}
