import fc from 'fast-check';
import type { Sandbox } from '../../sandbox/kit';
import { startSandbox } from '../../sandbox/kit';
import { SERVICE as CREATIO, START } from '../connectors/creatioSupport';
import { SERVICE as REST } from '../contract/crmRestWorld';
import { creatioSide } from './creatioSide';
import { googleSide } from './googleSide';
import { historiesWith, withoutEntryHands } from './httpHistory';
import { overHttp } from './httpSides';
import { creatioTraits, restTraits } from './httpTraits';
import { restSide } from './restSide';
import { createTally, SEED, TIMES } from './tally';
import { calmHistory, troubledHistory, type History } from './twoWayHistory';
import { live } from './twoWayLive';
import type { StandInCrm } from './httpSides';
import type { FakeEnvironment } from '../support/environment';
import type { Turned } from './httpTraits';

/** Both sides over HTTP: the CRM’s stand-in, and that of Google. */
let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ services: [CREATIO, REST, 'google'], realtime: false, startAt: START });
});
afterAll(() => sandbox.close());

const HISTORIES = [['calm', calmHistory], ['troubled', troubledHistory]] as const;
const WITH_CREATIO = HISTORIES.map(([name, histories]) => [name, historiesWith(histories, creatioTraits)] as const);
const WITH_REST = HISTORIES.map(([name, histories]) => [name, historiesWith(histories, restTraits)] as const);

async function lived<T extends Turned>(title: string, service: string, arbitrary: fc.Arbitrary<{ history: History; traits: T }>, open: (fake: FakeEnvironment, traits: T) => StandInCrm): Promise<string[]> {
	const tally = createTally();
	await fc.assert(
		fc.asyncProperty(arbitrary, async ({ history, traits }) => {
			const opened = overHttp(
				sandbox,
				(fake) => {
					if (traits.turned) sandbox.setSwitch(service, traits.turned.name, traits.turned.value);
					return open(fake, traits);
				},
				(_, fake, fate) => googleSide(sandbox, fake, fate),
			);
			await live(withoutEntryHands(history), tally, opened);
		}),
		{ numRuns: 10 * TIMES, seed: SEED, endOnFailure: true },
	);
	return tally.rare(title, [], SEED);
}

test.each(WITH_CREATIO)('Creatio with Google, both over HTTP, %s histories', async (name, histories) => {
	expect(await lived(`${name} histories with Creatio and Google`, CREATIO, histories, (fake, variant) => creatioSide(sandbox, fake, variant))).toEqual([]);
}, 600_000);

test.each(WITH_REST)('REST CRMs with Google, both over HTTP, %s histories', async (name, histories) => {
	expect(await lived(`${name} histories with REST CRMs and Google`, REST, histories, (fake, { name: personality }) => restSide(sandbox, fake, personality))).toEqual([]);
}, 600_000);
