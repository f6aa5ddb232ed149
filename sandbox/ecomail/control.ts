import { isObject, type JsonObject } from '../kit/json';
import type { ServiceContext } from '../kit/types';
import { parseRow, unique, writeContact, writeMembership } from './contacts';
import type { Deliveries } from './deliveries';
import { occur } from './events';
import type { Gate } from './gate';
import { createList } from './listRoutes';
import { newMembership, setStatus } from './membership';
import { keyOf, nextId, type Account, type Contact, type Desk, type EventName, type List, type Pipeline, type PipelineAction, type Status } from './model';
import { enter } from './pipelines';
import { play, sendCampaign } from './play';

export interface Tools {
	desk: Desk;
	context: ServiceContext;
	deliveries: Deliveries;
	gate: Gate;
}

type Action = (tools: Tools, args: JsonObject) => unknown;

const listBy = ({ account }: Desk, id: unknown): List => found(account.lists.get(Number(id)), `list ${String(id)}`);
const pipelineBy = ({ account }: Desk, id: unknown): Pipeline => found(account.pipelines.get(Number(id)), `automation ${String(id)}`);
const contactBy = ({ account }: Desk, email: unknown): Contact => found(account.contacts.get(keyOf(String(email))), 'contact');
const listsBy = (desk: Desk, ids: unknown): List[] => (Array.isArray(ids) ? ids : [ids]).map((id) => listBy(desk, id));

function found<T>(value: T | undefined, what: string): T {
	if (value === undefined) throw new Error(`There is no such ${what}.`);
	return value;
}

/** What people do in the app, and what happens to mails. */
const actions: Record<string, Action> = {
	/** { name, doubleOptin?, fromName?, fromEmail? } */
	'list.create': ({ desk }, { name, doubleOptin, fromName = 'Acme', fromEmail = 'news@acme.example' }) => ({
		id: createList(desk, { name, double_optin: doubleOptin === true, from_name: fromName, from_email: fromEmail, reply_to: fromEmail }).id,
	}),
	'list.delete': ({ desk }, { id }) => desk.account.lists.delete(listBy(desk, id).id),
	/** { id, url } as typed into the settings of the list. */
	'list.webhook': ({ desk }, { id, url }) => void (listBy(desk, id).webhookUrl = String(url)),
	/** { listId, ... as subscriber_data } by a person in the app. */
	'subscriber.put': ({ desk }, { listId, ...data }) => put(desk, listBy(desk, listId), data),
	/** { listId, email, status } by a person or a form. */
	'subscriber.status': ({ desk }, { listId, email, status }) => setStatus(desk, listBy(desk, listId), String(email), Number(status) as Status, { kind: 'person' }),
	/** { listId, email }: the link in the confirmation mail. Not told to the webhook [documented]. */
	'subscriber.confirm'({ desk }, { listId, email }) {
		found(listBy(desk, listId).members.get(keyOf(String(email))), 'member').status = 1;
	},
	'subscriber.tag': ({ desk }, { email, tag }) => void (contactBy(desk, email).tags = unique(desk, [...contactBy(desk, email).tags, String(tag)])),
	'subscriber.untag': ({ desk }, { email, tag }) => void (contactBy(desk, email).tags = contactBy(desk, email).tags.filter((one) => one !== tag)),
	/** { email }: out of the account and all of its lists. */
	'subscriber.delete'({ desk: { account } }, { email }) {
		account.contacts.delete(keyOf(String(email)));
		for (const { members } of account.lists.values()) members.delete(keyOf(String(email)));
	},
	/** { email }: out of all lists, as a request to be forgotten. */
	'subscriber.erase'({ desk }, { email }) {
		const key = keyOf(contactBy(desk, email).email);
		desk.account.contacts.delete(key);
		for (const list of desk.account.lists.values()) list.members.delete(key);
	},
	/** { listIds, title?, subject?, sending? } */
	'campaign.send': ({ desk }, { listIds, title = 'Newsletter', subject = 'Novinky', sending }) => ({
		id: sendCampaign(desk, listsBy(desk, listIds), { title: String(title), subject: String(subject), sending: sending === true }).id,
	}),
	'campaign.finish': ({ desk }, { id }) => void (found(desk.account.campaigns.get(Number(id)), 'campaign').status = 3),
	/** { event, email, campaignId or pipelineId, url?, at? } */
	event({ desk }, { event, email, campaignId, pipelineId, url, at }) {
		occur(desk, {
			event: String(event) as EventName,
			email: String(email),
			at: typeof at === 'number' ? at : desk.now,
			...(typeof url === 'string' ? { url } : {}),
			...(campaignId === undefined ? {} : { campaign: found(desk.account.campaigns.get(Number(campaignId)), 'campaign') }),
			...(pipelineId === undefined ? {} : { pipeline: pipelineBy(desk, pipelineId) }),
		});
	},
	/** { name, actions: [{ type, properties }] } */
	'pipeline.create': ({ desk }, { name, actions: steps }) => ({ id: createPipeline(desk.account, String(name), steps).id }),
	'pipeline.enter': ({ desk }, { id, email }) => enter(desk, pipelineBy(desk, id), String(email)),
	/**
	 * { days, listId, pipelineId?, from? }: plays campaigns and automations over so many days. Without `from` (ms since 1970) the
	 * clock of the sandbox goes along; with it the days are those that begin there, and the clock stays.
	 */
	play({ desk: today, context }, { days, listId, pipelineId, from }) {
		const { clock, random } = context;
		const desk = typeof from === 'number' ? { ...today, now: from } : today;
		let now = desk.now;
		const nextDay = (): number => {
			if (typeof from === 'number') return (now += 86_400_000);
			clock.advance(86_400_000);
			return clock.now();
		};
		return play(desk, { days: Number(days), list: listBy(desk, listId), nextDay, random, ...(pipelineId === undefined ? {} : { pipeline: pipelineBy(desk, pipelineId) }) });
	},
	'key.revoke': ({ desk }) => void (desk.account.key = ''),
	/** { perMinute } */
	'rate.set': ({ gate }, { perMinute }) => gate.setRate(Number(perMinute)),
	'deliveries.settled': ({ deliveries }) => deliveries.settled(),
	'deliveries.retry': ({ deliveries }) => deliveries.retry(),
	'deliveries.repeat': ({ deliveries }, { n }) => deliveries.repeat(Number(n)),
};

function put(desk: Desk, list: List, data: JsonObject): { id: number } {
	const row = parseRow(desk, data);
	const { contact } = writeContact({ ...desk, setting: byHand(desk) }, row, true);
	const member = list.members.get(keyOf(row.email)) ?? newMembership(desk, row.status ?? 1, row.source ?? 'app');
	list.members.set(keyOf(row.email), member);
	writeMembership({ ...desk, setting: byHand(desk) }, list, member, row);
	if (row.status !== undefined && row.status !== member.status) setStatus(desk, list, row.email, row.status, { kind: 'person' });
	return { id: contact.id };
}

/** The app's forms keep what was not touched and store tags as they are shown. */
function byHand({ setting }: Desk): Desk['setting'] {
	const fixed: Readonly<Partial<Record<string, string>>> = { tagsWrite: 'replace', emptyTags: 'clears', customFieldsWrite: 'merge', unknownCustomField: 'created' };
	return (name) => (fixed[name] ?? setting(name)) as ReturnType<typeof setting<typeof name>>;
}

function createPipeline(account: Account, name: string, steps: unknown): Pipeline {
	const list = Array.isArray(steps) ? steps.filter(isObject) : [];
	const pipeline: Pipeline = {
		id: nextId(account, 'pipeline'),
		name,
		actions: list.map(({ type, properties }) => ({ id: nextId(account, 'action'), type: type as PipelineAction['type'], properties: isObject(properties) ? properties : {} })),
		entered: [],
	};
	account.pipelines.set(pipeline.id, pipeline);
	return pipeline;
}

/** Throws when there is no such action. */
export function runControl(tools: Tools, name: string, args: JsonObject): unknown {
	const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
	if (!action) throw new Error(`ecomail has no action "${name}". It has: ${Object.keys(actions).join(', ')}.`);
	return action(tools, args);
}
