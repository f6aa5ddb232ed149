import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { NodeHelpers, type INodeParameters, type INodeTypeDescription } from 'n8n-workflow';
import { nodeProblems, readTemplate, templateFiles, type Template } from '../support/templates';
import { startEngine, type Engine, type NodeName } from './engine';

const root = path.join(__dirname, '../..');
const OWN = 'n8n-nodes-contact-sync.';
const NOTE = 'n8n-nodes-base.stickyNote';

/** Nodes of n8n itself, with versions that old and new releases have. The e2e test looks them up in a real n8n. */
const CORE: Record<string, readonly number[]> = {
	'n8n-nodes-base.emailSend': [2.1],
	'n8n-nodes-base.httpRequest': [4.2],
	'n8n-nodes-base.if': [2.2],
	'n8n-nodes-base.manualTrigger': [1],
	'n8n-nodes-base.merge': [3],
	'n8n-nodes-base.noOp': [1],
	'n8n-nodes-base.scheduleTrigger': [1.2],
	'n8n-nodes-base.set': [3.4],
	'n8n-nodes-base.splitOut': [1],
	'n8n-nodes-base.stickyNote': [1],
	'n8n-nodes-base.stopAndError': [1],
};

let engine: Engine;
beforeAll(async () => {
	engine = await startEngine();
});

const descriptionOf = (type: string): INodeTypeDescription => {
	const { description } = engine.node(type.slice(OWN.length) as NodeName);
	// n8n adds the poll times to polling triggers when it loads them.
	const polls = description.polling ? [{ displayName: 'Poll Times', name: 'pollTimes', type: 'json' as const, default: {} }] : [];
	return { ...description, properties: [...polls, ...description.properties] };
};

test('the check of templates finds what a description does not know', () => {
	const node = { id: '1', name: 'N', type: `${OWN}contactSync`, typeVersion: 1, position: [0, 0] as [number, number] };
	const problems = (parameters: Record<string, unknown>, typeVersion = 1): string[] => nodeProblems({ ...node, typeVersion, parameters }, descriptionOf(node.type));

	expect(problems({}, 9)).toEqual(['"N": n8n-nodes-contact-sync.contactSync has the versions 1, not 9.']);
	expect(problems({ colour: 'red' })).toEqual(['"N": colour is no parameter.']);
	expect(problems({ read: 'nothing' })).toEqual(['"N": read cannot be "nothing".']);
	expect(problems({ read: '={{ $json.read }}', crm: '={{ $json.crm }}' })).toEqual(['"N": crm takes no expression.']);
	expect(problems({ crm: 'simpleCrm', scope: 'owner' })).toEqual(['"N": scope cannot be "owner".']);
	expect(problems({ tag: { __rl: true, mode: 'name', value: 'x' } })).toEqual(['"N": tag is not shown with these parameters.']);
	expect(problems({ label: { __rl: true, mode: 'colour', value: 'x' }, alsoInMyContacts: 'yes' })).toEqual(['"N": label has no mode "colour".', '"N": alsoInMyContacts has to be a boolean.']);
	expect(problems({ options: { conflict: 'dice', linksPerRun: 3 } })).toEqual(['"N": options conflict cannot be "dice".']);
});

describe.each(templateFiles())('the template %s', (file) => {
	const template: Template = readTemplate(file);
	const ours = template.nodes.filter(({ type }) => type.startsWith(OWN));
	const notes = template.nodes.filter(({ type }) => type === NOTE);

	test('comes with the package as it is here', () => {
		const built = path.join(root, 'dist/templates', file);
		expect(existsSync(built) && readFileSync(built, 'utf8')).toBe(readFileSync(path.join(root, 'templates', file), 'utf8'));
	});

	test('uses nodes, versions, parameters and values that the package has', () => {
		expect(ours.length).toBeGreaterThan(0);
		expect(ours.flatMap((node) => nodeProblems(node, descriptionOf(node.type)))).toEqual([]);
	});

	test('uses beside them only nodes of n8n itself, in known versions', () => {
		const others = template.nodes.filter(({ type }) => !type.startsWith(OWN));
		expect(others.filter(({ type, typeVersion }) => !CORE[type]?.includes(typeVersion)).map(({ type, typeVersion }) => `${type} ${typeVersion}`)).toEqual([]);
	});

	test('names its credentials and holds none', () => {
		for (const { type, credentials, parameters } of ours) {
			const description = descriptionOf(type);
			const shown = description.credentials?.filter((one) => NodeHelpers.displayParameter({ crm: 'raynet', authentication: 'password', syncWith: 'google', lookUp: false, ...parameters } as INodeParameters, one, null, description));
			expect(Object.keys(credentials ?? {})).toEqual(shown?.map(({ name }) => name));
		}
		expect(template.nodes.flatMap(({ credentials }) => Object.values(credentials ?? {})).filter(({ id, name }) => id !== '' || name === '')).toEqual([]);
		expect(template).toMatchObject({ active: false, pinData: {}, staticData: null, settings: { executionOrder: 'v1' } });
	});

	test('holds no address of a server, a person or a chat', () => {
		const texts = template.nodes.filter(({ type }) => type !== NOTE).map(({ parameters }) => JSON.stringify(parameters));
		expect(texts.filter((text) => /https?:\/\/|@[\w-]+\.|hooks\./.test(text))).toEqual([]);
	});

	test('is explained on sticky notes: one for the whole, and a numbered one for each step or trigger', () => {
		const texts = notes.map(({ parameters }) => String(parameters.content));
		const triggers = ours.filter(({ type }) => /trigger$/i.test(type));
		expect(texts[0]).toMatch(/self-hosted.*## Who is it for.*## How it works.*## How to set up.*## How to customize/is);
		expect(texts.slice(1).map((note) => /^### (\d)\. /.exec(note)?.[1])).toEqual(texts.slice(1).map((_, at) => String(at + 1)));
		expect(texts.length - 1).toBeGreaterThanOrEqual(Math.max(2, triggers.length));
		expect(notes.map(({ parameters }) => parameters.color)).toEqual(notes.map((_, at) => (at === 0 ? 1 : 7)));
	});

	test('speaks on its notes of nodes that it has, by their names', () => {
		const names = template.nodes.map(({ name }) => name);
		const spokenOf = notes.flatMap(({ parameters }) => [...String(parameters.content).matchAll(/\*\*([^*]+)\*\*/g)].map(([, text]) => text ?? ''));
		const isName = (text: string): boolean => names.some((name) => name === text || name.startsWith(text));
		expect(spokenOf.filter((text) => !isName(text) && !text.endsWith(':'))).toEqual([]);
	});

	test('is wired between nodes that are there, with unique names and ids', () => {
		const names = template.nodes.map(({ name }) => name);
		const ends = Object.entries(template.connections).flatMap(([from, { main }]) => [from, ...main.flat().map(({ node }) => node)]);
		const lonely = names.filter((name) => !ends.includes(name) && !notes.some((note) => note.name === name));

		expect(ends.filter((name) => !names.includes(name))).toEqual([]);
		expect(lonely).toEqual([]);
		expect([new Set(names).size, new Set(template.nodes.map(({ id }) => id)).size]).toEqual([names.length, names.length]);
	});

	test('refers in expressions to nodes that it has', () => {
		const names = template.nodes.map(({ name }) => name);
		const referred = [...JSON.stringify(template.nodes.map(({ parameters }) => parameters)).matchAll(/\$\('([^']+)'\)/g)].map(([, name]) => name ?? '');
		expect(referred.filter((name) => !names.includes(name))).toEqual([]);
	});
});
