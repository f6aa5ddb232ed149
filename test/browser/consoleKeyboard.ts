import type { Page } from 'playwright-core';
import { same, type Checks } from '../e2e/checks';
import { eventually } from './browser';
import type { ConsolePage } from './consolePage';

/** More stops than these and a person without a mouse would give up. */
const mostStops = 70;

/** The whole console without a mouse. */
export async function keyboardChecks(checks: Checks, desk: ConsolePage): Promise<void> {
	const { page, dialog, held, sides } = desk;
	await checks.that('"/" goes to the search, and the Tab key comes around the page with few stops, each of them visible', () => roundTrip(page));
	await checks.that('arrow keys and Enter open a contact, Tab and Enter edit it, and the focus comes back to its row', async () => {
		const name = (await reachRow(desk)) ?? '';
		await page.keyboard.press('Enter');
		await dialog.waitFor();
		await page.keyboard.press('Tab');
		await page.keyboard.press('Tab');
		await page.keyboard.press('ControlOrMeta+a');
		await page.keyboard.type('+420 606 121 212');
		await page.keyboard.press('Enter');
		await dialog.waitFor({ state: 'hidden' });
		const wrong = await eventually(async () => same(await focusedRow(page), name));
		return [...wrong, ...(held('raynet', '+420 606 121 212')?.name === name ? [] : ['The number was not saved.'])];
	});
	await checks.that('Escape closes a contact without saving it', async () => {
		const name = await reachRow(desk);
		await page.keyboard.press('Enter');
		await dialog.waitFor();
		await page.keyboard.type('Nobody');
		await page.keyboard.press('Escape');
		await dialog.waitFor({ state: 'hidden' });
		return [...same(held('raynet', 'Nobody'), undefined), ...(await eventually(async () => same(await focusedRow(page), name)))];
	});
	await checks.that('P shows both sides of a row, and Escape comes back to it', async () => {
		const name = await reachRow(desk);
		await page.keyboard.press('p');
		await sides.waitFor();
		await page.keyboard.press('Escape');
		await sides.waitFor({ state: 'hidden' });
		return eventually(async () => same(await focusedRow(page), name));
	});
	await checks.that('from the first row, Up goes to the headings, and Enter sorts', async () => {
		await reachRow(desk);
		for (const key of ['Home', 'ArrowUp', 'ArrowRight', 'Enter', 'Enter', 'ArrowDown']) await page.keyboard.press(key);
		const last = held('raynet', 'person') && [...desk.sandbox.service('raynet').rows()].map(({ name }) => name).sort((a, b) => b.localeCompare(a))[0];
		return eventually(async () => same(await focusedRow(page), last));
	});
}

/** By keys only; answers the name that stands in the row. */
async function reachRow({ page, section }: ConsolePage): Promise<string | undefined> {
	await section('raynet').getByRole('searchbox').focus();
	await page.keyboard.press('Tab');
	await page.keyboard.press('Tab');
	for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
	return focusedRow(page);
}

function focusedRow(page: Page): Promise<string | undefined> {
	return page.evaluate('inPage.focusedRow()');
}

async function roundTrip(page: Page): Promise<string[]> {
	await page.locator('h1').click();
	await page.keyboard.press('/');
	const problems = same(await focused(page), { id: 'search', unseen: '' });
	for (let stop = 1; stop <= mostStops; stop += 1) {
		await page.keyboard.press('Tab');
		const { id, unseen } = await focused(page);
		if (unseen !== '') problems.push(`The focus cannot be seen on ${unseen}`);
		if (id === 'search') return problems;
	}
	return [...problems, `After ${mostStops} stops the Tab key is not around yet.`];
}

function focused(page: Page): Promise<{ id: string; unseen: string }> {
	return page.evaluate('inPage.focused()');
}
