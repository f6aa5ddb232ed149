import fc from 'fast-check';
import type { Sandbox } from '../../sandbox/kit';
import { SERVICE, startCreatio } from '../connectors/creatioSupport';
import { creatioSide } from './creatioSide';
import { historiesWith } from './httpHistory';
import { overHttp } from './httpSides';
import { creatioTraits } from './httpTraits';
import { createTally, SEED, TIMES } from './tally';
import { calmHistory, troubledHistory } from './twoWayHistory';
import { live } from './twoWayLive';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startCreatio();
});
afterAll(() => sandbox.close());

test.each([['calm', calmHistory], ['troubled', troubledHistory]] as const)('Creatio over HTTP, %s histories', async (name, histories) => {
	const tally = createTally();
	await fc.assert(
		fc.asyncProperty(historiesWith(histories, creatioTraits), async ({ history, traits: variant }) => {
			const opened = overHttp(sandbox, (fake) => {
				if (variant.turned) sandbox.setSwitch(SERVICE, variant.turned.name, variant.turned.value);
				return creatioSide(sandbox, fake, variant);
			});
			tally.count(`turned ${variant.turned?.name ?? 'nothing'}`);
			await live(history, tally, opened);
		}),
		{ numRuns: 50 * TIMES, seed: SEED, endOnFailure: true },
	);
	expect(tally.rare(`${name} histories with Creatio`, [], SEED)).toEqual([]);
}, 900_000);
