import type { CrmCapabilities, CrmSide } from '../ports/crm';

/** A CRM that a one-way flow compares whole: it takes no value, cannot be joined or left, and is never asked for links. */
export function readOnly(crm: CrmSide): CrmSide {
	const capabilities: CrmCapabilities = { ...crm.capabilities, joinable: [], writable: { person: [], company: [] }, mapped: { person: [], company: [] }, links: 'none', destroys: 'nothing', takesOptOut: 'no' };
	return {
		...crm,
		capabilities,
		findByLink: () => Promise.resolve(undefined),
		async *write(writes) {
			if (writes.length > 0) throw new Error('a one-way flow never writes to the CRM');
			yield [];
		},
	};
}
