import type { CrmScope, CrmWrite, CrmWriteResult } from '../../core/ports/crm';
import type { Fault, Sandbox } from '../../sandbox/kit';
import { connect, handsOf, readAll, rowsIn, SERVICE, startCreatio, writeAll } from './creatioSupport';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startCreatio();
});
afterAll(() => sandbox.close());

const NAMES = ['Eva', 'Jan', 'Iva'];

interface Outcome {
	results: string[];
	state: unknown;
	followed: unknown;
}

/** Two creates, an edit, a joining and a leaving, and then what a reader gets; with one call cut. */
async function scenario(cut?: Fault): Promise<Outcome> {
	sandbox.reset();
	const hands = handsOf(sandbox);
	const folder = hands.folder('Google');
	const scope: CrmScope = { kind: 'group', groupId: folder };
	const ids = NAMES.map((name) => hands.contact({ Name: `${name} Nova`, Email: `${name.toLowerCase()}@acme.test` }));
	for (const id of ids.slice(0, 2)) hands.put(folder, id);
	const { crm } = connect(sandbox);
	const { cursor, records } = await readAll(crm, scope);
	const outside = [...(await crm.read([{ recordType: 'person', recordId: ids[2] ?? '' }])).values()];
	sandbox.clearCalls();
	if (cut) sandbox.fault(cut);

	const [eva, jan] = records;
	const [iva] = outside;
	if (!eva || !jan || !iva) throw new Error('Not all were read.');
	const create = (n: number): CrmWrite => ({ op: 'create', key: `create ${n}`, recordType: 'person', scope, link: `google:m1:c${n}`, fields: { firstName: 'New', lastName: `Number${n}`, emails: [{ value: `a${n}@acme.test` }, { value: `b${n}@acme.test` }], company: { name: 'Acme' } } });
	const results: CrmWriteResult[] = await writeAll(
		crm,
		create(1),
		create(2),
		{ op: 'update', key: 'edit', record: eva, scope, move: 'stay', patch: { note: 'New', emails: [{ value: 'eva@acme.test' }, { value: 'more@acme.test' }] }, link: { set: 'google:m1:c3' } },
		{ op: 'update', key: 'leave', record: jan, scope, move: 'leave', patch: {} },
		{ op: 'update', key: 'join', record: iva, scope, move: 'join', patch: { emails: [] }, link: { set: 'google:m1:c4' } },
	);
	const { ids: followed } = await readAll(crm, scope, cursor);
	return { results: results.map(({ key, kind }) => `${key}: ${kind}`), state: stateOf(folder), followed: followed.sort() };
}

function stateOf(folder: string): unknown {
	return rowsIn(sandbox, 'Contact')
		.map(({ Id, Name, Notes, UsrGoogleLink }) => ({
			Name,
			Notes,
			UsrGoogleLink,
			numbers: rowsIn(sandbox, 'ContactCommunication', { ContactId: Id }).map(({ Number }) => Number).sort(),
			folderRows: rowsIn(sandbox, 'ContactInFolder', { ContactId: Id, FolderId: folder }).length,
		}))
		.sort((a, b) => String(a.Name).localeCompare(String(b.Name)));
}

it('whatever single call is cut, before or after it was carried out, all comes out as without a cut, and nothing twice', async () => {
	const whole = await scenario();
	const calls = sandbox.calls(SERVICE);
	expect(whole.results).toEqual(['create 1: done', 'create 2: done', 'edit: done', 'leave: done', 'join: done']);
	expect(calls.length).toBeGreaterThan(8);
	let cuts = 0;
	for (let after = 0; after < calls.length; after += 1) {
		for (const kind of ['cutBefore', 'cutAfter'] as const) {
			expect(await scenario({ service: SERVICE, op: '*', after, effect: { kind } })).toEqual(whole);
			expect(sandbox.calls(SERVICE).filter(({ status }) => status === 'cut')).toHaveLength(1);
			cuts += 1;
		}
	}
	expect(cuts).toBe(2 * calls.length);
	process.stdout.write(`Creatio, calls cut: ${cuts} (${calls.map(({ op }) => op).join(', ')})\n`);
}, 60_000);
