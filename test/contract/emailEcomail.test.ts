import type { Sandbox } from '../../sandbox/kit';
import { switches } from '../../sandbox/ecomail/switches';
import { emailContract } from './email';
import { openWorld, SERVICE, startEcomail } from './emailEcomailWorld';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startEcomail();
});
afterAll(() => sandbox.close());

emailContract('the Ecomail connector', { open: async () => openWorld(sandbox) });

/** Every behaviour that nobody has confirmed, turned one by one: the connector may rest on none of them. */
const turns = switches.flatMap(({ name, values }) => values.slice(1).map((value) => ({ name, value })));

describe.each(turns)('with $name = $value', ({ name, value }) => {
	emailContract('the Ecomail connector', {
		open: async () => openWorld(sandbox, () => sandbox.setSwitch(SERVICE, name, value)),
		// Where tags only ever join, none can be taken off; the connector has to say so.
		...(name === 'tagsWrite' && value === 'merge' ? { tagRemoval: 'refused' } : {}),
		...(name === 'emptyTags' && value === 'ignored' ? { lastTagRemoval: 'refused' } : {}),
	});
});

afterAll(() => {
	process.stdout.write(`Ecomail, switches turned one by one (${turns.length}): ${turns.map(({ name, value }) => `${name}=${value}`).join(', ')}\n`);
});
