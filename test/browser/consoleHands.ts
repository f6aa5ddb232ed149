import { same, type Checks } from '../e2e/checks';
import { eventually } from './browser';
import type { ConsolePage } from './consolePage';

const services = ['raynet', 'google', 'creatio', 'ecomail', 'rest-reference'] as const;
const groups: Record<(typeof services)[number], string> = { raynet: 'Newcomer', google: 'Newcomers', creatio: '#Newcomer', ecomail: 'newcomer', 'rest-reference': 'Newcomer' };

/** What a person does with contacts. */
export async function handChecks(checks: Checks, desk: ConsolePage): Promise<void> {
	const { page, section, dialog } = desk;
	await checks.that('a search in one service leaves the others alone', async () => {
		await section('raynet').getByRole('searchbox').fill('vrána josef');
		const wrong = await eventually(async () => same(await section('raynet').locator('.tabulator-row').count(), 1));
		const others = await section('creatio').locator('.tabulator-row').count();
		await section('raynet').getByRole('searchbox').fill('');
		return others > 1 ? wrong : ['The other services were searched, too.'];
	});
	await checks.that('a search everywhere finds a person in every service', async () => {
		await page.getByLabel('Search everywhere').fill('vrána josef');
		const wrong = await eventually(async () => {
			const counts = await Promise.all(['raynet', 'google', 'creatio'].map((name) => section(name).locator('.tabulator-row').count()));
			return same(counts, [1, 0, 1]);
		});
		await page.getByLabel('Search everywhere').fill('');
		return wrong;
	});
	await checks.that('what is typed into the search everywhere while the page is still being made counts for every service', () => earlySearch(desk));
	for (const [n, service] of services.entries()) {
		const name = `Nina Nováčková${n}`;
		await checks.that(`${service}: a contact is added, edited, tagged, untagged and deleted`, async () => [
			...(await add(desk, service, name)),
			...(await change(desk, service, name)),
			...(await tag(desk, service, name)),
			...(await remove(desk, service, name)),
		]);
	}
	for (const service of ['raynet', 'google', 'creatio', 'rest-reference'] as const) {
		await checks.that(`${service}: two contacts are merged, and one is left`, () => merge(desk, service));
	}
	await checks.that('what the service refuses is told, and the form stays open', async () => {
		await section('google').getByRole('button', { name: 'Add Contact' }).click();
		await dialog.getByLabel('Name').fill('x'.repeat(200_000));
		await dialog.getByRole('button', { name: 'Save' }).click();
		const wrong = await eventually(async () => ((await desk.message.getAttribute('class')) === 'error' && (await dialog.isVisible()) ? [] : ['No error is told.']));
		await dialog.getByRole('button', { name: 'Cancel' }).click();
		return wrong;
	});
}

async function add({ section, dialog, held }: ConsolePage, service: string, name: string): Promise<string[]> {
	await section(service).getByRole('button', { name: 'Add Contact' }).click();
	await dialog.getByLabel('Name').fill(name);
	await dialog.getByLabel('E-mail').fill(`${service}.nina@example.org`);
	await dialog.getByLabel('Phone', { exact: true }).fill('+420 604 111 222');
	await dialog.getByRole('button', { name: 'Save' }).click();
	await dialog.waitFor({ state: 'hidden' });
	const row = held(service, name);
	return same([row?.emails, row?.phones], [[`${service}.nina@example.org`], ['+420 604 111 222']]);
}

async function change({ dialog, held, edit, row }: ConsolePage, service: string, name: string): Promise<string[]> {
	await edit(service, name);
	await dialog.getByLabel('Phone', { exact: true }).fill('+420 605 333 444');
	await dialog.getByRole('button', { name: 'Save' }).click();
	await dialog.waitFor({ state: 'hidden' });
	const shown = await eventually(async () => same(await row(service, '+420 605 333 444').count(), 1));
	return [...same(held(service, name)?.phones, ['+420 605 333 444']), ...shown];
}

async function tag({ dialog, held, edit }: ConsolePage, service: (typeof services)[number], name: string): Promise<string[]> {
	const group = groups[service];
	await edit(service, name);
	await dialog.locator('.add-group input').fill(group);
	await dialog.locator('.add-group button').click();
	await dialog.waitFor({ state: 'hidden' });
	const inside = held(service, name)?.groups.includes(group);
	await edit(service, name);
	await dialog.getByRole('button', { name: `Remove ${group}` }).click();
	await dialog.waitFor({ state: 'hidden' });
	return same([inside, held(service, name)?.groups.includes(group)], [true, false]);
}

async function remove({ dialog, held, edit, section }: ConsolePage, service: string, name: string): Promise<string[]> {
	await edit(service, name);
	await dialog.getByRole('button', { name: 'Delete' }).click();
	await dialog.waitFor({ state: 'hidden' });
	await section(service).getByRole('searchbox').fill('');
	return same(held(service, name), undefined);
}

const doubles: Record<'raynet' | 'google' | 'creatio' | 'rest-reference', (desk: ConsolePage, lastName: string, phone: string) => unknown> = {
	raynet: ({ sandbox }, lastName, phone) => sandbox.service('raynet').control('person.create', { firstName: 'Dvojník', lastName, contactInfo: { tel1: phone } }),
	google: ({ sandbox }, familyName, value) => sandbox.service('google').control('person.create', { person: { names: [{ givenName: 'Dvojník', familyName }], phoneNumbers: [{ value }] } }),
	creatio: ({ sandbox }, Surname, MobilePhone) => sandbox.service('creatio').control('row.create', { GivenName: 'Dvojník', Surname, MobilePhone }),
	'rest-reference': ({ sandbox }, lastName, phone) => sandbox.service('rest-reference').control('record.create', { values: { firstName: 'Dvojník', lastName, phone } }),
};

async function merge(desk: ConsolePage, service: keyof typeof doubles): Promise<string[]> {
	const { dialog, edit, section, held } = desk;
	doubles[service](desk, 'Hlavní', '');
	doubles[service](desk, 'Vedlejší', '+420 604 000 002');
	await section(service).getByRole('searchbox').fill('dvojník');
	await section(service).getByText('Dvojník Vedlejší').waitFor();
	await edit(service, 'Dvojník Hlavní');
	const field = dialog.getByLabel('Merge another contact into this one');
	await field.pressSequentially('vedlejší');
	const offered = await dialog.locator('#merge-choices option').first().getAttribute('value');
	await field.fill(offered ?? '');
	await dialog.getByRole('button', { name: 'Merge' }).click();
	await dialog.waitFor({ state: 'hidden' });
	await section(service).getByRole('searchbox').fill('');
	return same([held(service, 'Hlavní') !== undefined, held(service, 'Vedlejší') !== undefined], [true, false]);
}

/** The last table waits for its rows until the words are there. */
async function earlySearch({ page, sandbox }: ConsolePage): Promise<string[]> {
	const early = await page.context().newPage();
	let letGo = (): void => undefined;
	const typed = new Promise<void>((resolve) => (letGo = resolve));
	await early.route('**/_control/rows/rest-reference', async (route) => {
		await typed;
		await route.continue();
	});
	await early.goto(sandbox.baseUrl);
	await early.getByLabel('Search everywhere').fill('vrána josef');
	letGo();
	const table = early.locator('[data-service="rest-reference"]');
	await table.locator('.tabulator-row').first().waitFor();
	const total = sandbox.service('rest-reference').rows().length;
	const wrong = await eventually(async () => {
		const shown = (await table.locator('.count').textContent()) ?? '';
		return /^[1-9]\d* of /.test(shown) && !shown.startsWith(`${total} `) ? [] : [`It shows ${shown}.`];
	});
	await early.close();
	return wrong;
}
