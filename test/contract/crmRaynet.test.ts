import { switches } from '../../sandbox/raynet/switches';
import type { Sandbox } from '../../sandbox/kit';
import { crmContract } from './crm';
import { openWorld, OTHER_PARTS, SERVICE, startRaynet } from './crmRaynetWorld';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startRaynet();
});
afterAll(() => sandbox.close());

crmContract('the Raynet connector', { open: async () => openWorld(sandbox), stampsTagChanges: true });

/** Every behaviour that nobody has confirmed, turned one by one: the connector may rest on none of them. */
const turns = switches.flatMap(({ name, values }) => (OTHER_PARTS.test(name) ? [] : values.slice(1).map((value) => ({ name, value }))));

describe.each(turns)('with $name = $value', ({ name, value }) => {
	crmContract('the Raynet connector', {
		open: async () => openWorld(sandbox, () => sandbox.setSwitch(SERVICE, name, value)),
		stampsTagChanges: !(name === 'tagChange' && value === 'silent'),
	});
});

afterAll(() => {
	process.stdout.write(`Raynet, switches turned one by one (${turns.length}): ${turns.map(({ name, value }) => `${name}=${value}`).join(', ')}\n`);
});
