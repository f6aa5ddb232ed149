import type { RecordType } from '../../core/contact/contact';
import type { HttpResponse } from '../../core/ports/http';
import type { Sandbox } from '../../sandbox/kit';
import { raynetAccounts } from '../../sandbox/raynet';
import { troubledHttp, type CrmWriteHands, type CrmWriteWorld, type HeldRecord } from './crmKit';
import { connect, SERVICE } from './crmRaynetWorld';

const { instance } = raynetAccounts.acme;
const TAG = 'VIP';
const NEW_COMPANY = { rating: 'A', state: 'B_ACTUAL', role: 'A_SUBSCRIBER' };
const REFUSAL: HttpResponse = { status: 400, headers: {}, body: { message: 'IllegalArgumentException: refused', translatedMessage: 'Neplatná hodnota' } };

interface DumpedInfo {
	email: string | null;
	email2: string | null;
	tel1: string | null;
	tel2: string | null;
	doNotSendMM: boolean;
}

interface Dumped {
	id: number;
	values: Record<string, unknown>;
	tags: string[];
	extIds: string[];
	rowInfo: { rowAccess: 'INVALID' | null };
	contactInfo?: DumpedInfo;
	addresses?: Array<{ primary: boolean; contactInfo: DumpedInfo }>;
}

/** Empty but for the records that a test makes. */
export function openWriteWorld(sandbox: Sandbox, setSwitch: () => void = () => undefined): CrmWriteWorld {
	sandbox.reset();
	setSwitch();
	const { env, ...connected } = connectTroubled(sandbox);
	return {
		...connected,
		restarted: () => connect(sandbox).crm,
		scope: { kind: 'tag', tag: TAG },
		hands: handsOf(sandbox),
		held: async (recordType, id) => heldOf(dumpOf(sandbox, recordType).find((record) => String(record.id) === id), recordType),
		ids: async (recordType) => dumpOf(sandbox, recordType).map(({ id }) => String(id)),
		now: env.clock.now,
		advance(ms) {
			sandbox.clock.advance(ms);
			connected.advance(ms);
		},
		close: async () => undefined,
	};
}

function connectTroubled(sandbox: Sandbox) {
	let trouble: CrmWriteWorld['trouble'] | undefined;
	const { crm, env, advance, cancel } = connect(sandbox, {
		wrap(plain) {
			const troubled = troubledHttp(plain, REFUSAL);
			trouble = troubled.trouble;
			return troubled.http;
		},
	});
	if (!trouble) throw new Error('The connector took no HTTP client.');
	return { crm, env, advance, cancel, trouble };
}

function dumpOf(sandbox: Sandbox, recordType: RecordType): Dumped[] {
	const { instances } = sandbox.service(SERVICE).dump() as { instances: Record<string, { people: Dumped[]; companies: Dumped[] }> };
	const acme = instances[instance];
	return (recordType === 'person' ? acme?.people : acme?.companies) ?? [];
}

function heldOf(record: Dumped | undefined, recordType: RecordType): HeldRecord | undefined {
	if (!record) return undefined;
	const { values, tags, extIds, rowInfo } = record;
	const info = record.contactInfo ?? record.addresses?.find(({ primary }) => primary)?.contactInfo;
	const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
	const texts = (list: unknown[]): string[] => list.flatMap((value) => text(value) ?? []);
	const firstName = text(values.firstName);
	const lastName = text(recordType === 'person' ? values.lastName : values.name);
	const note = text(values.notice);
	return {
		...(firstName ? { firstName } : {}),
		...(lastName ? { lastName } : {}),
		emails: texts([info?.email, info?.email2]),
		phones: texts([info?.tel1, info?.tel2]),
		...(note ? { note } : {}),
		inScope: tags.includes(TAG),
		links: extIds.map((extId) => extId.replaceAll('~', '/')),
		optOut: info?.doNotSendMM === true,
		standing: rowInfo.rowAccess === 'INVALID' ? 'invalid' : 'active',
	};
}

function handsOf(sandbox: Sandbox): CrmWriteHands {
	const control = (action: string, args: Record<string, unknown>): unknown => sandbox.service(SERVICE).control(action, args);
	return {
		async create({ recordType, firstName, lastName, email, phone, note, place }) {
			const contactInfo = { email, tel1: phone };
			const common = { ...(note ? { notice: note } : {}), ...(place === 'inScope' ? { tags: [TAG] } : {}) };
			const own = recordType === 'person' ? { firstName, lastName, contactInfo } : { ...NEW_COMPANY, name: lastName, addresses: [{ address: { name: 'Headquarters' }, contactInfo }] };
			const { id } = control(`${recordType}.create`, { ...common, ...own }) as { id: number };
			return String(id);
		},
		async rename(recordType, id, lastName) {
			control(`${recordType}.update`, recordType === 'person' ? { id, lastName } : { id, name: lastName });
		},
		join: async (recordType, id) => void control(`${recordType}.tag`, { id, tag: TAG }),
		leave: async (recordType, id) => void control(`${recordType}.untag`, { id, tag: TAG }),
		invalidate: async (recordType, id) => void control(`${recordType}.invalidate`, { id }),
		remove: async (recordType, id) => void control(`${recordType}.delete`, { id }),
		/** As another program that calls the API, since a person's form has no external ids. */
		async link(recordType, id, link) {
			const { crm } = connect(sandbox);
			const [record] = (await crm.read([{ recordType, recordId: id }])).values();
			if (!record) throw new Error(`There is no ${recordType} ${id}.`);
			for await (const [result] of crm.write([{ op: 'update', key: 'hand', record, patch: {}, scope: { kind: 'all' }, move: 'stay', link: { set: link } }])) {
				if (result?.kind !== 'done') throw new Error('The link was not set.');
			}
		},
		optOut: async (recordType, id) => void control(`${recordType}.update`, { id, contactInfo: { doNotSendMM: true } }),
	};
}
