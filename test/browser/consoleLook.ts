import type { Page } from 'playwright-core';
import type { Checks } from '../e2e/checks';
import type { ConsolePage } from './consolePage';

/** Of WCAG for texts of normal size. */
const leastContrast = 4.5;

/** Light and dark, narrow and wide, and names for those who do not see. */
export async function lookChecks(checks: Checks, { page }: ConsolePage): Promise<void> {
	for (const colorScheme of ['light', 'dark'] as const) {
		await checks.that(`in ${colorScheme} colours every text can be read`, async () => {
			await page.emulateMedia({ colorScheme });
			await page.waitForTimeout(1_000);
			return paleTexts(page);
		});
	}
	await page.emulateMedia({ colorScheme: 'light' });
	await checks.that('every field and button has a name', () => nameless(page));
	await checks.that('on a narrow screen nothing sticks out', async () => {
		await page.setViewportSize({ width: 480, height: 900 });
		await page.waitForTimeout(500);
		const wider = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
		await page.setViewportSize({ width: 1440, height: 1000 });
		return wider <= 0 ? [] : [`The page is ${wider} pixels wider than the screen.`];
	});
}

function paleTexts(page: Page): Promise<string[]> {
	return page.evaluate(`inPage.paleTexts(${leastContrast})`);
}

function nameless(page: Page): Promise<string[]> {
	return page.evaluate('inPage.nameless()');
}
