import fc from 'fast-check';
import type { CrmScope } from '../../core/ports/crm';
import { creatioSwitches } from '../../sandbox/creatio';
import type { Sandbox } from '../../sandbox/kit';
import { SERVICE, startCreatio } from '../connectors/creatioSupport';
import { TAG } from '../core/syncKit';
import { CREATIO_ACCOUNT, creatioSide, FOLDER, type CreatioVariant } from './creatioSide';
import { historiesWith, type CrmTraits } from './httpHistory';
import { overHttp } from './httpSides';
import { createTally, SEED, TIMES } from './tally';
import { calmHistory, troubledHistory, type Hand } from './twoWayHistory';
import { live } from './twoWayLive';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startCreatio();
});
afterAll(() => sandbox.close());

const FIELDS = ['name', 'company', 'birthday', 'note', 'emails', 'phones', 'addresses', 'websites'] as const;
const SCOPES: Readonly<Record<CreatioVariant['scope'], CrmScope>> = { group: { kind: 'group', groupId: FOLDER }, tag: { kind: 'tag', tag: TAG } };

/** A deleted row that was not the primary one leaves no trace but in a whole reading. */
const LISTS: ReadonlySet<string> = new Set(['emails', 'phones', 'websites', 'addresses']);
const unseen = (hand: Hand): boolean => (hand.do === 'edit' || hand.do === 'clash') && hand.on !== 'partner' && LISTS.has(hand.change.field);

/** One behaviour of the site that is not certain, turned; the path style is the contract suite's. */
const turned = fc.option(fc.constantFrom(...creatioSwitches.filter(({ name }) => name !== 'runtime').flatMap(({ name, values }) => values.slice(1).map((value) => ({ name, value })))), { nil: undefined, freq: 3 });

const traits: fc.Arbitrary<CrmTraits & CreatioVariant & { turned: { name: string; value: string } | undefined }> = fc
	.record({ turned, login: fc.constantFrom('password' as const, 'oauth' as const), scope: fc.constantFrom('group' as const, 'tag' as const), links: fc.constantFrom('column' as const, 'tag' as const) })
	.map((variant) => ({
		...variant,
		account: CREATIO_ACCOUNT,
		capabilities: { writable: { person: FIELDS, company: [] }, slots: {}, links: 'listed', stampResolutionMs: 1 },
		scopes: [SCOPES[variant.scope]],
		lists: 'prompt',
		unseen,
	}));

test.each([['calm', calmHistory], ['troubled', troubledHistory]] as const)('Creatio over HTTP, %s histories', async (name, histories) => {
	const tally = createTally();
	await fc.assert(
		fc.asyncProperty(historiesWith(histories, traits), async ({ history, traits: variant }) => {
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
