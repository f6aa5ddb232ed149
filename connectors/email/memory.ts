import { emailKey, isWellFormedEmail } from '../../core/contact/email';
import { ConfigurationError, RecordError } from '../../core/errors';
import type { CampaignSource, EmailLimits, EmailList, EmailSide, EmailWebhooks, Mailing, MailingContact, Membership, Subscriber, SubscriberFields, SubscriberChange, SubscriberState, SubscriberWriteResult, TagChange } from '../../core/ports/email';

/** A subscriber as a test or a demo puts it in. */
export interface MemorySubscriber {
	email: string;
	state?: SubscriberState;
	fields?: SubscriberFields;
	customFields?: Readonly<Record<string, string>>;
	tags?: readonly string[];
	source?: string;
}

/** A person's hands on the account. */
export interface MemoryHands {
	list(name: string, optIn?: EmailList['optIn']): string;
	put(listId: string, subscriber: MemorySubscriber): void;
	state(listId: string, email: string, state: SubscriberState): void;
	untag(email: string, tag: string): void;
	/** Out of all lists. */
	erase(email: string): void;
	/** What an address has in a list. */
	held(listId: string, email: string): (Membership & { tags: string[]; customFields: Record<string, string> } & SubscriberFields) | undefined;
	/** What `read` tells of a mailing from now on. */
	mailing(mailing: Mailing, contacts: readonly MailingContact[], automationTags?: readonly string[]): void;
}

interface Person {
	email: string;
	fields: SubscriberFields;
	tags: string[];
	memberships: Map<string, Membership>;
}

interface Account {
	lists: Map<string, EmailList>;
	people: Map<string, Person>;
	mailings: Map<string, { mailing: Mailing; contacts: readonly MailingContact[] }>;
	automationTags: Set<string>;
	webhookUrl?: string;
}

const LIMITS: EmailLimits = { bulkRows: 3000, tagLength: 50, tagsLength: 2000, tagForbids: [','], customFieldsLength: 5000, singly: 10 };

/** The reference implementation of the contract of an e-mail marketing service: what it does, every connector does. */
export function createMemoryEmail(): EmailSide & { readonly hands: MemoryHands } {
	const account: Account = { lists: new Map(), people: new Map(), mailings: new Map(), automationTags: new Set() };
	let last: Promise<unknown> = Promise.resolve();
	const read = (person: Person): Subscriber => ({ email: person.email, fields: { ...person.fields }, unseen: [], tags: [...person.tags], memberships: Object.fromEntries(person.memberships) });
	return {
		service: 'memory',
		limits: LIMITS,
		exclusive(run) {
			const turn = last.then(run);
			last = turn.catch(() => undefined);
			return turn;
		},
		async lists() {
			return [...account.lists.values()];
		},
		async list(listId) {
			return listOf(account, listId);
		},
		async find(_listId, emails) {
			return new Map(emails.map(emailKey).flatMap((key) => (account.people.has(key) ? [[key, read(account.people.get(key) as Person)] as const] : [])));
		},
		async members(listId) {
			return new Map([...account.people].filter(([, { memberships }]) => memberships.has(listId)).map(([key, person]) => [key, read(person)]));
		},
		async *write(list, writes) {
			yield writes.map((write): SubscriberWriteResult => {
				if (write.op === 'delete') {
					account.people.delete(emailKey(write.subscriber.email));
					return { kind: 'done', key: write.key };
				}
				const person = carryOut(account, listOf(account, list.id), write);
				return person instanceof RecordError ? { kind: 'failed', key: write.key, error: person } : { kind: 'done', key: write.key, subscriber: read(person) };
			});
		},
		mailings: mailingsOf(account),
		webhooks: webhooksOf(account),
		hands: handsOf(account),
	};
}

function listOf({ lists }: Account, listId: string): EmailList {
	const list = lists.get(listId);
	if (!list) throw new ConfigurationError('This list no longer exists. Choose another one.');
	return list;
}

function carryOut({ people }: Account, list: EmailList, write: SubscriberChange): Person | RecordError {
	const email = write.op === 'create' ? write.email : write.subscriber.email;
	if (!isWellFormedEmail(email)) return new RecordError('refusedByServer', 'This is no valid address.');
	const key = emailKey(email);
	const person: Person = people.get(key) ?? { email: key, fields: {}, tags: [], memberships: new Map() };
	const before = person.memberships.get(list.id);
	if (write.op === 'update' && !before) return new RecordError('notFound', 'This address is not in the list.');
	people.set(key, person);
	person.fields = filled({ ...person.fields, ...write.fields });
	person.tags = tagged(write.tags, person.tags);
	const customFields = filled({ ...before?.customFields, ...Object.fromEntries(Object.entries(write.customFields).map(([name, value]) => [name.toLowerCase(), value])) });
	const source = before?.source ?? (write.op === 'create' ? write.source : undefined);
	person.memberships.set(list.id, { state: stateAfter(list, write, before), customFields, ...(source === undefined ? {} : { source }) });
	return person;
}

/** Nothing but an explicit wish makes somebody subscribed who was not. */
function stateAfter(list: EmailList, write: SubscriberChange, before: Membership | undefined): SubscriberState {
	if (write.op === 'update') return write.state ?? before?.state ?? 'unsubscribed';
	if (before) return before.state;
	if (write.state) return write.state;
	return list.optIn === 'double' && write.confirmation === 'asListSays' ? 'unconfirmed' : 'subscribed';
}

function tagged({ add, remove, others }: TagChange, before: readonly string[]): string[] {
	const kept = others === 'remove' ? before.filter((tag) => add.includes(tag)) : before.filter((tag) => !remove.includes(tag));
	return [...new Set([...kept, ...add])];
}

function filled<T extends object>(values: T): T {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')) as T;
}

function mailingsOf({ mailings, automationTags }: Account): CampaignSource {
	return {
		async mailings(from) {
			return [...mailings.values()].map(({ mailing }) => mailing).filter(({ kind, sentAt = '' }) => kind === 'automation' || Date.parse(sentAt) >= from);
		},
		async read({ id }, mark) {
			const contacts = mailings.get(id)?.contacts ?? [];
			const ids = contacts.flatMap(({ events }) => events.map((event) => Number(event.id)));
			const newest = `log:${Math.max(0, ...ids)}`;
			if (mark === undefined) return { extent: 'everything', dates: 'logged', contacts, mark: newest };
			const since = Number(mark.slice(4));
			const news = contacts.map(({ email, events }) => ({ email, events: events.filter((event) => Number(event.id) > since) })).filter(({ events }) => events.length > 0);
			return { extent: 'news', dates: 'logged', contacts: news, mark: newest };
		},
		async automationTags() {
			return [...automationTags].sort();
		},
	};
}

/** Takes deliveries that are EmailEvents already. */
function webhooksOf(account: Account): EmailWebhooks {
	return {
		deliveryHeader: 'x-delivery-id',
		registrable: ['account'],
		parse: (_kind, body) => (Array.isArray(body) ? body : [body]),
		async registered() {
			return account.webhookUrl;
		},
		async register(url, ours) {
			const held = account.webhookUrl;
			if (held !== undefined && held !== ours && held !== url) throw new ConfigurationError('The webhook of this account is in use by another tool.');
			if (url === '') delete account.webhookUrl;
			else account.webhookUrl = url;
		},
	};
}

function handsOf({ lists, people, mailings, automationTags }: Account): MemoryHands {
	return {
		list(name, optIn = 'single') {
			const id = String(lists.size + 1);
			lists.set(id, { id, name, optIn });
			return id;
		},
		put(listId, { email, state, fields = {}, customFields = {}, tags = [], source }) {
			const key = emailKey(email);
			const person: Person = people.get(key) ?? { email: key, fields: {}, tags: [], memberships: new Map() };
			people.set(key, { ...person, fields: filled({ ...person.fields, ...fields }), tags: [...new Set([...person.tags, ...tags])] });
			const before = person.memberships.get(listId);
			const from = source ?? before?.source;
			person.memberships.set(listId, { state: state ?? before?.state ?? 'subscribed', customFields: { ...before?.customFields, ...customFields }, ...(from === undefined ? {} : { source: from }) });
		},
		state(listId, email, state) {
			const membership = people.get(emailKey(email))?.memberships.get(listId);
			if (membership) membership.state = state;
		},
		untag(email, tag) {
			const person = people.get(emailKey(email));
			if (person) person.tags = person.tags.filter((one) => one !== tag);
		},
		erase(email) {
			people.delete(emailKey(email));
		},
		held(listId, email) {
			const person = people.get(emailKey(email));
			const membership = person?.memberships.get(listId);
			return person && membership && { ...membership, ...person.fields, tags: [...person.tags], customFields: { ...membership.customFields } };
		},
		mailing(mailing, contacts, tags = []) {
			mailings.set(mailing.id, { mailing, contacts });
			for (const tag of tags) automationTags.add(tag);
		},
	};
}

