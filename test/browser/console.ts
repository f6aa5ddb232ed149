import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startSandbox } from '../../sandbox/kit';
import { same, type Checks } from '../e2e/checks';
import { launch, watchedPage } from './browser';
import { consolePage, type ConsolePage } from './consolePage';
import { handChecks } from './consoleHands';
import { keyboardChecks } from './consoleKeyboard';
import { lookChecks } from './consoleLook';
import { sidesChecks } from './consoleSides';
import { steeringChecks } from './consoleSteering';

/** A name that is too long; the browser notes every answer of 400. */
const refusedOnPurpose = /400 .*google\/person\.create/;

/** The sandbox console in a real browser, on a sandbox of its own; no n8n. */
export async function consoleChecks(checks: Checks): Promise<void> {
	const sandbox = await startSandbox();
	sandbox.seed({ people: 40, companies: 8 });
	let browser: Browser | undefined;
	try {
		browser = await launch();
		const { page, troubles } = await watchedPage(await browser.newContext({ viewport: { width: 1440, height: 1000 }, reducedMotion: 'reduce' }), [refusedOnPurpose]);
		page.setDefaultTimeout(10_000);
		const desk = consolePage(page, sandbox);
		await checks.that('the console shows all services side by side, each with its contacts', () => opened(desk));
		const each = withoutDialogs(checks, desk);
		await handChecks(each, desk);
		await steeringChecks(each, desk);
		await sidesChecks(each, desk);
		await keyboardChecks(each, desk);
		await lookChecks(each, desk);
		await checks.that('nothing went wrong on the console page, and it asked no other machine', async () => troubles());
	} finally {
		await browser?.close();
		await sandbox.close();
	}
}

/** A check that failed leaves no dialog open to those after it. */
function withoutDialogs(checks: Checks, { page }: ConsolePage): Checks {
	return {
		...checks,
		that: (name, check) =>
			checks.that(name, async () => {
				while ((await page.locator('dialog[open]').count()) > 0) await page.keyboard.press('Escape');
				return check();
			}),
	};
}

async function opened({ page, sandbox, section }: ConsolePage): Promise<string[]> {
	await page.goto(sandbox.baseUrl);
	await page.addScriptTag({ path: join(__dirname, 'inPage.js') });
	const problems: string[] = [];
	for (const { name } of sandbox.services()) {
		const count = sandbox.service(name).rows().length;
		await section(name).locator('.tabulator-row').first().waitFor();
		problems.push(...same(await section(name).locator('.count').textContent(), `${count} of ${count}`).map((problem) => `${name}: ${problem}`));
	}
	return problems;
}
