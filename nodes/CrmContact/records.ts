import type { IDataObject, IExecuteFunctions, INodeExecutionData, NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { CrmAccount, RecordRef } from '../../core/contact/contact';
import { emailKey, isWellFormedEmail } from '../../core/contact/email';
import { ConfigurationError, ConflictError, expectSyncError, RecordError, type SyncError } from '../../core/errors';
import type { CrmRecord, CrmSide, CrmWrite } from '../../core/ports/crm';
import { recordsByEmail } from '../../core/sync';
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

/** An input item that could be read, with the record or the address that it names. */
interface ReadItem {
	index: number;
	change: Change;
	named: { ref: RecordRef } | { email: string };
}

type Outcome = { kind: 'done'; record: CrmRecord; written: 'yes' | 'no' } | { kind: 'failed'; error: SyncError };

/** Someone else may write the record just then; it is read and written again so many times. */
const MOST_ROUNDS = 3;

/** Tags, groups and the opt-out: all records are read at once, and only those are written that need it. */
export async function changeRecords(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const crm = crmOf(context);
	const { side } = await openCrm(context, crm);
	const output: Array<{ index: number; item: INodeExecutionData }> = [];
	const failures: Array<NodeApiError | NodeOperationError> = [];
	const fail = (index: number, error: unknown): void => {
		const problem = nodeError(context.getNode(), error, index);
		failures.push(problem);
		output.push({ index, item: errorItem(problem, index) });
	};
	const items = readItems(context, side, CRM_TITLES[crm], fail);
	if (failures[0] && !context.continueOnFail()) throw failures[0];
	const known = await recordsByEmail(side, items.flatMap(({ named }) => ('email' in named ? [named.email] : [])));
	const unknown = items.flatMap(({ index, named }) => ('email' in named && !known.has(emailKey(named.email)) ? [{ index, item: unknownItem(named.email, index) }] : []));
	output.push(...unknown);
	const wanted = wantedOf(side.account, items, known);
	const outcomes = await carryOut(side, wanted, new Map([...known.values()].flat().map((record) => [record.contact.id, record])));
	for (const [key, { id, changes }] of wanted) {
		const outcome = outcomes.get(key) ?? { kind: 'failed', error: new RecordError('notFound', `There is no record ${id} in ${CRM_TITLES[crm]}.`) };
		for (const [index, change] of changes) {
			if (outcome.kind === 'failed') fail(index, outcome.error);
			else output.push({ index, item: recordItem(outcome, change, index, context.getInputData()[index]?.json ?? {}) });
		}
	}
	tellCounts(context, outcomes, unknown.length, failures.length);
	if (failures.length > 0 && !context.continueOnFail()) throw failedRun(context.getNode(), failures, context.getInputData().length);
	return output.sort((a, b) => a.index - b.index).map(({ item }) => item);
}

function readItems(context: IExecuteFunctions, side: CrmSide, title: string, fail: (index: number, error: unknown) => void): ReadItem[] {
	return context.getInputData().flatMap(({ json }, index) => {
		try {
			const change = changeOf(context, index, side.capabilities, title);
			return [{ index, change, named: namedBy(side.account, String(context.getNodeParameter('contactId', index, '') ?? ''), json) }];
		} catch (error) {
			fail(index, error);
			return [];
		}
	});
}

/** An address stands for every record that has it. */
function wantedOf(account: CrmAccount, items: readonly ReadItem[], known: ReadonlyMap<string, readonly CrmRecord[]>): Map<string, Wanted> {
	const wanted = new Map<string, Wanted>();
	for (const { index, change, named } of items) {
		const refs = 'ref' in named ? [named.ref] : (known.get(emailKey(named.email)) ?? []).map(({ contact }) => contact);
		for (const ref of refs) {
			const id = idOf(account, ref);
			const key = change.kind === 'group' ? `${id} ${change.groupId}` : id;
			const one = wanted.get(key) ?? { id, ref, changes: new Map<number, Change>() };
			one.changes.set(index, change);
			wanted.set(key, one);
		}
	}
	return wanted;
}

/** A contact of Google names the records that it is paired with. */
function namedBy(account: CrmAccount, given: string, json: IDataObject): ReadItem['named'] {
	const id = given.trim();
	const pair: unknown = objectOf(json.sync).pair;
	const paired = id.startsWith('google:') && Array.isArray(pair) ? pair.flatMap((one: unknown) => refOf(account, text(one) ?? '') ?? []) : [];
	const ref = refOf(account, id) ?? refOf(account, `${account.crm}:${account.account}:${id}`) ?? paired[0];
	if (ref) return { ref };
	if (isWellFormedEmail(id)) return { email: id };
	throw new ConfigurationError('This is no ID of a record in this CRM account, and no e-mail address. Give the ID of a contact item, the kind and the ID of the record, such as person:31, or an address.', `${id.length} characters that name no record.`);
}

/** Outcomes by key; none for a record that is not there. `known`: records that were read already, by id. */
async function carryOut(side: CrmSide, wanted: ReadonlyMap<string, Wanted>, known: ReadonlyMap<string, CrmRecord>): Promise<Map<string, Outcome>> {
	const outcomes = new Map<string, Outcome>();
	const unread = new Map([...wanted.values()].filter(({ id }) => !known.has(id)).map(({ id, ref }) => [id, ref]));
	const records = new Map([...known, ...(unread.size > 0 ? await side.read([...unread.values()]) : [])]);
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

/** Nobody is created for an address that the CRM does not know. */
function unknownItem(email: string, index: number): INodeExecutionData {
	return { json: { action: 'skip', reason: 'notInCrm', text: 'No record of the CRM has this address.', email }, pairedItem: { item: index } };
}

function tellCounts(context: IExecuteFunctions, outcomes: ReadonlyMap<string, Outcome>, unknown: number, failed: number): void {
	const count = (written: 'yes' | 'no'): number => [...outcomes.values()].filter((one) => one.kind === 'done' && one.written === written).length;
	const parts = [`${count('yes')} updated`, `${count('no')} unchanged`, `${unknown} not in the CRM`, `${failed} failed`].filter((part) => !part.startsWith('0 '));
	const message = `${parts.join(', ') || 'Nothing to do'}.`;
	context.logger.info(message);
	context.addExecutionHints?.({ message, type: failed > 0 ? 'warning' : 'info', location: 'outputPane' });
}
