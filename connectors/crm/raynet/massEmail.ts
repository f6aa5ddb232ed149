import { expectSyncError, RecordError, RetriableError, type SyncError } from '../../../core/errors';
import type { Activity, ActivityKey, ActivityRow, CampaignSink, ForeignActivity, RowResult, StoredActivity } from '../../../core/ports/campaigns';
import { PAGE_SIZE, type RaynetClient } from './client';
import { raynetInstant } from './dates';
import { notRaynet } from './judge';
import { bulkItem, externalIdOf, foreignMassEmail, massEmailBody, recipientRow, sourceOf, statsBody, storedMassEmail } from './massEmailMap';
import { isObject } from './raw';

/** Most addresses of one bulk call (documented). */
const BULK_SIZE = 1000;

/** Mass e-mails, Raynet's place for what a mailing service sent to whom, and what became of it. */
export function createRaynetCampaigns(client: RaynetClient): CampaignSink {
	/** Mass e-mails by source, read once in a run: there is no filter by external id. */
	const known = new Map<string, Promise<Listed>>();
	const listed = (service: string): Promise<Listed> => {
		const kept = known.get(service) ?? listMassEmails(client, service);
		known.set(service, kept);
		return kept;
	};
	const find = async (key: ActivityKey): Promise<StoredActivity | undefined> => {
		const wanted = externalIdOf(key);
		return (await listed(key.service)).stored.find((one) => externalIdOf(one.key) === wanted);
	};

	return {
		find,
		others: async (service) => (await listed(service)).others,
		async create(activity) {
			return await create(client, activity)
				.then(async (stored) => {
					(await listed(activity.service)).stored.push(stored);
					return stored;
				})
				.catch(async (error: unknown) => {
					known.delete(activity.service);
					const found = answerWasLost(error) ? await find(activity) : undefined;
					if (found) return found;
					throw error;
				});
		},
		update: (stored, activity) => update(client, stored, activity),
		rows: (stored) => listRows(client, stored),
		writeRows: (stored, rows) => writeRows(client, stored, rows),
	};
}

async function update(client: RaynetClient, { id }: StoredActivity, { counts, url }: Activity): Promise<void> {
	const body = { stats: statsBody(counts), ...(url === undefined ? {} : { externalOverviewUrl: url }) };
	await client.write({ method: 'POST', path: `massEmail/${id}/`, op: 'massEmail.update', body, repeatable: true });
}

async function* writeRows(client: RaynetClient, stored: StoredActivity, rows: readonly ActivityRow[]): AsyncGenerator<RowResult[]> {
	for (let start = 0; start < rows.length; start += BULK_SIZE) {
		yield await writeBatch(client, stored, rows.slice(start, start + BULK_SIZE));
	}
}

/** Mass e-mails of one source, oldest first. */
interface Listed {
	stored: StoredActivity[];
	others: readonly ForeignActivity[];
}

async function listMassEmails(client: RaynetClient, service: string): Promise<Listed> {
	const source = sourceOf(service);
	const rows = await allRows(client, 'massEmail', { source });
	return { stored: rows.flatMap((row) => storedMassEmail(row, service) ?? []), others: rows.flatMap((row) => foreignMassEmail(row) ?? []) };
}

async function listRows(client: RaynetClient, { id }: StoredActivity): Promise<ActivityRow[]> {
	const rows = await allRows(client, `massEmail/${id}/recipient`, {});
	return rows.flatMap((row) => recipientRow(row) ?? []);
}

/** Sorted by id: what is added meanwhile comes last. */
async function allRows(client: RaynetClient, resource: string, filter: Record<string, string>): Promise<object[]> {
	const found: object[] = [];
	for (;;) {
		const { rows, total } = await client.list(resource, { ...filter, sortColumn: 'id', sortDirection: 'ASC', offset: found.length, limit: PAGE_SIZE });
		found.push(...rows);
		if (rows.length === 0 || found.length >= total) return found;
	}
}

async function create(client: RaynetClient, activity: Activity): Promise<StoredActivity> {
	const completed = activity.sentAt === undefined ? undefined : raynetInstant(Date.parse(activity.sentAt));
	const body = massEmailBody(activity, sourceOf(activity.service), completed);
	const answer = await client.write({ method: 'PUT', path: 'massEmail/', op: 'massEmail.create', body });
	const id = isObject(answer) && isObject(answer.data) ? answer.data.id : undefined;
	if (typeof id !== 'number') throw notRaynet('A create without an id');
	const { service, kind, sourceId, counts, url } = activity;
	return { key: { service, kind, sourceId }, id: String(id), counts, ...(url === undefined ? {} : { url }) };
}

function answerWasLost(error: unknown): boolean {
	return error instanceof RetriableError && error.outcome === 'unknown';
}

/** A refused batch is halved until the one row is found that Raynet does not take. */
async function writeBatch(client: RaynetClient, stored: StoredActivity, rows: readonly ActivityRow[]): Promise<RowResult[]> {
	const path = `massEmail/${stored.id}/recipientBulkUpdate/`;
	return await client
		.write({ method: 'POST', path, op: 'massEmail.bulkUpdate', body: rows.map(bulkItem), repeatable: true })
		.then((answer) => resultsOf(rows, answer))
		.catch((error: unknown) => halved(client, stored, rows, refusedRows(error)));
}

async function halved(client: RaynetClient, stored: StoredActivity, rows: readonly ActivityRow[], refusal: SyncError): Promise<RowResult[]> {
	const [only, ...others] = rows;
	if (only && others.length === 0) return [{ kind: 'failed', email: only.email, error: refusal }];
	const middle = Math.ceil(rows.length / 2);
	return [...(await writeBatch(client, stored, rows.slice(0, middle))), ...(await writeBatch(client, stored, rows.slice(middle)))];
}

/** Throws what is not about the rows: a mass e-mail that was deleted meanwhile, too. */
function refusedRows(error: unknown): SyncError {
	const known = expectSyncError(error);
	if (!(known instanceof RecordError)) throw known;
	if (known.reason === 'notFound') throw new RetriableError('The mass e-mail was deleted in Raynet during the run. The next run creates it again.', known.detail);
	return known;
}

/** The outer success stays true whatever became of the items (documented), so each one is looked at. */
function resultsOf(rows: readonly ActivityRow[], answer: unknown): RowResult[] {
	const data = isObject(answer) && Array.isArray(answer.data) ? answer.data : undefined;
	if (!data) throw notRaynet('A bulk update without results');
	const items = new Map(data.filter(isObject).map((item) => [String(item.email).trim().toLowerCase(), item]));
	return rows.map(({ email }): RowResult => {
		const item = items.get(email);
		if (item?.success === true || item?.success === 'true') return { kind: 'done', email };
		if (item?.message === 'email not found') return { kind: 'notInCrm', email };
		return { kind: 'failed', email, error: new RecordError('refusedByServer', 'Raynet did not add this recipient.', item ? 'success: false' : 'No result for the address') };
	});
}
