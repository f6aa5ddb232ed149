import fc from 'fast-check';
import type { Sandbox } from '../../sandbox/kit';
import { SERVICE, startRest } from '../contract/crmRestWorld';
import { historiesWith } from './httpHistory';
import { overHttp } from './httpSides';
import { restTraits } from './httpTraits';
import { restSide } from './restSide';
import { createTally, SEED, TIMES } from './tally';
import { calmHistory, troubledHistory } from './twoWayHistory';
import { live } from './twoWayLive';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startRest();
});
afterAll(() => sandbox.close());

test.each([['calm', calmHistory], ['troubled', troubledHistory]] as const)('REST CRMs over HTTP, %s histories', async (name, histories) => {
	const tally = createTally();
	await fc.assert(
		fc.asyncProperty(historiesWith(histories, restTraits), async ({ history, traits: { name: personality, turned: one } }) => {
			const opened = overHttp(sandbox, (fake) => {
				if (one) sandbox.setSwitch(SERVICE, one.name, one.value);
				return restSide(sandbox, fake, personality);
			});
			tally.count(`personality ${personality}`);
			tally.count(`turned ${one?.name ?? 'nothing'}`);
			await live(history, tally, opened);
		}),
		{ numRuns: 50 * TIMES, seed: SEED, endOnFailure: true },
	);
	expect(tally.rare(`${name} histories with REST CRMs`, [], SEED)).toEqual([]);
}, 900_000);
