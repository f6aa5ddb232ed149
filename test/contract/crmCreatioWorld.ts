import { createCreatioCrm, type CreatioSettings } from '../../connectors/crm/creatio';
import type { CrmScope } from '../../core/ports/crm';
import { TransportError, type HttpClient, type HttpRequest, type HttpResponse } from '../../core/ports/http';
import { creatioAccounts } from '../../sandbox/creatio';
import type { Sandbox } from '../../sandbox/kit';
import { handsOf, oauthClient, passwordClient, rowsIn, SERVICE, type DumpedRow } from '../connectors/creatioSupport';
import { fakeEnvironment } from '../support/environment';
import type { CrmWriteHands, CrmWriteWorld, HeldRecord, Trouble } from './crmKit';

export type ScopeChoice = 'group' | 'tag';

export interface Site {
	login: CreatioSettings['login'];
	pathStyle: NonNullable<CreatioSettings['pathStyle']>;
	scope: ScopeChoice;
}

export const LINK_COLUMN = 'UsrGoogleLink';
const TAG = 'VIP';
const EMAIL = 'ee1c85c3-cfcb-df11-9b2a-001d60e938c6';

/** A site without contacts but those of its users, and a connector whose write requests a test can get in the way of. */
export function openCreatio(sandbox: Sandbox, { login, pathStyle, scope: kind }: Site, setSwitch: () => void = () => undefined): CrmWriteWorld {
	sandbox.reset();
	sandbox.setSwitch(SERVICE, 'runtime', pathStyle === 'withZero' ? 'framework' : 'core');
	setSwitch();
	const siteUrl = sandbox.url(SERVICE);
	const { userName, password, clientId, clientSecret } = creatioAccounts.sync;
	const plain = (): HttpClient => (login === 'password' ? passwordClient(userName, password) : oauthClient(siteUrl, clientId, clientSecret));
	const { http, trouble } = troubled(plain());
	const { env, advance, cancel } = fakeEnvironment({ startAt: sandbox.clock.now() });
	const settings = { env, login, pathStyle, siteUrl, linkColumn: LINK_COLUMN };
	const folder = handsOf(sandbox).folder('Google');
	const scope: CrmScope = kind === 'group' ? { kind, groupId: folder } : { kind, tag: TAG };
	const known = new Set(rowsIn(sandbox, 'Contact').map(({ Id }) => Id));
	return {
		crm: createCreatioCrm({ http, ...settings }),
		restarted: () => createCreatioCrm({ http: plain(), ...settings }),
		scope,
		hands: peopleOf(sandbox, scope),
		held: async (_, id) => heldOf(sandbox, id, scope),
		ids: async (recordType) => (recordType === 'person' ? rowsIn(sandbox, 'Contact').flatMap(({ Id }) => (known.has(Id) ? [] : [Id])) : []),
		trouble,
		now: env.clock.now,
		advance(ms) {
			sandbox.clock.advance(ms);
			advance(ms);
		},
		cancel,
		close: async () => undefined,
	};
}

function peopleOf(sandbox: Sandbox, scope: CrmScope): CrmWriteHands {
	const hands = handsOf(sandbox);
	const join = (id: string): unknown => (scope.kind === 'group' ? hands.put(scope.groupId, id) : hands.tag(id, TAG));
	return {
		async create({ firstName, lastName, email, phone, note, place }) {
			const id = hands.contact({ Name: [firstName, lastName].filter(Boolean).join(' '), Surname: lastName, GivenName: firstName ?? '', Email: email ?? '', MobilePhone: phone ?? '', Notes: note ?? '' });
			// A form saves the rows as well, whatever the API makes of columns.
			if (email && rowsIn(sandbox, 'ContactCommunication', { ContactId: id, Number: email }).length === 0) hands.number(id, 'Email', email);
			if (phone && rowsIn(sandbox, 'ContactCommunication', { ContactId: id, Number: phone }).length === 0) hands.number(id, 'Mobile phone', phone);
			if (place === 'inScope') join(id);
			return id;
		},
		rename: async (_, id, lastName) => void hands.edit(id, { Surname: lastName }),
		join: async (_, id) => void join(id),
		leave: async (_, id) => void (scope.kind === 'group' ? hands.take(scope.groupId, id) : hands.untag(id, TAG)),
		/** There is no such thing in Creatio. */
		invalidate: async () => undefined,
		remove: async (_, id) => void hands.remove(id),
		link: async (_, id, link) => void hands.edit(id, { [LINK_COLUMN]: link }),
		optOut: async (_, id) => void hands.edit(id, { DoNotUseEmail: true }),
	};
}

function heldOf(sandbox: Sandbox, id: string, scope: CrmScope): HeldRecord | undefined {
	const [row] = rowsIn(sandbox, 'Contact', { Id: id });
	if (!row) return undefined;
	const text = (column: string): string | undefined => (typeof row[column] === 'string' && row[column] !== '' ? row[column] : undefined);
	const numbers = rowsIn(sandbox, 'ContactCommunication', { ContactId: id });
	const numbersOf = (isWanted: (row: DumpedRow) => boolean): string[] => numbers.filter(isWanted).map(({ Number: number }) => String(number));
	const note = text('Notes');
	const firstName = text('GivenName');
	const lastName = text('Surname');
	return {
		...(firstName ? { firstName } : {}),
		...(lastName ? { lastName } : {}),
		emails: numbersOf(({ CommunicationTypeId }) => CommunicationTypeId === EMAIL),
		phones: numbersOf(({ CommunicationTypeId }) => CommunicationTypeId !== EMAIL),
		...(note ? { note } : {}),
		inScope: scope.kind === 'group' ? rowsIn(sandbox, 'ContactInFolder', { FolderId: scope.groupId, ContactId: id }).length > 0 : isTagged(sandbox, id),
		links: (text(LINK_COLUMN) ?? '').split(' ').filter(Boolean),
		optOut: row.DoNotUseEmail === true,
		standing: 'active',
	};
}

function isTagged(sandbox: Sandbox, id: string): boolean {
	const tags = new Set(rowsIn(sandbox, 'ContactTag', { Name: TAG }).map(({ Id }) => Id));
	return rowsIn(sandbox, 'ContactInTag', { EntityId: id }).some(({ TagId }) => tags.has(String(TagId)));
}

interface BatchBody {
	requests?: Array<{ id: string; method: string }>;
}

function partsOf({ body, url }: HttpRequest): NonNullable<BatchBody['requests']> {
	return url.endsWith('/$batch') ? ((body as BatchBody).requests ?? []) : [];
}

function isWrite(request: HttpRequest): boolean {
	if (request.url.endsWith('/Login')) return false;
	return request.method !== 'GET' && (!request.url.endsWith('/$batch') || partsOf(request).some(({ method }) => method !== 'GET'));
}

const REFUSAL = { error: { code: '', message: 'An error has occurred.', innererror: { message: 'Saving was cancelled.', type: 'System.Exception', stacktrace: '' } } };

/** As troubledHttp, for requests of many parts: reads go in batches too, and a refusal is that of one part. */
function troubled(http: HttpClient): { http: HttpClient; trouble: Trouble } {
	type Send = () => Promise<HttpResponse>;
	const waiting: Array<(send: Send, request: HttpRequest) => Promise<HttpResponse>> = [];
	let sent = 0;
	return {
		async http(request) {
			if (!isWrite(request)) return await http(request);
			const send: Send = async () => {
				sent += 1;
				return await http(request);
			};
			const act = waiting.shift();
			return act ? await act(send, request) : await send();
		},
		trouble: {
			cutNext: (when) => void waiting.push(async (send) => {
				if (when === 'after') await send();
				throw new TransportError('cut', 'maybe');
			}),
			refuseNext: () => void waiting.push(async (_, request) => await refuseFirst(http, request)),
			beforeNext: (act) => void waiting.push(async (send) => {
				await act();
				return await send();
			}),
			sent: () => sent,
		},
	};
}

/** The parts before the first write are carried out; that one is refused, and the batch ends there. */
async function refuseFirst(http: HttpClient, request: HttpRequest): Promise<HttpResponse> {
	const parts = partsOf(request);
	if (parts.length === 0) return { status: 500, headers: {}, body: REFUSAL };
	const first = parts.findIndex(({ method }) => method !== 'GET');
	const before = first > 0 ? await http({ ...request, body: { requests: parts.slice(0, first) } }) : undefined;
	const { responses = [] } = (before?.body ?? {}) as { responses?: unknown[] };
	return { status: 200, headers: before?.headers ?? {}, body: { responses: [...responses, { id: parts[first]?.id, status: 500, headers: {}, body: REFUSAL }] } };
}
