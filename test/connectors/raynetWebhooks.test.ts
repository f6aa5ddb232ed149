import { createRaynetWebhooks, type RaynetWebhooks } from '../../connectors/crm/raynet';
import { ConfigurationError, FatalError } from '../../core/errors';
import { rejection } from './raynetBuilders';
import { startRaynetPlace, type RaynetPlace } from './raynetPlace';

const FOREIGN = { url: 'https://elsewhere.example/hook', events: ['record.created'] };
const OURS = { url: 'http://127.0.0.1:1/ours?token=t', events: ['record.created', 'record.updated'], entities: ['Person'], secretToken: 't' } as const;

let place: RaynetPlace;
let webhooks: RaynetWebhooks;
beforeAll(async () => {
	place = await startRaynetPlace();
});
beforeEach(async () => {
	place.sandbox.reset();
	await place.api.put('webhook/', FOREIGN);
	place.sandbox.clearCalls();
	webhooks = createRaynetWebhooks(place.client());
});
afterAll(() => place.sandbox.close());

const stored = (): unknown[] => {
	const { instances } = place.sandbox.service('raynet').dump() as { instances: { acme: { webhooks: Array<Record<string, unknown>> } } };
	return instances.acme.webhooks.map(({ url, events, secretToken, entityFilter }) => ({ url, events, secretToken, entityFilter }));
};
const foreign = { ...FOREIGN, secretToken: null, entityFilter: [] };
const ours = { url: OURS.url, events: OURS.events, secretToken: 't', entityFilter: ['Person'] };

describe('registering a webhook', () => {
	test('takes two calls, and registering it again adds none', async () => {
		const id = await webhooks.register(OURS);
		expect(place.ops()).toEqual(['webhook.list', 'webhook.create']);
		expect(await webhooks.register(OURS)).toBe(id);
		expect(stored()).toEqual([foreign, ours]);
		expect(await webhooks.list()).toEqual([
			{ id: expect.stringMatching(/^[0-9a-f]{32}$/), ...FOREIGN },
			{ id, url: OURS.url, events: OURS.events },
		]);
	});

	test.each(['cutBefore', 'cutAfter'] as const)('leaves one when the answer of the create was lost (%s)', async (kind) => {
		place.sandbox.fault({ service: 'raynet', op: 'webhook.create', effect: { kind } });
		await webhooks.register(OURS).catch(() => webhooks.register(OURS));
		expect(stored()).toEqual([foreign, ours]);
	});

	test('does without the filter of entities where Raynet knows none', async () => {
		place.turn('entityFilter', 'refused');
		await webhooks.register(OURS);
		expect(stored()).toEqual([foreign, { ...ours, entityFilter: [] }]);
	});

	test('says what to do where the plan has no webhook left', async () => {
		for (let n = 1; n < 8; n += 1) await place.api.put('webhook/', { ...FOREIGN, url: `${FOREIGN.url}/${n}` });
		const error = await rejection(webhooks.register(OURS));
		expect(error).toBeInstanceOf(ConfigurationError);
		expect(error).toMatchObject({ message: expect.stringContaining('remove one under Settings > Webhook') });
	});

	test('with a refused login makes no second attempt', async () => {
		place.sandbox.fault({ service: 'raynet', op: 'webhook.list', effect: { kind: 'answer', status: 401, body: { message: 'Unauthorized' } } });
		expect(await rejection(webhooks.register(OURS))).toBeInstanceOf(FatalError);
		expect(place.ops()).toEqual(['webhook.list']);
	});
});

describe('removing a webhook', () => {
	test('takes that one away and leaves the others', async () => {
		await webhooks.remove(await webhooks.register(OURS));
		expect(stored()).toEqual([foreign]);
	});

	test('that is gone already, or goes meanwhile, is no error', async () => {
		const id = await webhooks.register(OURS);
		place.sandbox.fault({ service: 'raynet', op: 'webhook.delete', effect: { kind: 'answer', status: 404, body: { message: 'Webhook not found' } } });
		await webhooks.remove(id);
		place.sandbox.clearFaults();
		await webhooks.remove(id);
		place.sandbox.clearCalls();
		await webhooks.remove(id);
		expect(place.ops()).toEqual(['webhook.list']);
		expect(stored()).toEqual([foreign]);
	});
});
