import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { INodeProperties } from 'n8n-workflow';
import { GUARD_TITLES } from '../../core/sync/guards';
import { FIELDS } from '../../core/sync/fields';
import { expression } from './credentialStore';
import { startEngine, type Engine, type NodeName } from './engine';

const root = path.join(__dirname, '../..');
const NODES: readonly NodeName[] = ['campaignActivityWriteback', 'contactSync', 'crmContact', 'crmInstantTrigger', 'crmTrigger', 'emailMarketingTag', 'emailMarketingTrigger', 'googleContactsTrigger', 'googleContactsUpsert'];

let engine: Engine;
beforeAll(async () => {
	engine = await startEngine();
});

const properties = (name: NodeName): INodeProperties[] => engine.node(name).description.properties;

/** Options, collections and fixed collections with all that is inside them. */
function withInner(list: readonly INodeProperties[]): INodeProperties[] {
	return list.flatMap((property) => {
		const inner = (property.options ?? []).flatMap((option) => ('values' in option ? option.values : 'type' in option ? [option as INodeProperties] : []));
		return [property, ...withInner(inner)];
	});
}

function optionsOf(node: NodeName, name: string): Array<{ name: string; value: unknown }> {
	const found = withInner(properties(node)).find((property) => property.name === name);
	return (found?.options ?? []).map((option) => ({ name: option.name, value: 'value' in option ? option.value : undefined }));
}

/** One output schema for each operation, in the folder of its resource where the node has resources. */
function schemasOf(name: NodeName): string[] {
	const files = properties(name).flatMap(({ name: property, options = [], displayOptions }) => {
		const [resource] = displayOptions?.show?.resource ?? [];
		const folder = typeof resource === 'string' ? `${resource}/` : '';
		return property === 'operation' ? options.map((option) => `${folder}${'value' in option ? String(option.value) : ''}.json`) : [];
	});
	return files.length > 0 ? [...new Set(files)] : ['output.json'];
}

describe('the built package', () => {
	test('holds exactly the nodes and credentials that it names', () => {
		expect(Object.keys(engine.loader.nodeTypes).sort()).toEqual([...NODES]);
		expect(Object.keys(engine.loader.credentialTypes).sort()).toEqual(['creatioContactSyncApi', 'creatioContactSyncOAuth2Api', 'ecomailContactSyncApi', 'googleContactsSyncOAuth2Api', 'raynetContactSyncApi', 'restCrmContactSyncApi']);
	});

	test.each(NODES)('%s has a codex with search words, icons for both themes and output schemas', (name) => {
		const { description } = engine.node(name);
		const folder = path.join(root, 'dist/nodes', name.charAt(0).toUpperCase() + name.slice(1));
		expect(description.codex?.alias).toEqual(expect.arrayContaining(['contacts', 'crm', 'sync', 'raynet', 'people', 'address book']));
		expect(description.iconUrl).toEqual({ light: expect.stringMatching(/icons\/\w+\.svg$/), dark: expect.stringMatching(/icons\/\w+\.dark\.svg$/) });
		const schemas = readdirSync(path.join(folder, '__schema__/v1.0.0'), { recursive: true }).map(String).filter((file) => file.endsWith('.json'));
		expect(schemas.sort()).toEqual(schemasOf(name).sort());
	});

	test('only the actions are usable as AI tools', () => {
		expect(NODES.map((name) => engine.node(name).description.usableAsTool)).toEqual([true, true, true, undefined, undefined, true, undefined, undefined, true]);
	});

	// n8n 2.40 answers "No bridge acquired for this context" where its evaluator of expressions is not at hand, such as in polls side by side.
	test('no credential needs expressions to sign a call', () => {
		const types = Object.keys(engine.loader.credentialTypes).map((name) => engine.loader.getCredential(name).type);
		const signs = types.map((type) => [type.name, type.authenticate ? typeof type.authenticate : (type.extends ?? [])[0]]);

		expect(Object.fromEntries(signs)).toEqual({
			creatioContactSyncApi: 'function',
			creatioContactSyncOAuth2Api: 'oAuth2Api',
			ecomailContactSyncApi: 'function',
			googleContactsSyncOAuth2Api: 'googleOAuth2Api',
			raynetContactSyncApi: 'function',
			restCrmContactSyncApi: 'function',
		});
		expect(types.flatMap(({ properties: all }) => all).filter((property) => String(property.default).startsWith('='))).toEqual([]);
	});

	test('its credentials are tested with one request each', () => {
		const tests = ['raynetContactSyncApi', 'googleContactsSyncOAuth2Api', 'ecomailContactSyncApi'].map((name) => engine.loader.getCredential(name).type.test?.request);

		expect(tests.map((request) => request?.url)).toEqual(['/api/v2/security/info', '/v1/contactGroups', '/lists']);
	});

	test.each([
		[{ server: 'https://app.raynet.cz', baseUrl: '' }, 'https://app.raynet.cz'],
		[{ server: 'own', baseUrl: ' https://crm.example.com/ ' }, 'https://crm.example.com'],
		[{ server: 'own', baseUrl: 'https://crm.example.com/api/v2/' }, 'https://crm.example.com'],
	])('the credential %o is tested at %s', (data, baseUrl) => {
		const request = engine.loader.getCredential('raynetContactSyncApi').type.test?.request;

		expect(expression(String(request?.baseURL), data)).toBe(baseUrl);
	});

	test('the guards that can be passed are named as their messages name them', () => {
		const namedIn = (node: NodeName): Record<string, string> => Object.fromEntries(optionsOf(node, 'passGuards').map(({ name, value }) => [value, name]));
		const { confirmationMails, ...others } = GUARD_TITLES;

		expect([namedIn('googleContactsUpsert'), namedIn('contactSync')]).toEqual([others, { ...others, confirmationMails }]);
	});

	test('every field can be given a rule', () => {
		expect(optionsOf('googleContactsUpsert', 'field').map(({ value }) => value).sort()).toEqual([...FIELDS].sort());
	});

	test('every list of choices has its default among them, and every parameter says what it does', () => {
		for (const name of NODES) {
			for (const property of withInner(properties(name))) {
				const values = (property.options ?? []).flatMap((option) => ('value' in option ? [option.value] : []));
				const defaults = property.type === 'options' ? [property.default] : property.type === 'multiOptions' ? (property.default as unknown[]) : [];
				expect([property.name, defaults.filter((one) => !values.includes(one as string))]).toEqual([property.name, []]);
				const explains = ['notice', 'collection'].includes(property.type) || ['operation', 'pollTimes'].includes(property.name) || Boolean(property.description);
				expect([property.name, explains]).toEqual([property.name, true]);
			}
		}
	});
});
