import { createMemoryCrm, type CrmFate, type MemoryCrmCall, type MemoryCrmSettings } from '../../connectors/crm/memory';
import { RecordError } from '../../core/errors';
import type { CrmScope } from '../../core/ports/crm';
import { fakeEnvironment } from '../support/environment';
import type { CrmWriteWorld, Trouble } from './crmKit';
import { crmWriteContract } from './crmWrites';

type Settings = Omit<MemoryCrmSettings, 'env' | 'fate'>;

const WRITES: ReadonlySet<MemoryCrmCall['op']> = new Set(['create', 'update', 'tags', 'link', 'delete']);

/** In the way of write requests; a person's hand acts before one is carried out. */
function memoryTrouble(): { trouble: Trouble; fate(call: MemoryCrmCall): CrmFate } {
	const waiting: Array<() => CrmFate> = [];
	let sent = 0;
	return {
		fate({ op }) {
			if (!WRITES.has(op)) return 'goesThrough';
			const fate = waiting.shift()?.() ?? 'goesThrough';
			if (fate !== 'cutBefore' && typeof fate === 'string') sent += 1;
			return fate;
		},
		trouble: {
			cutNext: (when) => void waiting.push(() => (when === 'before' ? 'cutBefore' : 'cutAfter')),
			refuseNext: () => void waiting.push(() => new RecordError('refusedByServer', 'Refused.')),
			beforeNext: (act) => void waiting.push(() => {
				void act();
				return 'goesThrough';
			}),
			sent: () => sent,
		},
	};
}

function open(settings: Settings, scope: CrmScope): CrmWriteWorld {
	const { env, advance, cancel } = fakeEnvironment();
	const { trouble, fate } = memoryTrouble();
	const crm = createMemoryCrm({ ...settings, env, fate });
	const { hands } = crm;
	const membership = scope.kind === 'group' ? { groups: [scope.groupId] } : { tags: ['VIP'] };
	const move = (id: string, change: 'join' | 'leave'): void => {
		if (scope.kind === 'group') hands.edit(id, { groups: change === 'join' ? [scope.groupId] : [] });
		else if (change === 'join') hands.tag(id, 'VIP');
		else hands.untag(id, 'VIP');
	};
	return {
		crm,
		restarted: crm.connect,
		scope,
		hands: {
			create: async ({ recordType, firstName, lastName, email, phone, note, place }) =>
				hands.put({
					recordType,
					...(recordType === 'company' ? { company: { name: lastName } } : { firstName, lastName }),
					...(email ? { emails: [{ value: email }] } : {}),
					...(phone ? { phones: [{ value: phone }] } : {}),
					note,
					...(place === 'inScope' ? membership : {}),
				}),
			rename: async (recordType, id, lastName) => hands.edit(id, recordType === 'company' ? { company: { name: lastName } } : { lastName }),
			join: async (_, id) => move(id, 'join'),
			leave: async (_, id) => move(id, 'leave'),
			invalidate: async (_, id) => hands.invalidate(id),
			remove: async (_, id) => hands.remove(id),
			link: async (_, id, link) => hands.addLink(id, link),
			optOut: async (_, id) => hands.edit(id, { doNotEmail: true }),
		},
		async held(_, id) {
			const record = hands.records().get(id);
			if (!record) return undefined;
			const { firstName, lastName, company, emails = [], phones = [], note, tags = [], groups = [], doNotEmail } = record.contact;
			return {
				...(firstName ? { firstName } : {}),
				...((lastName ?? company?.name) ? { lastName: lastName ?? company?.name } : {}),
				emails: emails.map(({ value }) => value),
				phones: phones.map(({ value }) => value),
				...(note ? { note } : {}),
				inScope: scope.kind === 'group' ? groups.includes(scope.groupId) : tags.includes('VIP'),
				links: [...(record.links ?? [])],
				optOut: doNotEmail === true,
				standing: record.standing,
			};
		},
		ids: async (recordType) => [...hands.records().values()].flatMap(({ contact }) => (contact.recordType === recordType ? [contact.recordId] : [])),
		trouble,
		now: env.clock.now,
		advance,
		cancel,
		close: async () => undefined,
	};
}

const TAG: CrmScope = { kind: 'tag', tag: 'VIP' };
const SETTINGS: Array<[name: string, settings: Settings, scope: CrmScope]> = [
	['the connector in memory', {}, TAG],
	['the connector in memory, one page per record', { pageSize: 1 }, TAG],
	['the connector in memory, with a group as scope', {}, { kind: 'group', groupId: 'friends' }],
	['the connector in memory, with links shown singly, each part of a write in its own request', { links: 'single', requests: 'apart' }, TAG],
	['the connector in memory, without links', { links: 'none', destroys: 'invalid' }, TAG],
	['the connector in memory, telling deletions, refusing a link twice', { deletions: 'told', sameLink: 'refused', destroys: 'gone' }, TAG],
	['the connector in memory, with few fields and no deletes', { destroys: 'nothing', writable: { person: ['name', 'note', 'emails', 'phones'], company: ['company', 'note', 'emails'] } }, TAG],
];

describe.each(SETTINGS)('%s', (name, settings, scope) => {
	crmWriteContract(name, {
		open: async () => open(settings, scope),
		capabilities: createMemoryCrm({ ...settings, env: fakeEnvironment().env }).capabilities,
		lostCreates: settings.links === 'none' || settings.requests === 'apart' ? 'blind' : 'lookedUp',
		scopeMoves: 'stamped',
		optOut: 'taken',
	});
});
