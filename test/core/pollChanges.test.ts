import { RetriableError } from '../../core/errors';
import type { ChangesRequest, CrmChanges, CrmRecord, CrmSide } from '../../core/ports/crm';
import { fromEverything, MOST_REMEMBERED, pollChanges, type ChangesCursor, type ChangesPlan } from '../../core/sync/pollChanges';

const HOUR = 3_600_000;
const START = Date.parse('2026-03-02T10:00:00Z');
const account = { crm: 'mycrm', account: 'acme' };

interface Person {
	id: string;
	version?: string;
	created?: number;
	modified?: number;
	stamps?: 'none';
}

function record({ id, version = '1', created = START - HOUR, modified = created, stamps }: Person): CrmRecord {
	const dates = stamps ? {} : { createdAt: new Date(created).toISOString(), modifiedAt: new Date(modified).toISOString() };
	return { contact: { ...account, id: `mycrm:acme:person:${id}`, recordType: 'person', recordId: id, lastName: id, ...dates }, standing: 'active', version, raw: {} };
}

type Answer = Partial<Omit<CrmChanges, 'records'>> & { people?: Person[] };

/** A CRM that gives these answers, one after the other, and holds these records. */
function crmOf(answers: Array<Answer | Error>, held: readonly Person[] = []): { side: CrmSide; requests: ChangesRequest[]; looked: string[][] } {
	const requests: ChangesRequest[] = [];
	const looked: string[][] = [];
	const side = {
		account,
		async changes(request: ChangesRequest): Promise<CrmChanges> {
			requests.push(request);
			const answer = answers.shift();
			if (!answer || answer instanceof Error) throw answer ?? new Error('No answer is left.');
			const { people = [], ...rest } = answer;
			return { extent: 'changes', gone: [], cursor: `c${requests.length}`, more: 'no', serverTime: START, ...rest, records: people.map(record) };
		},
		async read(refs: ReadonlyArray<{ recordId: string }>) {
			looked.push(refs.map(({ recordId }) => recordId));
			return new Map(held.filter(({ id }) => refs.some(({ recordId }) => recordId === id)).map((one) => [`mycrm:acme:person:${one.id}`, record(one)]));
		},
	};
	return { side: side as unknown as CrmSide, requests, looked };
}

const PLAN: ChangesPlan = { recordTypes: ['person'], scope: { kind: 'all' }, stampResolutionMs: 1, leaving: 'report' };

async function poll(side: CrmSide, cursor: ChangesCursor, plan = PLAN, pages = 5): Promise<{ cursor: ChangesCursor; told: string[]; failure?: Error }> {
	const { changes, failure, ...rest } = await pollChanges(side, cursor, plan, { pages, deadline: START + HOUR }, { now: () => START, sleep: async () => undefined });
	// As n8n stores it.
	return { cursor: JSON.parse(JSON.stringify(rest.cursor)) as ChangesCursor, told: changes.map(({ record: { contact }, novelty }) => `${novelty} ${contact.recordId}`), ...(failure ? { failure } : {}) };
}

const list = (people: Person[], more: Partial<Answer> = {}): Answer => ({ extent: 'everything', people, ...more });

describe('Polling a CRM without windows', () => {
	test('what a first list shows existed, but for what changed while it was read', async () => {
		const { side } = crmOf([list([{ id: 'a' }], { more: 'yes' }), list([{ id: 'b' }, { id: 'c', modified: START + 5 }, { id: 'd', created: START + 5 }], { serverTime: START + 9 })]);
		expect((await poll(side, fromEverything())).told).toEqual(['existing a', 'existing b', 'updated c', 'created d']);
	});

	test('reads on from the cursor, and reports no version twice', async () => {
		const { side, requests } = crmOf([list([{ id: 'a' }]), { people: [{ id: 'a', version: '2', modified: START }] }, { people: [{ id: 'a', version: '2', modified: START }] }]);
		const first = await poll(side, fromEverything());
		const second = await poll(side, first.cursor);
		const third = await poll(side, second.cursor);
		expect([first.told, second.told, third.told]).toEqual([['existing a'], ['updated a'], []]);
		expect(requests.map(({ cursor }) => cursor)).toEqual([undefined, 'c1', 'c2']);
	});

	test('a list of everything later on only tells what is new or different in it', async () => {
		const { side } = crmOf([list([{ id: 'a' }, { id: 'b' }]), list([{ id: 'a' }, { id: 'b', version: '2' }, { id: 'joined' }, { id: 'new', created: START }])]);
		const { cursor } = await poll(side, fromEverything());
		expect((await poll(side, cursor)).told).toEqual(['updated b', 'updated joined', 'created new']);
	});

	test('who is missing in a list is looked up: there, it has left; not there, it is gone', async () => {
		const { side, looked } = crmOf([list([{ id: 'a' }, { id: 'b' }, { id: 'c' }]), list([{ id: 'a' }], { more: 'yes' }), list([]), { people: [] }], [{ id: 'b' }]);
		const { cursor } = await poll(side, fromEverything());
		const second = await poll(side, cursor);
		expect([second.told, looked]).toEqual([['updated b'], [['b', 'c']]]);
		expect((await poll(side, second.cursor)).told).toEqual([]);
	});

	test('nobody is looked up where leaving is not asked for', async () => {
		const { side, looked } = crmOf([list([{ id: 'a' }]), list([])], [{ id: 'a' }]);
		const plan: ChangesPlan = { ...PLAN, leaving: 'ignore' };
		const { cursor } = await poll(side, fromEverything(), plan);
		expect((await poll(side, cursor, plan)).told).toEqual([]);
		expect(looked).toEqual([]);
	});

	test('one poll reads no more pages than it may, and the next goes on in the same list', async () => {
		const { side } = crmOf([list([{ id: 'a' }, { id: 'b' }]), list([{ id: 'a' }], { more: 'yes' }), list([{ id: 'b' }])], [{ id: 'a' }, { id: 'b' }]);
		const { cursor } = await poll(side, fromEverything());
		const half = await poll(side, cursor, PLAN, 1);
		const rest = await poll(side, half.cursor, PLAN, 1);
		expect([half.told, rest.told]).toEqual([[], []]);
		expect(rest.cursor).not.toHaveProperty('unmet');
	});

	test('an error on the first page is thrown; on a later one, what was read counts', async () => {
		const lost = new RetriableError('Wait.', 'cut');
		await expect(poll(crmOf([lost]).side, fromEverything())).rejects.toBe(lost);
		const { side } = crmOf([list([{ id: 'a' }], { more: 'yes' }), lost, list([{ id: 'b' }])]);
		const first = await poll(side, fromEverything());
		expect([first.told, first.failure]).toEqual([['existing a'], lost]);
		expect((await poll(side, first.cursor)).told).toEqual(['existing b']);
	});

	test('more records than are remembered are told by their stamps, and not at all without stamps', async () => {
		const many = Array.from({ length: MOST_REMEMBERED + 10 }, (_, n): Person => ({ id: `p${n}` }));
		const changed = many.map((one, n) => (n === 3 ? { ...one, version: '2', modified: START } : one));
		const { side } = crmOf([list(many), list(changed)]);
		const { cursor } = await poll(side, fromEverything(), { ...PLAN, leaving: 'ignore' });
		expect(Object.keys(cursor.seen)).toHaveLength(MOST_REMEMBERED);
		expect((await poll(side, cursor, { ...PLAN, leaving: 'ignore' })).told).toEqual(['updated p3']);

		const bare = many.map((one): Person => ({ ...one, stamps: 'none' }));
		const unstamped = crmOf([list(bare), list(bare)]).side;
		const first = await poll(unstamped, fromEverything());
		await expect(poll(unstamped, first.cursor)).rejects.toThrow('Choose a smaller scope');
	});
});
