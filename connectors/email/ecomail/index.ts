import { emailKey } from '../../../core/contact/email';
import { ConfigurationError } from '../../../core/errors';
import type { Environment } from '../../../core/ports/environment';
import type { EmailLimits, EmailSide, Subscriber, SubscriberChange, SubscriberWrite, SubscriberWriteResult } from '../../../core/ports/email';
import type { HttpClient } from '../../../core/ports/http';
import { assertNotCancelled } from '../../http/caller';
import type { Login } from '../../http/login';
import { BULK_ROWS, writeMany } from './bulk';
import { createEcomailClient, MOST_OPEN_CALLS } from './client';
import { createMailings } from './mailings';
import { createEcomailMemory, REQUESTS_PER_MINUTE, type EcomailMemory } from './memory';
import { addTags, createReader, type Reader } from './reader';
import { goesInBulk, rowOf } from './rows';
import { deleteOne, writeOne, type Tools } from './single';
import { createWebhooks } from './webhooks';

export { createEcomailMemory, MOST_OPEN_CALLS, type EcomailMemory };

export interface EcomailSettings {
	/** Adds the login: the header "key". */
	http: HttpClient;
	env: Environment;
	/** Default https://api2.ecomailapp.cz. */
	baseUrl?: string;
	/** Kept per account by whoever builds the connector again and again. */
	memory?: EcomailMemory;
	/** The same: createLogin(clock, MOST_OPEN_CALLS). */
	login?: Login;
}

const BASE_URL = 'https://api2.ecomailapp.cz';

/** Documented: 3,000 rows, 50 and 2,000 characters of tags, 5,000 of custom fields. A comma in a tag is taken for two tags by some of Ecomail's own plug-ins. */
const LIMITS: EmailLimits = { bulkRows: BULK_ROWS, tagLength: 50, tagsLength: 2000, tagForbids: [','], customFieldsLength: 5000, singly: 10, requestsPerMinute: REQUESTS_PER_MINUTE };

/** Ecomail behind the contract of an e-mail marketing service. */
export function createEcomail(settings: EcomailSettings): EmailSide {
	const { env, memory = createEcomailMemory() } = settings;
	const client = createEcomailClient({ ...settings, baseUrl: settings.baseUrl?.trim() ? settings.baseUrl : BASE_URL, pacer: memory.pacer(env.clock) });
	const reader = createReader(client, env.phase);
	return {
		service: 'ecomail',
		limits: LIMITS,
		exclusive: memory.exclusive,
		lists: reader.lists,
		list: reader.list,
		find: (listId, emails) => find(reader, env, listId, emails),
		members: (listId) => members(reader, listId),
		write: (list, writes) => write({ client, reader, list }, env, writes),
		mailings: createMailings(client),
		webhooks: createWebhooks(client),
	};
}

async function find(reader: Reader, env: Environment, listId: string, emails: readonly string[]): Promise<ReadonlyMap<string, Subscriber>> {
	const keys = [...new Set(emails.map(emailKey))];
	if (keys.length > LIMITS.singly) return await reader.many(keys);
	const found = new Map<string, Subscriber>();
	for (const key of keys) {
		assertNotCancelled(env);
		const subscriber = await reader.one(listId, key);
		if (subscriber) found.set(key, subscriber);
	}
	return found;
}

async function members(reader: Reader, listId: string): Promise<ReadonlyMap<string, Subscriber>> {
	const reading = await reader.scan(listId);
	if (reading.tags === 'hidden') await addTags(reading.members, reader.anywhere);
	return reading.members;
}

async function* write(tools: Tools, env: Environment, writes: readonly SubscriberWrite[]): AsyncGenerator<SubscriberWriteResult[]> {
	const changes = writes.filter((one): one is SubscriberChange => one.op !== 'delete');
	const rows = changes.map((one) => rowOf(tools.list, one));
	if (new Set(rows.map(({ email }) => emailKey(email))).size < rows.length) throw new ConfigurationError('The same address came twice in one batch.', 'Two writes of one address');
	const inBulk = rows.length > LIMITS.singly ? rows.filter((row) => goesInBulk(row, tools.list)) : [];
	const bulkKeys = new Set(inBulk.map(({ key }) => key));
	const singly = rows.filter(({ key }) => !bulkKeys.has(key));
	for (const row of singly) {
		assertNotCancelled(env);
		yield [await writeOne(tools, row)];
	}
	if (inBulk.length > 0) yield* writeMany(tools, env, inBulk);
	for (const one of writes) {
		if (one.op !== 'delete') continue;
		assertNotCancelled(env);
		yield [await deleteOne(tools, one.key, one.subscriber)];
	}
}

