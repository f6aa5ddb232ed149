import { createCreatioCrm } from '../../connectors/crm/creatio';
import { contactRecord } from '../../connectors/crm/creatio/map';
import type { Part } from '../../connectors/crm/creatio/odata';
import type { CreatioPlace } from '../../connectors/crm/creatio/place';
import type { ContactState } from '../../connectors/crm/creatio/read';
import type { Lookups } from '../../connectors/crm/creatio/write/lookups';
import { updateParts } from '../../connectors/crm/creatio/write/plan';
import type { FieldPatch } from '../../core/contact/contact';
import type { CrmRecord } from '../../core/ports/crm';
import type { HttpClient } from '../../core/ports/http';
import { creatioAccountList, creatioAccounts } from '../../sandbox/creatio/accounts';
import { microsText } from '../../sandbox/creatio/model';
import { entityOf } from '../../sandbox/creatio/store';
import type { Sandbox } from '../../sandbox/kit';
import { handsOf, oauthClient, passwordClient, rowsIn, SERVICE, type DumpedRow } from '../connectors/creatioSupport';
import { TAG } from '../core/syncKit';
import { createNodeClient } from '../support/nodeClient';
import type { FakeEnvironment } from '../support/environment';
import { clearedByKind, type StandInCrm } from './httpSides';

/** The address that people gave the site; its port is another one in each run of the tests. */
const SITE = 'https://site.test';
export const CREATIO_ACCOUNT = { crm: 'creatio', account: 'site.test' };
const LINK_COLUMN = 'UsrGoogleLink';
/** A folder that every site of these tests has. */
export const FOLDER = 'd0000000-0000-4000-8000-000000000001';

export interface CreatioVariant {
	login: 'password' | 'oauth';
	/** The scope; both are called TAG by the people of a history. */
	scope: 'group' | 'tag';
	/** Where pairs are marked. */
	links: 'column' | 'tag';
}

const USERS = new Set<string>(creatioAccountList.map(({ contactId }) => contactId));

export function creatioSide(sandbox: Sandbox, { env }: FakeEnvironment, { login, scope, links }: CreatioVariant): StandInCrm {
	const hands = handsOf(sandbox);
	const folder = hands.folder('Google');
	if (folder !== FOLDER) throw new Error(`The first folder is ${folder}.`);
	const place: CreatioPlace = { account: CREATIO_ACCOUNT, webRoot: `${SITE}/0`, link: links === 'column' ? { kind: 'column', name: LINK_COLUMN } : { kind: 'tag' }, serverTime: () => undefined };
	const people = (): DumpedRow[] => rowsIn(sandbox, 'Contact').filter(({ Id }) => !USERS.has(Id));
	const recordOf = (row: DumpedRow): CrmRecord => {
		const record = contactRecord(stateOf(sandbox, row), place);
		const isMember = scope === 'group' && record.groupIds?.includes(FOLDER);
		return isMember ? { ...record, contact: { ...record.contact, tags: [...(record.contact.tags ?? []), TAG] } } : record;
	};
	const join = (id: string, tag: string): void => void (tag === TAG && scope === 'group' ? hands.put(FOLDER, id) : hands.tag(id, tag));
	const edit = (id: string, patch: FieldPatch): void => {
		const [row] = rowsIn(sandbox, 'Contact', { Id: id });
		if (!row) throw new Error(`No contact ${id}.`);
		const state = stateOf(sandbox, row);
		const write = { op: 'update' as const, key: id, record: contactRecord(state, place), patch: clearedByKind(patch), scope: { kind: 'all' as const }, move: 'stay' as const };
		for (const part of updateParts(write, id, { place, lookups: lookupsOf(sandbox), missingCompanies: 'create' }, state)) carryOut(sandbox, part);
	};
	return {
		connect(wrap) {
			const { userName, password, clientId, clientSecret } = creatioAccounts.sync;
			const plain = login === 'password' ? passwordClient(userName, password, createNodeClient()) : oauthClient(sandbox.url(SERVICE), clientId, clientSecret, createNodeClient);
			const moved: HttpClient = (request) => plain({ ...request, url: request.url.replace(SITE, sandbox.url(SERVICE)) });
			return createCreatioCrm({ http: wrap(moved), env, login, siteUrl: SITE, ...(links === 'column' ? { linkColumn: LINK_COLUMN } : {}) });
		},
		hands: {
			put(record) {
				const { emails = [], phones = [], company, tags = [] } = record;
				const id = hands.contact({ Name: emails[0]?.value ?? phones[0]?.value ?? company?.name ?? '?' });
				edit(id, record);
				for (const tag of tags) join(id, tag);
				return id;
			},
			edit,
			tag: (id, tag) => join(id, tag),
			untag: (id, tag) => void (tag === TAG && scope === 'group' ? hands.take(FOLDER, id) : hands.untag(id, tag)),
			remove: (id) => void hands.remove(id),
			setVisibilityDelay: (ms) => void hands.control('visibility.set', { ms }),
			records: () => new Map(people().map((row) => [row.Id, recordOf(row)])),
		},
	};
}

/** A row as answers show it, without those parts that nothing reads. */
function shown(entity: string, row: DumpedRow): DumpedRow {
	const columns = [...entityOf(entity).columns.values()].filter(({ type }) => type === 'date' || type === 'text');
	const values = columns.map(({ name, type }): [string, string] => {
		const value = row[name] ?? null;
		return [name, value === null ? '' : type === 'date' ? microsText(Number(value), 'micro') : String(value)];
	});
	return { ...row, ...Object.fromEntries(values) };
}

function stateOf(sandbox: Sandbox, row: DumpedRow): ContactState {
	const rows = (entity: string, column: string): DumpedRow[] => rowsIn(sandbox, entity, { [column]: row.Id }).map((one) => shown(entity, one));
	const [account] = rowsIn(sandbox, 'Account', { Id: row.AccountId });
	const tags = rowsIn(sandbox, 'ContactInTag', { EntityId: row.Id }).map((one) => ({ ...one, Tag: rowsIn(sandbox, 'ContactTag', { Id: one.TagId })[0] }));
	return {
		row: { ...shown('Contact', row), Account: account },
		numbers: rows('ContactCommunication', 'ContactId'),
		addresses: rows('ContactAddress', 'ContactId'),
		tags,
		folders: rows('ContactInFolder', 'ContactId'),
	};
}

/** People choose companies from a list, and add what is missing; countries of these histories have codes only. */
function lookupsOf(sandbox: Sandbox): Lookups {
	return {
		prepare: async () => undefined,
		id(entity, name) {
			if (entity !== 'Account') return undefined;
			const [known] = rowsIn(sandbox, entity, { Name: name });
			return known?.Id ?? (handsOf(sandbox).control('row.create', { entity, Name: name }) as { id: string }).id;
		},
	};
}

/** As a person saves it in the browser. */
function carryOut(sandbox: Sandbox, { method, url, body = {} }: Part): void {
	const [, entity = '', id] = /^(\w+)(?:\(([^)]+)\))?/.exec(url) ?? [];
	const { control } = handsOf(sandbox);
	if (method === 'DELETE') control('row.delete', { entity, id });
	else control(method === 'POST' ? 'row.create' : 'row.update', { ...body, entity, ...(id ? { id } : {}) });
}
