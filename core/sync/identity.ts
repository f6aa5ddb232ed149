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

/** The partner record that a CRM record's own link names; `linkMark` is how links of this partner account start. */
export function ownPartnerId({ links = [] }: CrmRecord, linkMark: string | undefined): string | undefined {
	const own = linkMark === undefined ? undefined : links.find((text) => text.startsWith(linkMark));
	return own === undefined ? undefined : parseLink(own)?.partnerId;
}
