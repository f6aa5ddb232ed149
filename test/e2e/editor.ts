import { googleCredential, googleType, raynetCredential, raynetType, type DemoCredential } from '../../sandbox/demo/credentials';
import type { Bench } from '../../sandbox/demo/setUp';
import type { JsonObject } from '../../sandbox/kit/json';
import type { Choice, NodeQuestion } from '../../sandbox/n8n/launcher';
import { same, type Checks } from './checks';

const trigger = 'n8n-nodes-contact-sync.crmTrigger';
const upsert = 'n8n-nodes-contact-sync.googleContactsUpsert';

/** What a person finds in the editor: nodes in the panel, Test buttons of credentials, lists that load. */
export async function editorChecks(checks: Checks, bench: Bench): Promise<void> {
	await checks.that('n8n knows the nodes of the package under their own names', async () => {
		const types = await bench.client.nodeTypes();
		return [trigger, upsert].filter((type) => !types.includes(type)).map((type) => `${type} is missing.`);
	});
	await credentialChecks(checks, bench);
	await listChecks(checks, bench);
}

async function credentialChecks(checks: Checks, { sandbox, client }: Bench): Promise<void> {
	const raynet = raynetCredential(sandbox.baseUrl);
	const google = googleCredential(sandbox.baseUrl);
	const status = async (credential: DemoCredential, changed: JsonObject = {}): Promise<string> => {
		const { id, name, type, data } = credential;
		return (await client.testCredential({ id, name }, type, { ...data, ...changed })).status;
	};
	await checks.that('the Test button accepts the Raynet credential', async () => same(await status(raynet), 'OK'));
	await checks.that('the Test button refuses a wrong API key', async () => same(await status(raynet, { apiKey: 'mistyped' }), 'Error'));
	await checks.that('the Test button refuses an unknown instance', async () => same(await status(raynet, { instanceName: 'nowhere' }), 'Error'));
	await checks.that('the Test button accepts the Google credential', async () => same(await status(google), 'OK'));
}

async function listChecks(checks: Checks, { sandbox, client }: Bench): Promise<void> {
	const { id, name } = raynetCredential(sandbox.baseUrl);
	const raynet = { [raynetType]: { id, name } };
	const account = googleCredential(sandbox.baseUrl);
	const google = { [googleType]: { id: account.id, name: account.name } };
	const question = (type: string, path: string, method: string, parameters: JsonObject): NodeQuestion => ({
		type,
		typeVersion: 1,
		path: `parameters.${path}`,
		method,
		parameters,
		credentials: type === trigger ? raynet : google,
	});
	const offers = (choices: readonly Choice[], wanted: string): string[] =>
		choices.some((choice) => choice.name === wanted) ? [] : [`"${wanted}" is missing among ${choices.map((choice) => choice.name).join(', ') || 'nothing'}.`];
	const scope = { crm: 'raynet', records: 'both' };

	await checks.that('the list of tags is read from Raynet', async () =>
		offers(await client.listSearch(question(trigger, 'tag', 'searchTags', { ...scope, scope: 'tag' })), 'VIP'),
	);
	await checks.that('the list of owners is read from Raynet', async () => {
		const owners = await client.listSearch(question(trigger, 'owner', 'searchOwners', { ...scope, scope: 'owner' }));
		return owners.length > 0 ? [] : ['There is no owner.'];
	});
	await checks.that('the list of categories is read from Raynet', async () => {
		const categories = await client.listSearch(question(trigger, 'category', 'searchCategories', { ...scope, scope: 'category' }));
		return categories.length > 0 ? [] : ['There is no category.'];
	});
	await checks.that('the list of labels is read from Google and can be searched', async () => {
		const labels = await client.listSearch(question(upsert, 'label', 'searchLabels', {}), 'foot');
		return same(labels.map((label) => label.name), ['Football']);
	});
	await checks.that('the mapper of fields offers those of a contact', async () => {
		const fields = await client.mapperFields(question(upsert, 'contactFields', 'getContactFields', { input: 'fields' }));
		return ['firstName', 'lastName'].filter((field) => !fields.includes(field)).map((field) => `${field} is missing among ${fields.join(', ')}.`);
	});
}
