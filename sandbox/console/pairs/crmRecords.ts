import { detailRecord } from '../../../connectors/crm/raynet/map';
import type { RaynetDetail } from '../../../connectors/crm/raynet/raw';
import { contactRecord } from '../../../connectors/crm/creatio/map';
import type { ContactState } from '../../../connectors/crm/creatio/read';
import { checkProfile } from '../../../connectors/crm/rest';
import { recordOf } from '../../../connectors/crm/rest/map/record';
import type { ContactFields, CrmAccount, RecordRef } from '../../../core/contact/contact';
import type { Sandbox } from '../../kit/sandbox';
import { restProfiles } from '../../rest/profiles';

/** A record of a CRM stand-in: the row of the console that shows it. */
export interface CrmPlace {
	service: 'raynet' | 'creatio' | 'rest-reference';
	rowId: string;
}

/** Where the record of a pair entry is shown; undefined for a CRM that is not here. */
export function placeOf({ crm, account }: CrmAccount, { recordType, recordId }: RecordRef): CrmPlace | undefined {
	if (crm === 'raynet') return { service: 'raynet', rowId: `${account}/${recordType}/${recordId}` };
	if (crm === 'creatio') return { service: 'creatio', rowId: recordId };
	const personality = Object.entries(restProfiles).find(([, profile]) => profile.crm === crm)?.[0];
	return personality === undefined ? undefined : { service: 'rest-reference', rowId: `${personality}/${recordId}` };
}

/** What the record holds, as the connector of its CRM reads it. Throws where it is gone. */
export function fieldsAt(sandbox: Sandbox, { service, rowId }: CrmPlace, account: CrmAccount): ContactFields {
	const ask = (action: string, args: Record<string, unknown>): unknown => sandbox.service(service).control(action, args);
	const [first = '', second = '', third = ''] = rowId.split('/');
	switch (service) {
		case 'raynet': {
			const raw = ask(`${second}.show`, { instance: first, id: Number(third) }) as RaynetDetail;
			return detailRecord(raw, second === 'person' ? 'person' : 'company', { account, webRoot: `${sandbox.url(service)}/${first}` }).contact;
		}
		case 'creatio': {
			const state = ask('contact.show', { id: rowId }) as ContactState;
			return contactRecord(state, { account, webRoot: `${sandbox.url(service)}/0`, link: { kind: 'tag' }, serverTime: () => undefined }).contact;
		}
		case 'rest-reference':
			return restFields(ask('record.get', { personality: first, id: second }), first, account);
	}
}

function restFields(row: unknown, personality: string, account: CrmAccount): ContactFields {
	const checked = checkProfile(Object.entries(restProfiles).find(([name]) => name === personality)?.[1] ?? {});
	if (checked.kind === 'bad') throw new Error(`The profile of ${personality} has mistakes.`);
	return recordOf(row, { account, profile: checked.profile })?.contact ?? {};
}
