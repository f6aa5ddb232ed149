import type { Sandbox } from '../../sandbox/kit';
import { switches } from '../../sandbox/ecomail/switches';
import { SERVICE, startEcomail } from './emailEcomailWorld';
import { ecomailListWorld } from './listEcomailWorld';
import { listSyncContract } from './listSync';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startEcomail();
});
afterAll(() => sandbox.close());

listSyncContract('Ecomail', () => ecomailListWorld(sandbox));

/** Where tags only ever join, or a field is not made, nothing can be synced and the run says so; every other behaviour must not matter. */
const STOPPING = ['tagsWrite merge', 'emptyTags ignored', 'unknownCustomField ignored'];
const turns = switches.flatMap(({ name, values }) => values.slice(1).map((value) => ({ name, value }))).filter(({ name, value }) => !STOPPING.includes(`${name} ${value}`));

describe.each(turns)('with $name = $value', ({ name, value }) => {
	listSyncContract('Ecomail', () => ecomailListWorld(sandbox, { setSwitch: () => sandbox.setSwitch(SERVICE, name, value) }));
});
