import { raynetCredential } from '../../../sandbox/demo/credentials';
import { same, type Checks } from '../checks';
import { allNodes } from './allNodes';
import type { Place } from './place';

/** The credential of RAYNET, accepted and refused. */
export async function credentialChecks(checks: Checks, { editor, take, bench }: Place): Promise<void> {
	const { page } = editor;
	const modal = page.getByTestId('editCredential-modal');
	const openCredential = async (): Promise<void> => {
		await editor.openNode('CRM Instant Trigger');
		await page.getByTestId('credential-edit-button').first().click();
		await modal.waitFor();
	};
	await editor.open(allNodes().id);
	await checks.that('opening a good credential tests it, and says that it works', async () => {
		await openCredential();
		await modal.getByTestId('credentials-config-container-test-success').waitFor();
		await take('credential-works', page);
		return [];
	});
	await checks.that('a wrong API key is refused, and the reason is told in words', async () => {
		const field = modal.getByTestId('parameter-input-apiKey').locator('input');
		await field.fill('mistyped');
		await modal.getByTestId('credential-save-button').click();
		await modal.getByText('More details').click();
		await take('credential-refused', page);
		const told = await modal.innerText();
		return /authori[sz]ation|unauthori[sz]ed|401|wrong/i.test(told) ? [] : [`It says "${told.slice(0, 300)}".`];
	});
	await checks.that('the right key is accepted again', async () => {
		await modal.getByTestId('parameter-input-apiKey').locator('input').fill(String(raynetCredential(bench.sandbox.baseUrl).data['apiKey']));
		bench.sandbox.service('raynet').control('loginFailures.reset', {});
		await modal.getByTestId('credential-save-button').click();
		await modal.getByTestId('credentials-config-container-test-success').waitFor();
		await page.keyboard.press('Escape');
		await modal.waitFor({ state: 'hidden' });
		await editor.closeNode();
		return same(await modal.isVisible(), false);
	});
}
