import { creatioCredential, ecomailCredential, raynetCredential, simpleCrmCredential, type DemoCredential } from '../../../sandbox/demo/credentials';
import type { Checks } from '../checks';
import { allNodes } from './allNodes';
import type { Place } from './place';

/** What is mistyped in a credential, and what the editor then says. */
interface Slip {
	service: string;
	credential: DemoCredential;
	field: string;
	typed: string;
	told: RegExp;
}

const slips = (baseUrl: string): Slip[] => [
	{ service: 'Creatio', credential: creatioCredential(baseUrl), field: 'password', typed: 'mistyped', told: /Creatio did not accept user name and password/ },
	{ service: 'Ecomail', credential: ecomailCredential(baseUrl), field: 'apiKey', typed: 'mistyped', told: /Ecomail did not accept this API key/ },
	{ service: 'a REST CRM', credential: simpleCrmCredential(baseUrl), field: 'baseUrl', typed: `${baseUrl}/rest-reference/elsewhere`, told: /There is nothing at this address/ },
];

/** The credential of each service, accepted and refused; that of RAYNET is opened from a node, the others from their list. */
export async function credentialChecks(checks: Checks, place: Place): Promise<void> {
	const { editor, take, bench } = place;
	const { page } = editor;
	const modal = page.getByTestId('editCredential-modal');
	const works = modal.getByTestId('credentials-config-container-test-success');
	const enter = async (field: string, value: string): Promise<void> => {
		await modal.getByTestId(`parameter-input-${field}`).locator('input').fill(value);
		await modal.getByTestId('credential-save-button').click();
	};
	const refused = async (told: RegExp): Promise<void> => {
		await modal.getByText('More details').click();
		await modal.getByText(told).waitFor();
	};
	const leave = async (): Promise<void> => {
		await page.keyboard.press('Escape');
		await modal.waitFor({ state: 'hidden' });
	};

	await editor.open(allNodes().id);
	await checks.that('opening a good credential tests it, and says that it works', async () => {
		await editor.openNode('CRM Instant Trigger');
		await page.getByTestId('credential-edit-button').first().click();
		await works.waitFor();
		await take('credential-works', page);
		return [];
	});
	await checks.that('a wrong API key is refused, and the reason is told in words', async () => {
		await enter('apiKey', 'mistyped');
		await refused(/RAYNET did not accept the e-mail address with this API key/);
		await take('credential-refused', page);
		return [];
	});
	await checks.that('the right key is accepted again', async () => {
		bench.sandbox.service('raynet').control('loginFailures.reset', {});
		await enter('apiKey', String(raynetCredential(bench.sandbox.baseUrl).data['apiKey']));
		await works.waitFor();
		await leave();
		await editor.closeNode();
		return [];
	});

	await page.goto(`${bench.server.baseUrl}/home/credentials`);
	for (const { service, credential, field, typed, told } of slips(bench.sandbox.baseUrl)) {
		await checks.that(`the credential of ${service} works; what is mistyped in it is told in words; corrected, it works again`, async () => {
			// Left open by a check that failed.
			if (await modal.isVisible()) await leave();
			await page.getByText(credential.name, { exact: true }).first().click();
			await works.waitFor();
			await enter(field, typed);
			await refused(told);
			await enter(field, String(credential.data[field]));
			await works.waitFor();
			await leave();
			return [];
		});
	}
}
