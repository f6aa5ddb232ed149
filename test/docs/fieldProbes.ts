import { createCreatioCrm } from '../../connectors/crm/creatio';
import { ADDRESS_TYPE, COMMUNICATION } from '../../connectors/crm/creatio/ids';
import { contactRecord } from '../../connectors/crm/creatio/map';
import type { ContactState } from '../../connectors/crm/creatio/read';
import { createRaynet } from '../../connectors/crm/raynet';
import { companyRecord, personRecord } from '../../connectors/crm/raynet/map';
import type { RaynetCompany, RaynetPerson } from '../../connectors/crm/raynet/raw';
import type { RecordType } from '../../core/contact/contact';
import type { CrmCapabilities, CrmRecord } from '../../core/ports/crm';
import { fakeEnvironment } from '../support/environment';

/** A record whose every named key is filled, to see where each value comes out. */
export interface FieldProbe {
	recordType: RecordType;
	capabilities: CrmCapabilities;
	record: CrmRecord;
	valueAt(key: string): string;
}

const BIRTHDAY = '1984-02-29';
const unreachable = (): Promise<never> => Promise.reject(new Error('nothing is sent'));
const { env } = fakeEnvironment();

/** A text that no other key has, in the form that its field wants. */
function valueFor(key: string, keys: readonly string[]): string {
	const at = keys.indexOf(key);
	if (/birth|validTill/i.test(key)) return BIRTHDAY;
	if (/countryCode$/.test(key)) return 'CZ';
	if (/doNot/i.test(key)) return 'true';
	if (/email/i.test(key)) return `value${at}@example.com`;
	if (/(tel\d|fax|work|mobile|home|other)$/.test(key)) return `+4206010000${String(at).padStart(2, '0')}`;
	return `Value ${at}`;
}

function put(raw: Record<string, unknown>, key: string, value: unknown): void {
	const [first = '', ...rest] = key.split('.');
	if (rest.length === 0) raw[first] = value;
	else put((raw[first] ??= { id: 7 }) as Record<string, unknown>, rest.join('.'), value);
}

export function raynetProbe(recordType: RecordType, keys: readonly string[]): FieldProbe {
	const place = { account: { crm: 'raynet', account: 'acme' }, webRoot: 'https://app.raynet.cz/acme' };
	const raw: Record<string, unknown> = { id: 31, primaryAddress: { id: 1 }, contactAddress: { id: 2 } };
	for (const key of keys) {
		const value = valueFor(key, keys);
		if (key === 'tags') raw['tags'] = [value];
		else if (key === 'customFields.*') raw['customFields'] = { own: value };
		else if (key === 'inlineGdpr.validTill') raw['inlineGdpr'] = [{ legalTitle: 'CONSENT', validTill: value }];
		else if (!key.startsWith('(')) put(raw, key, value === 'true' ? true : value);
	}
	const record = recordType === 'person' ? personRecord(raw as unknown as RaynetPerson, place) : companyRecord(raw as unknown as RaynetCompany, place);
	const { capabilities } = createRaynet({ http: unreachable, env, baseUrl: 'https://app.raynet.cz', instance: 'acme' });
	return { recordType, capabilities, record, valueAt: (key) => (key.startsWith('(') ? (record.contact.url ?? '') : valueFor(key, keys)) };
}

export function creatioProbe(keys: readonly string[]): FieldProbe {
	const place = { account: { crm: 'creatio', account: 'acme' }, webRoot: 'https://acme.creatio.com/0', link: { kind: 'tag' as const }, serverTime: () => undefined };
	const row: Record<string, unknown> = { Id: 'c4ed336c-3e9b-40fe-8b82-5632476472b4' };
	const address: Record<string, unknown> = { AddressTypeId: ADDRESS_TYPE.home };
	const state = { row, numbers: [] as object[], addresses: [address], tags: [] as object[], folders: [] };
	for (const key of keys) {
		const value = valueFor(key, keys);
		const [, kind = ''] = /^ContactCommunication: (\w+)$/.exec(key) ?? [];
		const [, column = ''] = /^ContactAddress: (.+)$/.exec(key) ?? [];
		if (kind !== '') state.numbers.push({ CommunicationTypeId: COMMUNICATION[kind as keyof typeof COMMUNICATION], Number: value });
		else if (column !== '') put(address, column, value);
		else if (key === 'Tag.Name') state.tags.push({ Tag: { Id: ADDRESS_TYPE.other, Name: value } });
		else if (key === 'BirthDate') row['BirthDate'] = `${value}T00:00:00Z`;
		else if (key === 'Owner.Name') Object.assign(row, { OwnerId: ADDRESS_TYPE.other, Owner: { Name: value } });
		else if (!key.startsWith('(')) put(row, key, value === 'true' ? true : value);
	}
	const record = contactRecord(state as unknown as ContactState, place);
	const { capabilities } = createCreatioCrm({ http: unreachable, env, siteUrl: 'https://acme.creatio.com', login: 'oauth' });
	return { recordType: 'person', capabilities, record, valueAt: (key) => (key.startsWith('(') ? (record.contact.url ?? '') : valueFor(key, keys)) };
}
