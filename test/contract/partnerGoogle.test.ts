import type { Sandbox } from '../../sandbox/kit';
import { googleWorld, startGoogle } from './googleWorld';
import { partnerContract } from './partner';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startGoogle();
});
afterAll(() => sandbox.close());

partnerContract('Google Contacts', { open: async () => googleWorld(sandbox) });
