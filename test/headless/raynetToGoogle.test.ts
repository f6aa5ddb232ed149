import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { startEngine, type Engine, type Trigger } from './engine';
import { openPlace, type Place } from './place';

const template = JSON.parse(readFileSync(path.join(__dirname, '../../templates/raynet-to-google-contacts.json'), 'utf8')) as {
	nodes: Array<{ type: string; parameters: IDataObject }>;
};
const parametersOf = (type: string): IDataObject => template.nodes.find((node) => node.type.endsWith(type))?.parameters ?? {};

let engine: Engine;
let place: Place;
let trigger: Trigger;
beforeAll(async () => {
	engine = await startEngine();
	place = await openPlace({ realtime: false, startAt: Date.parse('2026-03-02T10:00:00Z') });
	place.sandbox.seed({ people: 40, companies: 8 }, 'raynet');
	trigger = engine.trigger({ type: 'crmTrigger', parameters: parametersOf('crmTrigger'), credentials: place.raynet });
});
afterAll(() => place.sandbox.close());

/** Two polls (the first learns how far the standing clock went on), each handed to Google as n8n does. */
async function run(): Promise<Record<string, number>> {
	const counts: Record<string, number> = {};
	for (let polls = 0; polls < 2; polls += 1) {
		place.sandbox.clock.advance(180_000);
		const items = await trigger.poll();
		if (!items) continue;
		const [results = []] = await engine.run({ type: 'googleContactsUpsert', parameters: parametersOf('googleContactsUpsert'), credentials: place.google }, items);
		for (const { json } of results) counts[String(json.action)] = (counts[String(json.action)] ?? 0) + 1;
	}
	return counts;
}

const familyNames = async (): Promise<string[]> => (await place.contacts()).flatMap(({ names }) => names?.[0]?.familyName ?? []);

async function inLabel(familyName: string): Promise<boolean> {
	const labels = await place.labels();
	const person = (await place.contacts()).find(({ names }) => names?.[0]?.familyName === familyName);
	return (person?.memberships ?? []).some(({ contactGroupMembership }) => labels[contactGroupMembership.contactGroupResourceName] === 'RAYNET CRM');
}

describe('the template Raynet to Google Contacts, node by node', () => {
	test('brings everything over, and then nothing more', async () => {
		expect(await run()).toEqual({ create: 48 });
		expect(await place.contacts()).toHaveLength(48);
		expect(await run()).toEqual({});
	});

	test('brings a new person, a change and a departure over', async () => {
		const { id } = place.hand('raynet', 'person.create', { firstName: 'Eva', lastName: 'Prvosenková', contactInfo: { email: 'eva@example.com', tel1: '+420603111222' } });
		expect(await run()).toEqual({ create: 1 });
		expect(await inLabel('Prvosenková')).toBe(true);

		place.hand('raynet', 'person.update', { id, lastName: 'Petrklíčová' });
		expect(await run()).toEqual({ update: 1 });
		expect(await familyNames()).toContain('Petrklíčová');

		place.hand('raynet', 'person.invalidate', { id });
		expect(await run()).toEqual({ leave: 1 });
		expect(await inLabel('Petrklíčová')).toBe(false);
		expect(await familyNames()).toContain('Petrklíčová');
	});

	test('a restart with an older cursor changes nothing', async () => {
		const before = place.sandbox.service('google').dump();
		trigger.restart({});
		expect(await run()).toEqual({ unchanged: 48 });
		expect(place.sandbox.service('google').dump()).toEqual(before);
	});
});
