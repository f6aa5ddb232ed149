import fc from 'fast-check';
import { createRestCrm } from '../../connectors/crm/rest';
import { personalityNames, type PersonalityName } from '../../sandbox/rest';
import { switches } from '../../sandbox/rest/switches';
import type { Sandbox } from '../../sandbox/kit';
import { profileOf } from '../contract/crmRestWriteWorld';
import { SERVICE, startRest } from '../contract/crmRestWorld';
import { TAG } from '../core/syncKit';
import { fakeEnvironment } from '../support/environment';
import { historiesWith, type CrmTraits } from './httpHistory';
import { overHttp } from './httpSides';
import { restSide } from './restSide';
import { createTally, SEED, TIMES } from './tally';
import { calmHistory, troubledHistory } from './twoWayHistory';
import { live } from './twoWayLive';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startRest();
});
afterAll(() => sandbox.close());

/** One behaviour that differs from API to API, turned. */
const turned = fc.option(fc.constantFrom(...switches.flatMap(({ name, values }) => values.slice(1).map((value) => ({ name, value })))), { nil: undefined, freq: 3 });

const traits: fc.Arbitrary<CrmTraits & { name: PersonalityName; turned: { name: string; value: string } | undefined }> = fc.record({ turned, name: fc.constantFrom(...personalityNames) }).map(({ name, ...rest }) => {
	const { account, capabilities } = createRestCrm({ http: () => Promise.reject(new Error('Nothing is sent.')), env: fakeEnvironment().env, baseUrl: 'http://rest.test', profile: profileOf(name), account: 'acme', login: { user: 'u', password: 'p' } });
	return { ...rest, name, account, capabilities, scopes: [{ kind: 'tag', tag: TAG }, { kind: 'tag', tag: TAG }, { kind: 'all' }], lists: 'late', unseen: () => false };
});

test.each([['calm', calmHistory], ['troubled', troubledHistory]] as const)('REST CRMs over HTTP, %s histories', async (name, histories) => {
	const tally = createTally();
	await fc.assert(
		fc.asyncProperty(historiesWith(histories, traits), async ({ history, traits: { name: personality, turned: one } }) => {
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
