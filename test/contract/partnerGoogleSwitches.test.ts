import { switches } from '../../sandbox/google/switches';
import type { Sandbox } from '../../sandbox/kit';
import { googleWorld, startGoogle } from './googleWorld';
import { partnerContract } from './partner';

/** Google need not behave as the stand-in does by default: the contract holds under every other assumption, one by one. */
const turns = switches.flatMap(({ name, values }) => values.slice(1).map((value) => ({ name, value })));

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startGoogle();
	process.stdout.write(`Switches of the Google stand-in turned one by one:\n${turns.map(({ name, value }) => `  ${name} = ${value}\n`).join('')}`);
});
afterAll(() => sandbox.close());

for (const { name, value } of turns) {
	partnerContract(`Google Contacts with ${name} = ${value}`, {
		async open() {
			sandbox.setSwitch('google', name, value);
			return Object.assign(googleWorld(sandbox), name === 'mergeNamesFormer' ? { merges: 'untold' as const } : {});
		},
	});
}
