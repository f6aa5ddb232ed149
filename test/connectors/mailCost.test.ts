import { readCrm } from '../../core/sync/crmView';
import { runEmail, type EmailItem } from '../../core/email';
import { startSandbox, type Call, type Sandbox } from '../../sandbox/kit';
import { connect as connectEcomail, control } from '../contract/emailEcomailWorld';
import { connect as connectRaynet } from '../contract/crmRaynetWorld';
import { settings } from '../core/emailKit';

/** The machine may be busy with other suites. */
jest.setTimeout(120_000);

const PEOPLE = 25_000;

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ services: ['raynet', 'ecomail'], realtime: false, startAt: Date.parse('2026-03-02T10:00:00Z') });
	for (let n = 0; n < PEOPLE; n += 1) sandbox.service('raynet').control('person.create', { lastName: `P${n}`, contactInfo: { email: `p${n}@example.com` } });
});
afterAll(() => sandbox.close());

const count = (calls: readonly Call[], op: string): number => calls.filter((call) => call.op === op).length;

test('25,000 people from Raynet into an account with another, empty list: 25 Raynet reads, each list by status, 9 pushes, the verifying read', async () => {
	const listId = String(control(sandbox, 'list.create', { name: 'News' }).id);
	control(sandbox, 'list.create', { name: 'Shop' });
	sandbox.clearCalls();
	const { crm } = connectRaynet(sandbox);
	const { records } = await readCrm(crm, ['person'], { kind: 'all' }, undefined);
	const items = [...records.values()].map(({ contact }, index): EmailItem => ({ key: String(index), wish: { kind: 'subscribe', contact, event: 'present' } }));
	const { side } = connectEcomail(sandbox);
	const { counts } = await runEmail({ side, list: await side.list(listId), mode: 'apply', items, settings: settings({ markerTag: 'raynet', source: 'raynet' }), passGuards: [] });
	expect(counts).toMatchObject({ create: PEOPLE, failed: 0, skip: 0 });

	const [raynet, ecomail] = [sandbox.calls('raynet'), sandbox.calls('ecomail')];
	expect([raynet.length, count(raynet, 'person.list')]).toEqual([25, 25]);
	// Two lists by five states before; seven pages of the subscribed and four other states after.
	expect({ list: count(ecomail, 'list'), lists: count(ecomail, 'lists'), pages: count(ecomail, 'list.subscribers'), pushes: count(ecomail, 'subscribeBulk'), all: ecomail.length }).toEqual({ list: 1, lists: 1, pages: 10 + 11, pushes: 9, all: 32 });
	process.stdout.write(`Raynet to Ecomail, 25,000 people into an otherwise empty account: Raynet ${raynet.length} reads; Ecomail ${ecomail.length} calls, of them ${count(ecomail, 'subscribeBulk')} pushes and ${count(ecomail, 'list.subscribers')} pages of lists by status\n`);
});
