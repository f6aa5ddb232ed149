import type { PartnerWrite } from '../../core/ports/partner';
import { EVA } from '../support/contacts';
import { twoWay, type SyncOptions, type TwoWay } from './syncKit';

export type Sides = Parameters<typeof twoWay>[1];
export type Pair = TwoWay & { id: string; there: string };

/** Eva is a pair that is settled, with its link; the calls so far are told. */
export async function settledPair(settings: SyncOptions = {}, sides: Sides = {}): Promise<Pair> {
	const kit = twoWay(settings, sides);
	const id = kit.inCrm(EVA);
	await kit.run();
	await kit.run();
	const there = kit.partnerOf(id);
	kit.calls();
	return { ...kit, id, there };
}

/** People change one field on both sides, the later one by some seconds. */
export function bothEdit({ crm, partner, fake, id, there }: Pair, notes: { crm: string; partner: string; later: 'crm' | 'partner' }): void {
	const hands = [() => crm.hands.edit(id, { note: notes.crm }), () => partner.hands.edit(there, { note: notes.partner })];
	if (notes.later === 'crm') hands.reverse();
	for (const hand of hands) {
		hand();
		fake.advance(5_000);
	}
}

/** The partner, with something happening right before each of its first requests of writes. */
export function disturbedPartner({ partner }: TwoWay, before: ReadonlyArray<() => unknown>): TwoWay['partner'] {
	const coming = [...before];
	return {
		...partner,
		async *write(writes: readonly PartnerWrite[]) {
			if (writes.length > 0) await coming.shift()?.();
			yield* partner.write(writes);
		},
	};
}

/** The same of the CRM. */
export function disturbedCrm({ crm }: TwoWay, before: ReadonlyArray<() => unknown>): TwoWay['crm'] {
	const coming = [...before];
	return {
		...crm,
		async *write(writes: Parameters<typeof crm.write>[0]) {
			if (writes.length > 0) await coming.shift()?.();
			yield* crm.write(writes);
		},
	};
}

/** Another program, or a run that was lost, puts this text on a contact; null takes the entry off. */
export async function storeEntry({ partner }: TwoWay, partnerId: string, text: string | null, contactId = ''): Promise<void> {
	const record = partner.hands.records().get(partnerId);
	if (!record) throw new RangeError(`There is no ${partnerId}.`);
	for await (const batch of partner.connect().write([{ op: 'update', key: 'x', record, patch: {}, entry: { account: { crm: 'raynet', account: 'acme' }, contactId, text } }])) void batch;
}
