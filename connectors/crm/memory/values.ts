import type { ContactFields, FieldPatch, RecordType, SyncField } from '../../../core/contact/contact';
import type { CrmCapabilities } from '../../../core/ports/crm';

const MEMBERS: Readonly<Record<SyncField, ReadonlyArray<keyof ContactFields>>> = {
	name: ['namePrefix', 'firstName', 'middleName', 'lastName', 'nameSuffix'],
	company: ['company'],
	birthday: ['birthday'],
	note: ['note'],
	url: ['url'],
	emails: ['emails'],
	phones: ['phones'],
	addresses: ['addresses'],
	websites: ['websites'],
};

const LISTS = ['emails', 'phones', 'addresses', 'websites'] as const;

/** What of a patch this CRM takes: writable fields, and of lists as many elements as there are slots. */
export function takenOf(patch: FieldPatch, recordType: RecordType, { writable, slots }: CrmCapabilities): FieldPatch {
	const taken: FieldPatch = {};
	for (const field of writable[recordType]) {
		for (const member of MEMBERS[field]) if (patch[member] !== undefined) Object.assign(taken, { [member]: patch[member] });
	}
	for (const list of LISTS) {
		const most = slots[list];
		const values = taken[list];
		if (values && most !== undefined && values.length > most) Object.assign(taken, { [list]: values.slice(0, most) });
	}
	return taken;
}
