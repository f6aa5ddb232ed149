import { personalityNames } from '../../sandbox/rest';
import type { Sandbox } from '../../sandbox/kit';
import { startRest } from './crmRestWorld';
import { openWriteWorld, writeDriver } from './crmRestWriteWorld';
import { crmWriteContract } from './crmWrites';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startRest();
});
afterAll(() => sandbox.close());

describe.each(personalityNames)('the personality %s', (name) => {
	crmWriteContract(`the REST connector on ${name}`, { ...writeDriver(name), open: async () => openWriteWorld(sandbox, name) });
});
