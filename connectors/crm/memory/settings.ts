import type { ContactFields, CrmAccount, RecordType } from '../../../core/contact/contact';
import type { SyncError } from '../../../core/errors';
import type { CrmCapabilities, ScopeKind } from '../../../core/ports/crm';
import type { Environment } from '../../../core/ports/environment';

export interface MemoryCrmSettings {
	env: Environment;
	/** Default memory:demo. */
	account?: CrmAccount;
	/** Stamps are cut to this unit, as real CRMs do. Default 1,000. */
	stampResolutionMs?: number;
	/** Default 1,000. */
	pageSize?: number;
	/** What the CRM makes of values, such as shortening them. Default: leaves them alone. */
	reshape?(fields: ContactFields, recordType: RecordType): ContactFields;
	/** What a list can hold; of more, the first ones are kept. Default: no limit. */
	slots?: CrmCapabilities['slots'];
	/** Where links are seen. Default 'listed'. */
	links?: CrmCapabilities['links'];
	/** Whether a create with a link that a living record has is refused. Default 'allowed'. */
	sameLink?: 'allowed' | 'refused';
	/** Most links on one record. Default no limit. */
	mostLinks?: number;
	/** What a delete comes to. Default 'trash'. */
	destroys?: CrmCapabilities['destroys'];
	/** Whether changes name what was deleted; without it a fallen count makes them everything. Default 'no'. */
	deletions?: 'told' | 'hidden';
	/** Whether values, tags and link of one update go in one request or each in its own. Default 'together'. */
	requests?: 'together' | 'apart';
	/** Default tag and group. */
	joinable?: readonly ScopeKind[];
	/** Default: every field of both types. */
	writable?: CrmCapabilities['writable'];
	/**
	 * What becomes of a request; default it goes through. Asked before it is carried out, so that a person's hand can act
	 * there, between two requests of one write.
	 */
	fate?(call: MemoryCrmCall): CrmFate;
	/** Told when a request was carried out, answered or not. */
	afterwards?(call: MemoryCrmCall): void;
}

export interface MemoryCrmCall {
	op: 'check' | 'readWindow' | 'changes' | 'read' | 'findByLink' | 'recent' | 'choices' | 'create' | 'update' | 'tags' | 'link' | 'delete';
	/** Records that the request carries or reads; 0 where only the answer tells. */
	records: number;
}

/** cutBefore, cutAfter: the answer is lost, before or after it was carried out. An error is thrown instead of carrying it out. */
export type CrmFate = 'goesThrough' | 'cutBefore' | 'cutAfter' | SyncError;

const EVERY_FIELD = ['name', 'company', 'birthday', 'note', 'url', 'emails', 'phones', 'addresses', 'websites'] as const;

export function capabilitiesOf(settings: MemoryCrmSettings): CrmCapabilities {
	const { stampResolutionMs = 1_000, pageSize = 1_000, slots = {}, links = 'listed', destroys = 'trash', deletions = 'hidden' } = settings;
	return {
		recordTypes: ['person', 'company'],
		scopes: ['all', 'tag', 'owner', 'category', 'group'],
		pageSize,
		stampResolutionMs,
		tellsDeletions: deletions === 'told',
		joinable: settings.joinable ?? ['tag', 'group'],
		writable: settings.writable ?? { person: EVERY_FIELD, company: EVERY_FIELD },
		slots,
		links,
		destroys,
	};
}
