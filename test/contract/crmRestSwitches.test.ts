import type { PersonalityName } from '../../sandbox/rest';
import { switches, type SwitchName } from '../../sandbox/rest/switches';
import type { Sandbox } from '../../sandbox/kit';
import { SERVICE, startRest } from './crmRestWorld';
import { openWriteWorld, writeDriver } from './crmRestWriteWorld';
import { crmWriteContract } from './crmWrites';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startRest();
});
afterAll(() => sandbox.close());

/** The personality that each switch puts to the hardest test. */
const HARDEST: Record<SwitchName, PersonalityName> = {
	listOrder: 'binder',
	emptyValues: 'register',
	nestedPatch: 'binder',
	filterBound: 'ledger',
	filteredTotal: 'ledger',
	unchangedSave: 'ledger',
	createAnswer: 'cards',
	updateAnswer: 'register',
	readOnlyKeys: 'register',
	trimsValues: 'cards',
	phoneFormat: 'ledger',
	pageSize: 'cards',
	pageBeyond: 'binder',
	totalAs: 'ledger',
	sessionLoss: 'register',
	retryAfter: 'ledger',
};

/** Every behaviour in which APIs differ, turned one by one: the connector may rest on none of them. */
const turns = switches.flatMap(({ name, values }) => values.slice(1).map((value) => ({ name, value, personality: HARDEST[name] })));

describe.each(turns)('with $name = $value', ({ name, value, personality }) => {
	crmWriteContract(`the REST connector on ${personality}`, {
		...writeDriver(personality),
		open: async () => openWriteWorld(sandbox, personality, () => sandbox.setSwitch(SERVICE, name, value)),
		changes: 'quick',
	});
});

afterAll(() => {
	process.stdout.write(`REST, switches turned one by one (${turns.length}): ${turns.map(({ name, value, personality }) => `${name}=${value} (${personality})`).join(', ')}\n`);
});
