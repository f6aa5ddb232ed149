import { openPhone } from '../../../sandbox/demo/scenarios/phone';
import { eventually } from '../../browser/browser';
import { same, type Checks } from '../checks';
import { allNodes, nodes, registered } from './allNodes';
import type { Place } from './place';

const limitMs = 20_000;

const crmNodes = ['CRM Trigger', 'CRM Contact', 'Contact Sync'];

/** Each node's panel: its credential, its parameters, its choice of CRM, its lists. */
export async function panelChecks(checks: Checks, place: Place): Promise<void> {
	const { editor, take } = place;
	await checks.that('every node of the package is looked at', async () => {
		const seen = Object.values(nodes).map(({ type }) => type.toLowerCase());
		return registered().filter((name) => !seen.includes(name.toLowerCase())).map((name) => `${name} is not.`);
	});
	await editor.open(allNodes().id);
	for (const [name, { credentials }] of Object.entries(nodes)) {
		await checks.that(`the panel of ${name} shows its parameters and credentials`, async () => {
			await editor.openNode(name);
			const wrong = await eventually(async () => same((await editor.credentials()).length, credentials.length), limitMs);
			await take(`node-${name.toLowerCase().replaceAll(' ', '-')}`, editor.page);
			await editor.closeNode();
			return [...wrong, ...editor.troubles()];
		});
	}
	for (const name of crmNodes) {
		await checks.that(`${name}: CRM stands in the panel; choosing Creatio brings Creatio's credential and fields`, () => chooseCreatio(place, name));
	}
	await checks.that('the panel of Contact Sync says where a long run tells how far it is', async () => {
		await editor.open(allNodes().id);
		const panel = await editor.openNode('Contact Sync');
		await panel.getByText(/tells how far it is in the console of the browser/).first().waitFor();
		await editor.closeNode();
		return [];
	});
	await listChecks(checks, place);
}

async function chooseCreatio({ editor, take }: Place, name: string): Promise<string[]> {
	const { parameter, choose, credentials } = editor;
	await editor.open(allNodes().id);
	const panel = await editor.openNode(name);
	try {
		await parameter('crm').waitFor();
		await choose('crm', 'Creatio');
		await parameter('authentication').waitFor();
		await panel.getByText('Creatio Credential').waitFor();
		const foreign = await eventually(async () => (await credentials()).filter((one) => /raynet/i.test(one)).map((one) => `The credential is still "${one}".`), limitMs);
		const label = name === 'Contact Sync' ? await eventually(() => labelOf(editor), limitMs) : [];
		if (name === 'Contact Sync') {
			await panel.getByTestId('node-credentials-select').first().click();
			await editor.page.locator('.el-select-dropdown__item:visible', { hasText: 'Creatio' }).first().click();
			await take('contact-sync-creatio', editor.page);
		}
		const scopes = name === 'CRM Contact' ? [] : await offersGroup(editor);
		await choose('crm', 'RAYNET');
		const gone = await eventually(async () => ((await parameter('authentication').isVisible()) ? ['Authentication is still there for RAYNET.'] : []), limitMs);
		return [...foreign, ...label, ...scopes, ...gone];
	} finally {
		await editor.closeNode();
	}
}

/** The label follows the CRM as long as nobody named one. */
async function labelOf({ parameter }: Place['editor']): Promise<string[]> {
	return same(await parameter('label').locator('input').last().inputValue(), 'Creatio');
}

async function offersGroup({ page, parameter }: Place['editor']): Promise<string[]> {
	await parameter('scope').click();
	const options = page.locator('.el-select-dropdown__item:visible');
	const wrong = await eventually(async () => {
		const texts = await options.allInnerTexts();
		return texts.some((text) => text.startsWith('Group')) ? [] : [`Scope offers ${texts.join(', ')}, and no Group.`];
	}, limitMs);
	await parameter('scope').click();
	return wrong;
}

async function listChecks(checks: Checks, { bench, editor, take }: Place): Promise<void> {
	const { page, parameter, choose } = editor;
	const found = page.getByTestId('rlc-item');
	await checks.that('the list of tags opens in CRM Trigger and holds those of RAYNET', async () => {
		await editor.open(allNodes().id);
		await editor.openNode('CRM Trigger');
		await choose('scope', 'Tag');
		await parameter('tag').click();
		await found.filter({ hasText: 'VIP' }).first().waitFor();
		await take('list-of-tags', page);
		await page.keyboard.press('Escape');
		await editor.closeNode();
		return [];
	});
	await checks.that('the list of labels opens in Google Contacts Upsert and holds those of the account', async () => {
		await openPhone(bench.sandbox.baseUrl, 'colleague').createLabel('Customers');
		await editor.open(allNodes().id);
		await editor.openNode('Google Contacts Upsert');
		await parameter('label').getByTestId('rlc-mode-selector').click();
		await page.locator('.el-select-dropdown__item:visible', { hasText: 'From List' }).first().click();
		await parameter('label').getByTestId('rlc-input').click();
		await found.filter({ hasText: 'Customers' }).first().waitFor();
		await page.keyboard.press('Escape');
		await editor.closeNode();
		return [];
	});
}
