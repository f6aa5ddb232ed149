import type { Locator, Page } from 'playwright-core';
import type { ConsoleRow, Sandbox } from '../../sandbox/kit';

/** The console as its user sees it. */
export interface ConsolePage {
	page: Page;
	sandbox: Sandbox;
	section(service: string): Locator;
	/** The rows of a service in which this text stands. */
	row(service: string, text: string): Locator;
	dialog: Locator;
	sides: Locator;
	message: Locator;
	/** Opens the contact for editing. */
	edit(service: string, text: string): Promise<void>;
	/** What the stand-in holds; the first row that has this text. */
	held(service: string, text: string): ConsoleRow | undefined;
}

export function consolePage(page: Page, sandbox: Sandbox): ConsolePage {
	const section = (service: string): Locator => page.locator(`[data-service="${service}"]`);
	const row = (service: string, text: string): Locator => section(service).locator('.tabulator-row', { hasText: text });
	const dialog = page.locator('#contact-dialog');
	return {
		page,
		sandbox,
		section,
		row,
		dialog,
		sides: page.locator('#sides'),
		message: page.locator('#message'),
		async edit(service, text) {
			await section(service).getByRole('searchbox').fill(text);
			await row(service, text).first().click();
			await dialog.waitFor();
		},
		held: (service, text) => sandbox.service(service).rows().find((one) => JSON.stringify(one).includes(text)),
	};
}
