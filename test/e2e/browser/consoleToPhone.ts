import type { Browser } from 'playwright-core';
import { raynetWithGoogle, tag } from '../../../sandbox/demo/scenarios/raynetWithGoogle';
import { publishWorkflow, root } from '../../../sandbox/demo/setUp';
import { eventually, watchedPage } from '../../browser/browser';
import { consolePage } from '../../browser/consolePage';
import { same, type Checks } from '../checks';
import type { Place } from './place';

const limitMs = 180_000;
const number = '+420 777 123 456';

/** What the readme invites to: change a phone number on the Raynet side of the console, and watch it reach Google. */
export async function consoleToPhoneChecks(checks: Checks, { bench, take }: Place, browser: Browser, signal: AbortSignal): Promise<void> {
	const { sandbox, client } = bench;
	const { page, troubles } = await watchedPage(await browser.newContext({ viewport: { width: 1200, height: 800 }, reducedMotion: 'reduce' }));
	page.setDefaultTimeout(limitMs);
	const { row, section, sides, dialog } = consolePage(page, sandbox);
	let name = '';
	await checks.that('the console shows the first pairs of a published flow as they arise', async () => {
		await page.goto(sandbox.baseUrl);
		await raynetWithGoogle.prepare?.(sandbox.baseUrl, bench.server.baseUrl);
		await publishWorkflow(client, raynetWithGoogle.workflow(root));
		// The people of the flow have its tag; the search leaves the others out.
		await section('raynet').getByRole('searchbox').fill(tag);
		const paired = row('raynet', '⇄').first();
		await paired.waitFor();
		name = (await paired.locator('[tabulator-field="name"]').textContent()) ?? '';
		return [];
	});
	await checks.that('a phone number that is changed on the Raynet side of the console reaches Google', async () => {
		await row('raynet', '⇄').first().locator('[tabulator-field="pair"]').click();
		await sides.getByRole('button', { name: 'Edit in RAYNET' }).click();
		await dialog.getByLabel('Phone', { exact: true }).fill(number);
		await dialog.getByRole('button', { name: 'Save' }).click();
		const phones = sides.locator('[data-field="phones"] td');
		await phones.nth(0).getByText('changed in RAYNET since').waitFor();
		await take('console-changed', sides);
		await phones.nth(1).getByText(number).waitFor();
		await eventually(async () => same(await sides.locator('mark').count(), 0), 20_000);
		await take('console-both-sides', sides);
		signal.throwIfAborted();
		const held = sandbox.service('google').rows().filter(({ phones: all }) => all.some((one) => one.replace(/\s/g, '') === number.replace(/\s/g, '')));
		return same(held.map((one) => one.name), [name]);
	});
	await checks.that('nothing is told as changed any more once it arrived', async () => eventually(async () => same(await sides.locator('mark').allInnerTexts(), []), 30_000));
	await sides.getByRole('button', { name: 'Close' }).click();
	await section('raynet').getByRole('searchbox').fill('');
	await page.mouse.wheel(0, -10_000);
	await take('console', page);
	await checks.that('nothing went wrong on the console page meanwhile', async () => troubles());
	await page.close();
}
