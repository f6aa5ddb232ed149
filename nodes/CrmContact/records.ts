import type { IDataObject, IExecuteFunctions, INodeExecutionData, NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { CrmAccount, RecordRef } from '../../core/contact/contact';
import { ConfigurationError, ConflictError, expectSyncError, RecordError, type SyncError } from '../../core/errors';
import type { CrmRecord, CrmSide, CrmWrite } from '../../core/ports/crm';
import { idOf, refOf } from '../../core/sync/crmView';
import { objectOf, text } from '../GoogleContactsUpsert/contactItem';
import { CRM_TITLES, openCrm } from '../shared/crm';
import { nodeError } from '../shared/errors';
import { plainJson } from '../shared/json';
import { errorItem, failedRun } from '../shared/results';
import { changeOf, changeText, isDone, writeOf, type Change } from './changes';
import { crmOf } from './settings';

/** What one write has to do: to a record, all that the items want of it but for groups, which go one by one. */
interface Wanted {
	id: string;
	ref: RecordRef;
	changes: Map<number, Change>;
}

type Outcome = { kind: 'done'; record: CrmRecord; written: 'yes' | 'no' } | { kind: 'failed'; error: SyncError };

/** Someone else may write the record just then; it is read and written again so many times. */
const MOST_ROUNDS = 3;

/** Tags, groups and the opt-out: all records are read at once, and only those are written that need it. */
export async function changeRecords(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const crm = crmOf(context);
	const { side } = await openCrm(context, crm);
	const output = new Map<number, INodeExecutionData>();
	const failures: Array<NodeApiError | NodeOperationError> = [];
	const fail = (index: number, error: unknown): void => {
		const problem = nodeError(context.getNode(), error, index);
		failures.push(problem);
		output.set(index, errorItem(problem, index));
	};
	const wanted = readItems(context, side, CRM_TITLES[crm], fail);
	if (failures[0] && !context.continueOnFail()) throw failures[0];
	const outcomes = await carryOut(side, wanted);
	for (const [key, { id, changes }] of wanted) {
		const outcome = outcomes.get(key) ?? { kind: 'failed', error: new RecordError('notFound', `There is no record ${id} in ${CRM_TITLES[crm]}.`) };
		for (const [index, change] of changes) {
			if (outcome.kind === 'failed') fail(index, outcome.error);
			else output.set(index, recordItem(outcome, change, index, context.getInputData()[index]?.json ?? {}));
		}
	}
	const total = context.getInputData().length;
	tellCounts(context, outcomes, failures.length);
	if (failures.length > 0 && !context.continueOnFail()) throw failedRun(context.getNode(), failures, total);
	return [...output].sort(([a], [b]) => a - b).map(([, item]) => item);
}

function readItems(context: IExecuteFunctions, side: CrmSide, title: string, fail: (index: number, error: unknown) => void): Map<string, Wanted> {
	const wanted = new Map<string, Wanted>();
	context.getInputData().forEach(({ json }, index) => {
		try {
			const change = changeOf(context, index, side.capabilities, title);
			const ref = refOfItem(side.account, String(context.getNodeParameter('contactId', index, '') ?? ''), json);
			const id = idOf(side.account, ref);
			const key = change.kind === 'group' ? `${id} ${change.groupId}` : id;
			const known = wanted.get(key) ?? { id, ref, changes: new Map<number, Change>() };
			known.changes.set(index, change);
			wanted.set(key, known);
		} catch (error) {
			fail(index, error);
		}
	});
	return wanted;
}

/** A contact of Google names the records that it is paired with. */
function refOfItem(account: CrmAccount, given: string, json: IDataObject): RecordRef {
	const id = given.trim();
	const pair: unknown = objectOf(json.sync).pair;
	const paired = id.startsWith('google:') && Array.isArray(pair) ? pair.flatMap((one: unknown) => refOf(account, text(one) ?? '') ?? []) : [];
	const ref = refOf(account, id) ?? refOf(account, `${account.crm}:${account.account}:${id}`) ?? paired[0];
	if (ref) return ref;
	throw new ConfigurationError('This is no ID of a record in this CRM account. Give the ID of a contact item, or the kind and the ID of the record, such as person:31.', `${id.length} characters that name no record.`);
}

/** Outcomes by key; none for a record that is not there. */
async function carryOut(side: CrmSide, wanted: ReadonlyMap<string, Wanted>): Promise<Map<string, Outcome>> {
	const outcomes = new Map<string, Outcome>();
	if (wanted.size === 0) return outcomes;
	const records = await side.read([...new Map([...wanted.values()].map(({ id, ref }) => [id, ref])).values()]);
	const open = new Map<string, CrmRecord>();
	const changesOf = (key: string): Change[] => [...(wanted.get(key)?.changes.values() ?? [])];
	for (const [key, { id }] of wanted) {
		const record = records.get(id);
		if (record && changesOf(key).every((change) => isDone(record, change))) outcomes.set(key, { kind: 'done', record, written: 'no' });
		else if (record) open.set(key, record);
	}
	for (let round = 1; open.size > 0 && round <= MOST_ROUNDS; round++) {
		const writes = [...open].map(([key, record]) => writeOf(key, record, changesOf(key)));
		const stop = await writeRound(side, writes, open, outcomes);
		if (!stop) continue;
		for (const key of open.keys()) outcomes.set(key, { kind: 'failed', error: stop });
		return outcomes;
	}
	for (const key of open.keys()) outcomes.set(key, { kind: 'failed', error: new ConflictError('This record keeps being changed elsewhere. Run again in a moment.') });
	return outcomes;
}

/** Takes what is settled out of `open`. Answers what ended the run, if anything did. */
async function writeRound(side: CrmSide, writes: readonly CrmWrite[], open: Map<string, CrmRecord>, outcomes: Map<string, Outcome>): Promise<SyncError | undefined> {
	try {
		for await (const batch of side.write(writes)) {
			for (const result of batch) {
				const { key } = result;
				const before = open.get(key) as CrmRecord;
				open.delete(key);
				if (result.kind === 'conflict' && result.current) open.set(key, result.current);
				else if (result.kind === 'done') outcomes.set(key, { kind: 'done', record: result.record ?? before, written: 'yes' });
				else if (result.kind === 'failed') outcomes.set(key, { kind: 'failed', error: result.error });
			}
		}
		return undefined;
	} catch (error) {
		return expectSyncError(error);
	}
}

/** The record as it is now, with what the item says beside it handed on. */
function recordItem({ record, written }: Extract<Outcome, { kind: 'done' }>, change: Change, index: number, { sync }: IDataObject): INodeExecutionData {
	const told = written === 'yes' ? { action: 'update', reason: 'changed' } : { action: 'unchanged', reason: 'equal' };
	return { json: plainJson({ ...record.contact, event: 'updated', ...told, text: changeText(change, written), ...(sync === undefined ? {} : { sync }) }), pairedItem: { item: index } };
}

function tellCounts(context: IExecuteFunctions, outcomes: ReadonlyMap<string, Outcome>, failed: number): void {
	const count = (written: 'yes' | 'no'): number => [...outcomes.values()].filter((one) => one.kind === 'done' && one.written === written).length;
	const parts = [`${count('yes')} updated`, `${count('no')} unchanged`, `${failed} failed`].filter((part) => !part.startsWith('0 '));
	const message = `${parts.join(', ') || 'nothing to do'}.`;
	context.logger.info(message);
	context.addExecutionHints?.({ message, type: failed > 0 ? 'warning' : 'info', location: 'outputPane' });
}
