import { eventually } from '../../browser/browser';
import type { Checks } from '../checks';
import { allNodes } from './allNodes';
import type { Place } from './place';

/** What people type into the panel of nodes, and what they have to find there. n8n leaves "Trigger" out of a name. */
const words: Record<string, readonly string[]> = {
	contacts: ['Contact Sync', 'Google Contacts Upsert', 'Google Contacts', 'CRM Contact', 'CRM'],
	crm: ['CRM Contact', 'CRM', 'CRM Instant', 'Contact Sync'],
	sync: ['Contact Sync'],
	'google contacts': ['Google Contacts Upsert', 'Google Contacts', 'Contact Sync'],
	google: ['Google Contacts Upsert', 'Google Contacts'],
	ecomail: ['Email Marketing Tag', 'Email Marketing', 'Campaign Activity Writeback'],
	newsletter: ['Email Marketing Tag', 'Email Marketing', 'Campaign Activity Writeback'],
	raynet: ['CRM Contact', 'CRM', 'CRM Instant', 'Contact Sync'],
	creatio: ['CRM Contact', 'CRM', 'Contact Sync'],
};

const limitMs = 20_000;

export async function searchChecks(checks: Checks, { editor, take }: Place): Promise<void> {
	const { page, open, searchNodes } = editor;
	await checks.that('the editor opens a workflow with every node of the package', async () => {
		await open(allNodes().id);
		return [];
	});
	for (const [typed, wanted] of Object.entries(words)) {
		await checks.that(`who types "${typed}" finds the nodes for it`, async () => {
			const missing = await eventually(async () => {
				const offered = (await searchNodes(typed)).map((name) => name.replace(/ Trigger$/, ''));
				return wanted.filter((name) => !offered.includes(name)).map((name) => `${name} is missing among ${offered.join(', ')}.`);
			}, limitMs);
			if (typed === 'raynet') await take('editor-search', page);
			return missing;
		});
	}
	await checks.that('a node is added from the panel and opens by itself', async () => {
		await searchNodes('contact sync');
		await page.getByTestId('item-iterator-item').filter({ hasText: 'Contact Sync' }).first().click();
		await page.getByText('Preview a sync').click();
		await page.getByTestId('ndv').waitFor();
		await editor.closeNode();
		return [];
	});
}
