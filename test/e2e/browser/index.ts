import type { Lifetime } from '../../../sandbox/demo/lifetime';
import { launch } from '../../browser/browser';
import type { OpenBench } from '../bench';
import type { Checks } from '../checks';
import { allNodes, credentials } from './allNodes';
import { consoleToPhoneChecks } from './consoleToPhone';
import { credentialChecks } from './credentials';
import { editorPage } from './editorPage';
import { panelChecks } from './panels';
import { photographer, type Pictures } from './pictures';
import { longRunCheck, runChecks } from './runs';
import { searchChecks } from './search';
import { templatePictures } from './templatePictures';

/** The editor as a newcomer meets it, in a real browser. With `pictures` the docs get theirs. */
export async function browserChecks(checks: Checks, lifetime: Lifetime, open: OpenBench, pictures: Pictures): Promise<void> {
	// First, so that a missing browser is told before n8n is set up.
	const browser = await launch();
	lifetime.onEnd(() => browser.close());
	const bench = await open('e2e-browser', { people: 110, companies: 8 }, credentials);
	const take = photographer(pictures);
	await bench.client.createWorkflow(allNodes());
	const editor = await editorPage(browser, bench.server.baseUrl);
	const place = { bench, editor, take };
	await searchChecks(checks, place);
	await panelChecks(checks, place);
	await credentialChecks(checks, place);
	await runChecks(checks, place);
	await consoleToPhoneChecks(checks, place, browser, lifetime.signal);
	await longRunCheck(checks, place);
	if (pictures === 'yes') await templatePictures(place);
	await checks.that('nothing went wrong in the editor, and it asked no other machine', async () => editor.troubles());
	await bench.server.stop();
	await browser.close();
}
