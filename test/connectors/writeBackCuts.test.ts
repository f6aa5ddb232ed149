import { createRaynet, createRaynetCampaigns, openRaynetClient } from '../../connectors/crm/raynet';
import { runMailings, type WritebackReport } from '../../nodes/CampaignActivityWriteback/mailings';
import { openMarks } from '../../nodes/CampaignActivityWriteback/marks';
import { startSandbox, type Sandbox } from '../../sandbox/kit';
import { raynetAccounts } from '../../sandbox/raynet/accounts';
import { connect, control, START } from '../contract/emailEcomailWorld';
import { createAxiosClient } from '../support/axiosClient';
import { fakeEnvironment } from '../support/environment';

jest.setTimeout(180_000);

const DAY = 86_400_000;
const PEOPLE = ['eva', 'jan', 'ota', 'pia', 'stranger'];
const address = (name: string): string => `${name}@example.com`;

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ services: ['ecomail', 'raynet'], realtime: false, startAt: START });
});
afterAll(() => sandbox.close());

const raynet = (action: string, args: Record<string, unknown> = {}): unknown => sandbox.service('raynet').control(action, args);

/** What n8n keeps for the published workflow between two mornings. */
type Stored = Record<string, never>;

/** A run of the node in a process of its own. */
async function morning(stored: Stored): Promise<WritebackReport> {
	const { userName, apiKey, instance } = raynetAccounts.acme;
	const http = createAxiosClient({ login: { kind: 'basic', user: userName, password: apiKey }, headers: { 'X-Instance-Name': instance } });
	const settings = { http, env: fakeEnvironment({ startAt: sandbox.clock.now() }).env, baseUrl: sandbox.url('raynet'), instance };
	return await runMailings({
		settings: { account: '', kinds: ['campaign', 'automation'], lookBackMs: 30 * DAY, mode: 'apply', onlyIds: [], onlyTitles: '', optOut: 'set', reportLinks: { campaign: '', automation: '' } },
		email: connect(sandbox).side,
		crm: { side: createRaynet(settings), sink: createRaynetCampaigns(openRaynetClient(settings)) },
		marks: openMarks(stored, 'account'),
		days: { zone: 'Europe/Prague', now: new Date(sandbox.clock.now()).toISOString() },
	});
}

interface Story {
	/** On the first day, and on the second. */
	days: Array<() => void>;
}

function begin(): Story {
	sandbox.reset();
	const listId = control(sandbox, 'list.create', { name: 'News' }).id;
	for (const name of PEOPLE) control(sandbox, 'subscriber.put', { listId, email: address(name) });
	for (const name of PEOPLE.slice(0, -1)) raynet('person.create', { lastName: 'Nováková', contactInfo: { email: address(name) } });
	const campaignId = control(sandbox, 'campaign.send', { listIds: [listId], title: 'March' }).id;
	const { id: pipelineId } = control(sandbox, 'pipeline.create', { name: 'Welcome', actions: [{ type: 'mail' }] });
	const event = (name: string, person: string, more: Record<string, unknown> = { campaignId }): unknown => control(sandbox, 'event', { event: name, email: address(person), ...more });
	return {
		days: [
			() => {
				event('open', 'eva');
				event('open', 'stranger');
				event('unsub', 'jan');
				control(sandbox, 'pipeline.enter', { id: pipelineId, email: address('ota') });
			},
			() => {
				event('click', 'eva');
				event('open', 'ota');
				event('spam', 'pia');
				event('click', 'stranger');
				event('open', 'ota', { pipelineId });
			},
		],
	};
}

/** Everything that a person sees of it in Raynet; ids and versions tell only how often something was tried. */
function held(): unknown {
	const mails = raynet('massEmail.rows') as Array<{ title: string; externalId: string; stats: unknown; recipients: Array<Record<string, unknown>> }>;
	const people = (sandbox.service('raynet').dump() as { instances: Record<string, { people: Array<{ values: unknown }> }> });
	return {
		mails: mails.map(({ title, externalId, stats, recipients }) => ({ title, externalId, stats, recipients: recipients.map((row) => JSON.stringify({ ...row, id: undefined })).sort() })),
		optedOut: JSON.stringify(people).match(/"doNotSendMM":true/g)?.length ?? 0,
	};
}

/** Two days and a third morning without news. */
async function play(cut: () => void, restart: 'stored' | 'lost'): Promise<{ stopped: number; calls: Record<'ecomail' | 'raynet', number>; held: unknown }> {
	const { days } = begin();
	let stored: Stored = {};
	let stopped = 0;
	sandbox.clearCalls();
	cut();
	for (const [at, happen] of days.entries()) {
		happen();
		if (at > 0) sandbox.clock.advance(DAY);
		const report = await morning(stored);
		if (report.stopped !== undefined) stopped += 1;
		if (restart === 'lost') stored = {};
	}
	sandbox.clearFaults();
	const calls = { ecomail: sandbox.calls('ecomail').length, raynet: sandbox.calls('raynet').length };
	await morning(stored);
	return { stopped, calls, held: held() };
}

test('a write-back that is cut at any of its calls, before or after it takes effect, is completed by the next one, and nothing is there twice', async () => {
	const none = (): void => undefined;
	const whole = await play(none, 'stored');
	expect(whole).toMatchObject({ stopped: 0, held: { optedOut: 2, mails: [{ title: 'March', stats: { sent: 5, opened: 3, clicked: 2, unsubscribed: 2 }, recipients: { length: 4 } }, { title: 'Welcome', stats: { sent: 1, opened: 1 }, recipients: { length: 1 } }] } });
	expect((await play(none, 'lost')).held).toEqual(whole.held);

	const { calls } = whole;
	let cuts = 0;
	for (const service of ['ecomail', 'raynet'] as const) {
		for (const [kind, restart] of [['cutBefore', 'stored'], ['cutAfter', 'stored'], ['cutAfter', 'lost']] as const) {
			// What n8n has lost matters where something was written.
			if (restart === 'lost' && service === 'ecomail') continue;
			for (let after = 0; after < calls[service]; after += 1) {
				// As often as a client tries, so that the run ends there.
				const cut = (): void => void sandbox.fault({ service, op: '*', after, times: 7, effect: { kind } });
				const { held: now, stopped } = await play(cut, restart);
				expect({ service, kind, restart, after, held: now }).toEqual({ service, kind, restart, after, held: whole.held });
				cuts += stopped;
			}
		}
	}
	process.stdout.write(`A write-back of two days was cut at each of its ${calls.ecomail} calls to Ecomail and ${calls.raynet} to Raynet: ${cuts} runs ended early.\n`);
	// A create or a change whose answer alone was lost is looked up, so that such a run goes on.
	expect(cuts).toBeGreaterThan(calls.ecomail * 2 + calls.raynet);
});
