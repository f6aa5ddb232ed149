import fc from 'fast-check';
import type { MemoryPartner } from '../../connectors/memory/partner';
import type { PartnerRecord, PartnerSide } from '../../core/ports/partner';
import { EVA, fieldRules } from '../support/contacts';
import { TAG, twoWay, type TwoWay } from '../core/syncKit';
import { mustBeEmpty } from './live';
import { createTally, SEED, TIMES, type Tally } from './tally';

/** A person's hand on one of three contacts: opting out, allowing mailings again, or something else altogether. */
type Hand = { who: number; do: 'outInCrm' | 'inAgainInCrm' | 'outAtPartner' | 'inAgainAtPartner' | 'edit' | 'untag' | 'tag' | 'unlabel' };
type Step = Hand | { do: 'run'; read: 'changes' | 'everything' };

const hand: fc.Arbitrary<Step> = fc.record({
	who: fc.nat(2),
	do: fc.constantFrom('outInCrm' as const, 'outInCrm' as const, 'inAgainInCrm' as const, 'outAtPartner' as const, 'outAtPartner' as const, 'inAgainAtPartner' as const, 'edit' as const, 'untag' as const, 'tag' as const, 'unlabel' as const),
});
const run: fc.Arbitrary<Step> = fc.record({ do: fc.constant('run' as const), read: fc.constantFrom('changes' as const, 'everything' as const) });

/** A partner that sends mailings: what it holds of an opt-out is told as its standing, not as a field. */
function mailing(partner: MemoryPartner): PartnerSide {
	const told = (record: PartnerRecord): PartnerRecord => {
		const { doNotEmail, ...fields } = record.fields;
		return { ...record, fields, mailing: doNotEmail ? 'optedOut' : 'open' };
	};
	return {
		...partner,
		async snapshot(since) {
			const view = await partner.snapshot(since);
			return { ...view, records: new Map([...view.records].map(([id, record]) => [id, told(record)])) };
		},
		async *write(writes) {
			for await (const results of partner.write(writes)) yield results.map((result) => ('record' in result && result.record ? { ...result, record: told(result.record) } : result));
		},
	};
}

interface Standing {
	crm: boolean;
	partner: boolean | undefined;
	/** In the scope and on the label. */
	inFlow: boolean;
}

function standings(kit: TwoWay, ids: readonly string[]): Standing[] {
	return ids.map((id) => {
		const record = kit.partner.hands.records().get(kit.partnerOf(id));
		const contact = kit.crm.hands.records().get(id)?.contact;
		return { crm: contact?.doNotEmail === true, partner: record && record.fields.doNotEmail === true, inFlow: (contact?.tags ?? []).includes(TAG) && record !== undefined && record.groups.some((group) => group !== 'visible') };
	});
}

/** Complaints about a run: an opt-out that it took back, or one that did not come over. */
function judge(before: readonly Standing[], after: readonly Standing[], reopened: ReadonlySet<number>, tally: Tally): string[] {
	return after.flatMap((now, who) => {
		const was = before[who] as Standing;
		const wrong: string[] = [];
		if (was.crm && !now.crm) wrong.push(`the run took the opt-out of ${who} in the CRM back`);
		if (was.partner === true && now.partner === false) wrong.push(`the run took the opt-out of ${who} at the partner back`);
		if (now.crm && !was.crm) tally.count('came to the CRM');
		if (now.partner && !was.partner) tally.count('came to the partner');
		if (was.crm && was.partner) tally.count('stayed on both sides');
		// Where a person has allowed mailings again on one side only, the next comparison of everything tells.
		if (!reopened.has(who) && now.inFlow && was.inFlow && (was.crm || was.partner) && !(now.crm && now.partner)) wrong.push(`${who} opted out on one side, and the other one does not know`);
		return wrong;
	});
}

function act(kit: TwoWay, id: string, what: Hand['do'], tally: Tally): void {
	const there = kit.partnerOf(id);
	tally.count(what);
	switch (what) {
		case 'outInCrm':
			return kit.crm.hands.edit(id, { doNotEmail: true });
		case 'inAgainInCrm':
			return kit.crm.hands.edit(id, { doNotEmail: false });
		case 'edit':
			return kit.crm.hands.edit(id, { note: `note ${kit.fake.env.clock.now()}` });
		case 'untag':
		case 'tag':
			return kit.crm.hands[what](id, TAG);
		case 'unlabel':
			return there ? kit.partner.hands.unlabel(there, kit.labelId()) : undefined;
		case 'outAtPartner':
		case 'inAgainAtPartner':
			return there ? kit.partner.hands.edit(there, { doNotEmail: what === 'outAtPartner' }) : undefined;
	}
}

const CASES = ['came to the CRM', 'came to the partner', 'stayed on both sides', 'inAgainInCrm', 'inAgainAtPartner', 'histories'];

test('two-way: consent only tightens: no run takes an opt-out back, and one on either side comes to the other', async () => {
	const tally = createTally();
	const property = fc.asyncProperty(fc.array(fc.oneof({ weight: 3, arbitrary: hand }, { weight: 2, arbitrary: run }), { minLength: 6, maxLength: 14 }), async (steps) => {
		const kit = twoWay({ fields: fieldRules('both') });
		const partner = mailing(kit.partner);
		const ids = [0, 1, 2].map((who) => kit.inCrm({ ...EVA, lastName: `Osoba${who}`, emails: [{ value: `p${who}@a.test` }], phones: [] }));
		await kit.run({ partner });
		const reopened = new Set<number>();
		for (const step of [...steps, { do: 'run' as const, read: 'everything' as const }]) {
			if (step.do !== 'run') {
				kit.fake.advance(5_000);
				act(kit, ids[step.who] ?? '', step.do, tally);
				if (step.do === 'inAgainInCrm' || step.do === 'inAgainAtPartner') reopened.add(step.who);
				continue;
			}
			const before = standings(kit, ids);
			if (step.read === 'everything') reopened.clear();
			await kit.run({ partner, read: step.read, overrides: ['massLeave', 'emptySide', 'massChange'] });
			mustBeEmpty(judge(before, standings(kit, ids), reopened, tally));
		}
		tally.count('histories');
	});
	await fc.assert(property, { numRuns: 300 * TIMES, seed: SEED + 13, includeErrorInReport: true });
	expect(tally.rare('two-way histories of consent', CASES, SEED + 13)).toEqual([]);
}, 900_000);
