import { same, type Checks } from '../e2e/checks';
import { raynetAccounts } from '../../sandbox/raynet/accounts';
import { eventually } from './browser';
import type { ConsolePage } from './consolePage';

/** The clock, faults, the call log, and campaigns. */
export async function steeringChecks(checks: Checks, desk: ConsolePage): Promise<void> {
	const { page, sandbox, message } = desk;
	const calls = page.locator('#calls .tabulator-row');
	await checks.that('each call to a service shows in the log as it comes, the newest first', async () => {
		await callRaynet(desk, 'person');
		await callRaynet(desk, 'company');
		const operation = (nth: number) => calls.nth(nth).locator('[tabulator-field="op"]').textContent();
		return eventually(async () => same([await operation(0), await operation(1)], ['company.list', 'person.list']));
	});
	await checks.that('the log can show writes only, one service only, and can be cleared', async () => {
		await page.getByLabel('Only writes').check();
		const writes = await eventually(async () => same(await calls.count(), 0));
		await page.getByLabel('Only writes').uncheck();
		await page.getByLabel('Calls of which service').selectOption('google');
		const google = await eventually(async () => same(await calls.count(), 0));
		await page.getByLabel('Calls of which service').selectOption('');
		await page.getByRole('button', { name: 'Clear Calls' }).click();
		return [...writes, ...google, ...(await eventually(() => same(sandbox.calls().length, 0)))];
	});
	await checks.that('a fault that was switched on is listed, meets the next call, and is gone then', () => fault(desk));
	await checks.that('the clock moves on by a day', async () => {
		const before = sandbox.clock.now();
		await page.getByRole('button', { name: '+1 day' }).click();
		await message.getByText('The clock was advanced.').waitFor();
		return sandbox.clock.now() - before >= 86_400_000 ? [] : ['The clock stands where it stood.'];
	});
	await checks.that('an assumed behaviour is turned', async () => {
		await page.getByText('Assumed behaviours').click();
		const { service, name, values } = sandbox.switches()[0] ?? { service: '', name: '', values: [] };
		await page.getByLabel(`${service}.${name}`).selectOption(values[1] ?? '');
		await message.getByText('is now').waitFor();
		const turned = sandbox.switches()[0]?.value;
		sandbox.setSwitch(service, name, values[0] ?? '');
		await page.getByText('Assumed behaviours').click();
		return same(turned, values[1]);
	});
	await checks.that('a campaign is played: it is sent, people react, and the clock goes along', () => campaign(desk));
}

async function callRaynet({ sandbox }: ConsolePage, entity: string): Promise<number> {
	const { userName, apiKey, instance } = raynetAccounts.acme;
	const authorization = `Basic ${Buffer.from(`${userName}:${apiKey}`).toString('base64')}`;
	const { status } = await fetch(`${sandbox.url('raynet')}/api/v2/${entity}/`, { headers: { authorization, 'X-Instance-Name': instance } });
	return status;
}

async function fault(desk: ConsolePage): Promise<string[]> {
	const { page } = desk;
	const form = page.locator('#fault-form');
	await form.getByLabel('Service').selectOption('raynet');
	await form.getByLabel('Operation').fill('person.list');
	await form.getByLabel('Effect').selectOption('503');
	await form.getByRole('button', { name: 'Add Fault' }).click();
	await page.locator('#faults', { hasText: 'RAYNET, person.list: answer 503, once' }).waitFor();
	const statuses = [await callRaynet(desk, 'person'), await callRaynet(desk, 'person')];
	const gone = await eventually(async () => same(await page.locator('#faults li').count(), 0));
	const shown = await eventually(async () => same(await page.locator('#calls .tabulator-row.trouble').count(), 1));
	return [...same(statuses, [503, 200]), ...gone, ...shown];
}

async function campaign({ page, sandbox, section, message }: ConsolePage): Promise<string[]> {
	const before = sandbox.clock.now();
	await section('ecomail').getByRole('button', { name: 'Play a Campaign' }).click();
	const dialog = page.locator('#campaign-dialog');
	await dialog.getByLabel('Days').fill('2');
	await dialog.getByRole('button', { name: 'Play' }).click();
	await dialog.waitFor({ state: 'hidden' });
	const told = (await message.textContent()) ?? '';
	const passed = sandbox.clock.now() - before >= 2 * 86_400_000;
	return /^2 campaigns sent, [1-9]\d* events?, and the clock is \d+ days? later/.test(told) && passed ? [] : [`It says "${told}".`];
}
