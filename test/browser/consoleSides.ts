import { createNormaliser } from '../../core/contact/normalise';
import { elementsOf, scalarHash } from '../../core/sync/fields';
import { encodeEntry, groupMark } from '../../core/sync/pairEntry';
import { same, type Checks } from '../e2e/checks';
import { eventually } from './browser';
import type { ConsolePage } from './consolePage';

const name = { firstName: 'Petra', lastName: 'Párová' };
const phone = '+420604777888';

/** The two sides of a pair next to each other, with what its entry says. */
export async function sidesChecks(checks: Checks, desk: ConsolePage): Promise<void> {
	const { page, row, sides, dialog } = desk;
	const field = (key: string) => sides.locator(`[data-field="${key}"]`);
	const recordId = plantPair(desk);
	await checks.that('a pair is marked in both services, and its two sides stand next to each other', async () => {
		await page.getByLabel('Search everywhere').fill('Párová');
		for (const service of ['raynet', 'google']) await row(service, 'Párová').locator('[tabulator-field="pair"]', { hasText: '⇄' }).waitFor();
		await row('raynet', 'Párová').locator('[tabulator-field="pair"]').click();
		await sides.getByText('Both sides of Petra Párová').waitFor();
		const cells = await field('phones').locator('td').allInnerTexts();
		const shown = cells.slice(0, 2).map((text) => text.replace(/\s|\(.*\)/g, ''));
		return [...same(shown, [phone, phone]), ...(cells[2]?.startsWith('settled, equal') ? [] : [`The base of the phones is "${cells[2]}".`])];
	});
	await checks.that('the entry is told in words: membership, link, stamps, and fields settled as different', async () => {
		const all = await sides.innerText();
		const wanted = ['raynet:acme', 'Pairs: in on both sides', 'stored', '2026-03-01 10:00:00 UTC', 'settled as different'];
		return wanted.filter((text) => !all.includes(text)).map((text) => `"${text}" is missing.`);
	});
	await checks.that('nothing is told as changed while nothing is', async () => same(await sides.locator('mark').allInnerTexts(), []));
	await checks.that('an edit from the two sides is told at its field, as long as no sync carried it over', async () => {
		await sides.getByRole('button', { name: 'Edit in RAYNET' }).click();
		await dialog.getByLabel('Phone', { exact: true }).fill('+420 605 000 999');
		await dialog.getByRole('button', { name: 'Save' }).click();
		await field('phones').getByText('changed in RAYNET since').waitFor();
		return same(await sides.locator('mark').count(), 1);
	});
	await checks.that('an edit on the other side shows, too, without a click', async () => {
		const { resourceName } = googleIdOf(desk);
		desk.sandbox.service('google').control('person.update', { resourceName, person: { biographies: [{ value: 'Noted on the phone.' }] } });
		await field('note').getByText('changed in Google since').waitFor();
		return [];
	});
	await checks.that('a record that was deleted is told as gone; Escape closes the two sides', async () => {
		desk.sandbox.service('raynet').control('person.delete', { id: recordId });
		await sides.getByText('The record is gone.').waitFor();
		await sides.getByRole('button', { name: 'Close' }).focus();
		await page.keyboard.press('Escape');
		await sides.waitFor({ state: 'hidden' });
		await page.getByLabel('Search everywhere').fill('');
		return [];
	});
	await checks.that('a contact without a pair says so', async () => {
		await desk.edit('raynet', 'Alois Bezdrát');
		await dialog.getByRole('button', { name: 'Both Sides' }).click();
		await sides.getByText('This contact has no pair').waitFor();
		await sides.getByRole('button', { name: 'Close' }).click();
		await desk.section('raynet').getByRole('searchbox').fill('');
		return eventually(async () => same(await sides.isVisible(), false));
	});
}

function googleIdOf({ held }: ConsolePage): { resourceName: string } {
	return { resourceName: held('google', 'Párová')?.id ?? '' };
}

/** Two records, and the entry as a sync leaves it: the phone settled as equal, the note as different. */
function plantPair(desk: ConsolePage): number {
	const raynet = desk.sandbox.service('raynet');
	const google = desk.sandbox.service('google');
	const { id } = raynet.control('person.create', { ...name, notice: 'In the office.', contactInfo: { tel1: phone, tel1Type: 'mobil' } }) as { id: number };
	const person = { names: [{ givenName: name.firstName, familyName: name.lastName }], phoneNumbers: [{ value: phone, type: 'mobile' }], biographies: [{ value: 'At home.' }] };
	const { resourceName } = google.control('person.create', { person }) as { resourceName: string };
	const label = google.control('label.create', { label: 'Pairs' }) as { resourceName: string };
	google.control('label.add', { resourceName, label: 'Pairs' });
	const hash = scalarHash('name', name);
	const elements = [...elementsOf('phones', { phones: [{ value: phone, type: 'mobile' }] }, createNormaliser()).values()];
	const text = encodeEntry(
		{
			record: { recordType: 'person', recordId: String(id) },
			merged: [],
			linked: 'yes',
			memberships: new Map([[groupMark(label.resourceName), 'both']]),
			stamps: { crm: Date.UTC(2026, 2, 1, 10), partner: Date.UTC(2026, 2, 1, 9) },
			bases: {
				scalars: new Map([
					['name', { crm: hash, partner: hash }],
					['note', { crm: scalarHash('note', { note: 'In the office.' }), partner: scalarHash('note', { note: 'At home.' }) }],
				]),
				lists: new Map([['phones', { kind: 'elements', common: new Map(elements.map((one) => [one.hash, { crmType: one.type, partnerType: one.type }])), crmOnly: new Set(), partnerOnly: new Set() }]]),
			},
		},
		32,
	);
	google.control('clientData.plant', { resourceName, key: 'contact-sync:raynet:acme', value: text });
	return id;
}
