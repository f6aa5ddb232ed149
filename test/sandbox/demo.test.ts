import path from 'node:path';
import { googleType, raynetType } from '../../sandbox/demo/credentials';
import { parseOptions } from '../../sandbox/demo/options';
import { problemsOf, type Expectation } from '../../sandbox/demo/scenarios/raynetToGoogle/check';
import type { Card } from '../../sandbox/demo/scenarios/raynetToGoogle/card';
import type { Contact } from '../../sandbox/demo/scenarios/raynetToGoogle/google';
import type { Source } from '../../sandbox/demo/scenarios/raynetToGoogle/raynet';
import { scenarios, type Step } from '../../sandbox/demo/scenarios';
import { differentLines } from '../../sandbox/demo/scenarios/sides';
import { countsText, tableOf } from '../../sandbox/demo/table';
import { readTemplate } from '../../sandbox/demo/workflows';
import { readTemplate as readFile, templateFiles } from '../support/templates';

const root = path.join(__dirname, '../..');

const card = (changes: Partial<Card> = {}): Card => ({
	prefix: '',
	given: 'Ada',
	family: 'Byron',
	suffix: '',
	organization: '',
	title: '',
	emails: ['ada@example.org'],
	phones: ['+420 601 000 001'],
	addresses: [],
	websites: [],
	birthday: '',
	note: '',
	link: '',
	...changes,
});

const source = (changes: Partial<Source> = {}): Source => ({ key: 'person:31', tags: [], owner: '', card: card(), ...changes });

const contact = (changes: Partial<Contact> = {}): Contact => ({
	resourceName: 'people/c1',
	card: card(),
	labels: ['RAYNET CRM'],
	inMyContacts: true,
	crmIds: ['raynet:acme:person:31'],
	whole: '{}',
	...changes,
});

const stranger = contact({ resourceName: 'people/c9', crmIds: [], labels: ['Family'], whole: '{"names":[]}' });

const expectation = (changes: Partial<Expectation> = {}): Expectation => ({
	instance: 'acme',
	inScope: new Map([['person:31', source()]]),
	left: [],
	label: 'RAYNET CRM',
	strangers: [stranger],
	...changes,
});

describe("the demo's check of Google", () => {
	test('is content when everything is there once and as in Raynet', () => {
		expect(problemsOf([contact(), stranger], expectation())).toEqual([]);
	});

	test.each([
		['a contact that is missing', [stranger], 'person:31 is not in Google.'],
		['a double', [contact(), contact({ resourceName: 'people/c2' }), stranger], 'person:31 is in Google 2 times.'],
		['another value', [contact({ card: card({ phones: [] }) }), stranger], 'person:31 phones: has nothing, not +420 601 000 001'],
		['a missing label', [contact({ labels: [] }), stranger], 'person:31 is not in the label "RAYNET CRM".'],
		['a contact that iPhones do not show', [contact({ inMyContacts: false }), stranger], 'person:31 is not in My Contacts.'],
		['a stranger that was touched', [contact(), { ...stranger, whole: '{}' }], 'people/c9, which is not from Raynet, was touched.'],
		['a stranger that is gone', [contact()], 'people/c9, which is not from Raynet, is gone.'],
		[
			'a contact that nobody asked for',
			[contact(), stranger, contact({ resourceName: 'people/c3', crmIds: ['raynet:acme:person:99'] })],
			'people/c3 is in Google and stands for no record that takes part.',
		],
	])('reports %s', (_what, contacts, problem) => {
		expect(problemsOf(contacts, expectation())).toEqual([problem]);
	});

	test('wants who left to be out of the label, and lets the contact stay', () => {
		const expected = expectation({ inScope: new Map(), left: ['person:31'] });
		expect(problemsOf([contact({ labels: [] }), stranger], expected)).toEqual([]);
		expect(problemsOf([contact(), stranger], expected)).toEqual(['person:31 is still in the label "RAYNET CRM".']);
	});
});

describe('a template in the demo', () => {
	const credentials = {
		[raynetType]: { id: 'aaaaaaaaaaaaaaaa', name: 'Raynet' },
		[googleType]: { id: 'bbbbbbbbbbbbbbbb', name: 'Google' },
	};
	const workflow = readTemplate(root, 'raynet-to-google-contacts.json', { id: 'demo', credentials });

	test('polls every ten seconds', () => {
		const [trigger] = workflow.nodes.filter(({ type }) => type === 'n8n-nodes-contact-sync.crmTrigger');
		expect(trigger?.parameters['pollTimes']).toEqual({
			item: ['0', '10', '20', '30', '40', '50'].map((second) => ({ mode: 'custom', cronExpression: `${second} * * * * *` })),
		});
	});

	test('gets the credentials of the sandbox', () => {
		const given = workflow.nodes.flatMap((node) => Object.entries(node.credentials ?? {}));
		expect([...new Map(given)]).toEqual([
			[raynetType, { id: 'aaaaaaaaaaaaaaaa', name: 'Raynet' }],
			[googleType, { id: 'bbbbbbbbbbbbbbbb', name: 'Google' }],
		]);
	});

	test('is refused where a credential is missing', () => {
		expect(() => readTemplate(root, 'raynet-to-google-contacts.json', { id: 'demo', credentials: {} })).toThrow('raynetContactSyncApi');
	});

	test('needs no credential for a node that is switched off, and takes parameters by the name of a node', () => {
		const parameters = { 'Compare and Heal': { read: 'changes' } };
		const { nodes } = readTemplate(root, 'nightly-check-with-report.json', { id: 'demo', credentials, parameters });
		const named = (wanted: string) => nodes.find(({ name }) => name === wanted);
		expect(named('Send by E-Mail')).toMatchObject({ disabled: true });
		expect(named('Send by E-Mail')?.credentials).toBeUndefined();
		expect(named('Compare and Heal')?.parameters).toMatchObject({ read: 'changes', scope: 'tag' });
	});
});

describe('the scenarios of the demo', () => {
	test('are one for each template', () => {
		const files = templateFiles().map((file) => readFile(file).name);
		expect(scenarios.map(({ workflow }) => workflow(root).name).sort()).toEqual(files.sort());
	});

	test('have workflows and credentials with ids of their own, as n8n takes them', () => {
		const ids = scenarios.map(({ workflow }) => workflow(root).id);
		expect(ids.filter((id) => id.length > 21)).toEqual([]);
		expect(new Set(ids).size).toBe(ids.length);
		const byId = new Map(scenarios.flatMap((scenario) => scenario.credentials('http://sandbox')).map((credential) => [credential.id, JSON.stringify(credential)]));
		expect([...byId.keys()].filter((id) => id.length !== 16)).toEqual([]);
		expect(new Set(byId.values()).size).toBe(byId.size);
	});

	test('name what differs between two sides, and how often', () => {
		const eva = { given: 'Eva', family: 'Malá', emails: ['b@x.example', 'a@x.example'], phones: ['+420601'] };
		expect(differentLines('A', [eva], 'B', [{ ...eva, emails: ['a@x.example', 'b@x.example'] }])).toEqual([]);
		expect(differentLines('A', [eva, eva], 'B', [eva])).toEqual(['In A there is "Eva Malá | a@x.example b@x.example | +420601", in B there is not.']);
		expect(differentLines('A', [], 'B', [{ ...eva, emails: [] }])).toEqual(['In B there is "Eva Malá |  | +420601", in A there is not.']);
	});
});

describe('options of the demo', () => {
	test('are understood', () => {
		expect(parseOptions([])).toEqual({ mode: 'open', port: 7700, start: 'fresh', folder: 'open' });
		expect(parseOptions(['--once', '--port', '8000'])).toEqual({ mode: 'once', port: 8000, start: 'fresh', folder: 'once' });
		expect(parseOptions(['--keep', '--folder', 'mine'])).toEqual({ mode: 'open', port: 7700, start: 'keep', folder: 'mine' });
		expect(parseOptions(['--help'])).toBe('help');
	});

	test.each([[['--port', 'x']], [['--port', '70000']], [['--once', '--keep']], [['--folder', '../x']], [['--twice']]])('%j is refused', (args) => {
		expect(() => parseOptions(args)).toThrow();
	});
});

test('the table of the demo has a row for each step', () => {
	const steps: Step[] = [
		{ name: 'First sync', counts: { create: 738 }, calls: { raynet: 4, google: 11 } },
		{ name: 'Changes', counts: { create: 5, update: 3, skip: 7 }, calls: { raynet: 24, google: 14 } },
	];
	expect(tableOf(steps).split('\n')).toEqual([
		'            created  updated  unchanged  left  skipped  failed  raynet calls  google calls',
		'First sync      738        0          0     0        0       0             4            11',
		'Changes           5        3          0     0        7       0            24            14',
	]);
	expect(countsText(steps)).toBe('743 created, 3 updated, 7 skipped; 28 raynet calls, 25 google calls');
	expect(countsText([{ name: 'Nothing', counts: {}, calls: { google: 2 } }])).toBe('nothing done; 2 google calls');
});
