import { selectors, type Browser, type Locator, type Page } from 'playwright-core';
import { owner } from '../../../sandbox/demo/setUp';
import { watchedPage, type Watched } from '../../browser/browser';

/** n8n's editor as its user sees it. */
export interface EditorPage extends Watched {
	open(workflowId: string): Promise<void>;
	/** Opens the panel of a node; answers it. */
	openNode(name: string): Promise<Locator>;
	closeNode(): Promise<void>;
	/** A parameter of the open panel, by its name in the code. */
	parameter(name: string): Locator;
	/** Chooses from a parameter's list, by the name that is shown. */
	choose(parameter: string, option: string): Promise<void>;
	/** What the panel of nodes offers for these words; it is filtered a moment after the typing. */
	searchNodes(words: string): Promise<string[]>;
	/** What is chosen for each credential that the open panel asks for; it is drawn piece by piece. */
	credentials(): Promise<string[]>;
}

// n8n asks who is logged in before anybody is; the answer is a 401. For each community node that is looked at, its editor
// asks npm's registry about the package.
const expected = [/401/, /registry\.npmjs\.org/];

export async function editorPage(browser: Browser, baseUrl: string): Promise<EditorPage> {
	selectors.setTestIdAttribute('data-test-id');
	const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, reducedMotion: 'reduce' });
	await context.request.post(`${baseUrl}/rest/login`, { data: { emailOrLdapLoginId: owner.email, password: owner.password } });
	const watched = await watchedPage(context, expected);
	const { page } = watched;
	page.setDefaultTimeout(60_000);
	const panel = page.getByTestId('ndv');
	const parameter = (name: string): Locator => panel.getByTestId(`parameter-input-${name}`).first();
	return {
		...watched,
		parameter,
		async open(workflowId) {
			await page.goto(`${baseUrl}/workflow/${workflowId}`);
			await page.getByTestId('canvas-node').first().waitFor();
			await page.getByTestId('zoom-to-fit').click();
		},
		async openNode(name) {
			// Left open by a check that failed.
			if (await panel.isVisible()) await close(page, panel);
			await openPanel(page, panel, name);
			return panel;
		},
		closeNode: () => close(page, panel),
		async choose(name, option) {
			await parameter(name).click();
			const options = page.locator('.el-select-dropdown__item:visible, [role="option"]:visible');
			await options.filter({ hasText: option }).first().click();
			await options.first().waitFor({ state: 'hidden' });
		},
		searchNodes: (words) => searchNodes(page, words),
		async credentials() {
			const selects = panel.getByTestId('node-credentials-select');
			await selects.first().waitFor();
			return Promise.all((await selects.all()).map(async (one) => (await one.locator('input').first().inputValue().catch(() => '')) || (await one.innerText())));
		},
	};
}

/** A double click while the canvas moves goes beside the node. */
async function openPanel(page: Page, panel: Locator, name: string): Promise<void> {
	for (let left = 3; left > 0 && !(await panel.isVisible()); left -= 1) {
		await nodeOf(page, name).dblclick();
		await panel.waitFor({ timeout: 10_000 }).catch(() => undefined);
	}
	await panel.waitFor();
}

/** The first Escape may only close a list that is open in the panel. */
async function close(page: Page, panel: Locator): Promise<void> {
	for (let presses = 0; presses < 4 && (await panel.isVisible()); presses += 1) {
		await page.keyboard.press('Escape');
		await panel.waitFor({ state: 'hidden', timeout: 2_000 }).catch(() => undefined);
	}
}

export function nodeOf(page: Page, name: string): Locator {
	return page.getByTestId('canvas-node').filter({ hasText: name }).first();
}

async function searchNodes(page: Page, words: string): Promise<string[]> {
	const bar = page.getByTestId('node-creator-search-bar');
	if (!(await bar.isVisible())) await page.getByTestId('node-creator-plus-button').click();
	await bar.fill(words);
	await page.getByTestId('item-iterator-item').first().waitFor();
	// The list is filtered a moment after the typing, and made longer as it is scrolled.
	const items = page.getByTestId('item-iterator-item');
	for (let seen = -1, now = 0; now !== seen; now = await items.count()) {
		seen = now;
		await page.waitForTimeout(400);
		await items.last().scrollIntoViewIfNeeded();
	}
	await items.first().scrollIntoViewIfNeeded();
	return (await items.allInnerTexts()).map((text) => text.split('\n')[0] ?? '');
}
