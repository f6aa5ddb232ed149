import { createMemoryPartner, type MemoryCall } from '../../connectors/memory/partner';
import { fakeEnvironment } from '../support/environment';
import { partnerContract } from './partner';
import type { PartnerDriver } from './partnerKit';

const driver: PartnerDriver = {
	async open() {
		const time = fakeEnvironment();
		let maxRecords = 25_000;
		const cuts: Array<{ op: MemoryCall['op']; fate: 'cutBefore' | 'cutAfter' }> = [];
		const partner = createMemoryPartner({
			env: time.env,
			listedElements: 100,
			deletions: 'told',
			get maxRecords() {
				return maxRecords;
			},
			fate({ op }) {
				const index = cuts.findIndex((cut) => cut.op === op);
				return cuts.splice(index, index === -1 ? 0 : 1)[0]?.fate ?? 'goesThrough';
			},
		});
		const { hands } = partner;
		return {
			partner,
			restarted: partner.connect,
			hands,
			held: () => new Map(hands.records()),
			cutNext: (op, when) => void cuts.push({ op, fate: when === 'before' ? 'cutBefore' : 'cutAfter' }),
			expireCursors: hands.expireCursors,
			delayVisibility: hands.setVisibilityDelay,
			fillUp() {
				maxRecords = hands.records().size;
			},
			advance: time.advance,
			cancel: time.cancel,
			close: async () => undefined,
		};
	},
};

partnerContract('The in-memory partner', driver);
