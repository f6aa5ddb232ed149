import { isObject, type JsonObject } from '../kit/json';
import type { SeedSize } from '../kit/types';
import { createCompany, deleteCompany, findCompany, updateCompany } from './companies';
import { updateAddress } from './addresses';
import { putExtId } from './extIds';
import { setTitles } from './gdpr';
import { historyOf, massEmailRows } from './history';
import { anonymise, mergeCompanies, mergePeople } from './merge';
import type { Company, Desk, Person } from './model';
import { createPerson, deletePerson, findPerson, updatePerson } from './people';
import type { Postman } from './postman';
import { bump, setStanding } from './save';
import { seedInstance } from './seed';
import { addTags, removeTags } from './tags';
import { restoreCompany, restorePerson } from './trash';
import { renderDetail } from './renderRecord';
import { removeWebhook } from './webhookRoutes';
import { minute, parseStamp } from './time';

export interface ControlTools {
	desk: Desk;
	postman: Postman;
	resetLoginFailures(): void;
}

type Action = (tools: ControlTools, args: JsonObject) => unknown;

interface Hands<R> {
	find(desk: Desk, id: string): R;
	create(desk: Desk, body: unknown): number;
	update(desk: Desk, record: R, body: unknown): void;
	remove(desk: Desk, record: R): void;
	restore(desk: Desk, id: number): { id: number; version: number };
	merge(desk: Desk, target: R, source: R): void;
}

/** What a person does to a record in the browser. `id` names the record; the rest has the shape of the API's bodies. */
function recordActions<R extends Person | Company>(entity: string, hands: Hands<R>): Record<string, Action> {
	const onRecord = (act: (desk: Desk, record: R, args: JsonObject) => void): Action => ({ desk }, { id, ...args }) => {
		const record = hands.find(desk, String(id));
		act(desk, record, args);
		return { id: record.id, version: record.rowInfo.version };
	};
	return {
		[`${entity}.create`]: ({ desk }, args) => ({ id: hands.create(desk, args) }),
		[`${entity}.update`]: onRecord((desk, record, args) => hands.update(desk, record, args)),
		[`${entity}.delete`]: onRecord((desk, record) => hands.remove(desk, record)),
		[`${entity}.restore`]: ({ desk }, { id }) => hands.restore(desk, Number(id)),
		[`${entity}.tag`]: onRecord((desk, record, { tag }) => addTags(desk, record, { tag })),
		[`${entity}.untag`]: onRecord((desk, record, { tag }) => removeTags(desk, record, { tag })),
		/** { titles }: the legal titles of the GDPR module, all of them. */
		[`${entity}.legalTitles`]: onRecord((desk, record, { titles }) => setTitles(desk, record, titles)),
		/** { extId }: what another program stores on it. */
		[`${entity}.extId`]: onRecord((desk, record, args) => putExtId(desk, record, args)),
		/** All that the record's own page shows, in the shape of the API. */
		[`${entity}.show`]: ({ desk }, { id }) => renderDetail(desk, hands.find(desk, String(id)), 'plain'),
		/** The mass e-mails that the record got, as its own page shows them. */
		[`${entity}.history`]: ({ desk }, { id }) => historyOf(desk, hands.find(desk, String(id))),
		[`${entity}.merge`]: onRecord((desk, record, { sourceId }) => hands.merge(desk, record, hands.find(desk, String(sourceId)))),
		[`${entity}.anonymize`]: onRecord((desk, record) => anonymise(desk, record)),
		[`${entity}.invalidate`]: onRecord((desk, record) => setStanding(desk, record, 'invalid')),
		[`${entity}.valid`]: onRecord((desk, record) => setStanding(desk, record, 'valid')),
		[`${entity}.lock`]: onRecord((desk, record) => setStanding(desk, record, 'lock')),
		[`${entity}.unlock`]: onRecord((desk, record) => setStanding(desk, record, 'unlock')),
	};
}

const actions: Record<string, Action> = {
	...recordActions<Person>('person', {
		find: findPerson,
		create: createPerson,
		update: updatePerson,
		remove: deletePerson,
		restore: restorePerson,
		merge: mergePeople,
	}),
	...recordActions<Company>('company', {
		find: findCompany,
		create: createCompany,
		update: updateCompanyByHand,
		remove: deleteCompany,
		restore: restoreCompany,
		merge: mergeCompanies,
	}),
	/** { id, addressId, address?, contactInfo? } */
	'company.updateAddress': ({ desk }, { id, addressId, ...body }) => updateAddress(desk, findCompany(desk, String(id)), String(addressId), body),
	/** { remaining } requests left of this UTC day, or { limit } for another plan. */
	'quota.set': ({ desk }, args) => {
		const { quota } = desk.instance;
		if (args.limit !== undefined) quota.limit = wholeNumber('limit', args.limit);
		if (args.remaining !== undefined) quota.used = quota.limit - wholeNumber('remaining', args.remaining);
		return { limit: quota.limit, remaining: quota.limit - quota.used };
	},
	/** Every mass e-mail with its recipients. */
	'massEmail.rows': ({ desk }) => massEmailRows(desk),
	'massEmail.clear': ({ desk }) => desk.instance.massEmails.clear(),
	/** Each attempt to deliver an event. */
	'webhook.deliveries': ({ postman }) => postman.deliveries(),
	/** Events that wait, by webhook. */
	'webhook.waiting': ({ postman }) => postman.waiting(),
	/** { pauseMs? }: a fixed pause between sends, for tests that do not care for it; without, the documented one. */
	'webhook.pace': ({ postman }, { pauseMs }) => postman.setPause(pauseMs === undefined ? undefined : wholeNumber('pauseMs', pauseMs)),
	/** { uuid }: removed on the settings page. */
	'webhook.remove': ({ desk }, { uuid }) => removeWebhook(desk, String(uuid)),
	'loginFailures.reset': (tools) => tools.resetLoginFailures(),
	'bulk.touch': ({ desk }, args) => touch(desk, args),
	/** { people, companies, seed? }: replaces the records of one instance. */
	'instance.seed': ({ desk }, args) => {
		const size: SeedSize = { people: wholeNumber('people', args.people), companies: wholeNumber('companies', args.companies) };
		seedInstance(desk.instance, args.seed === undefined ? size : { ...size, seed: wholeNumber('seed', args.seed) }, desk.now);
	},
};

/** The browser's form shows contactInfo of the primary address with the company. */
function updateCompanyByHand(desk: Desk, company: Company, body: unknown): void {
	const { contactInfo, ...own } = isObject(body) ? body : {};
	const primary = company.addresses.find((address) => address.primary);
	if (contactInfo !== undefined && primary) updateAddress(desk, company, String(primary.id), { contactInfo });
	if (Object.keys(own).length > 0) updateCompany(desk, company, own);
}

/**
 * Saves many records with one and the same stamp: { entity?, ids?, count?, at? }. Without ids the first `count`,
 * without count all; `at` is a date, default this minute.
 */
function touch(desk: Desk, { entity = 'person', ids, count, at }: JsonObject): { touched: number; at: string } {
	const all: Array<Person | Company> = [...(entity === 'company' ? desk.instance.companies : desk.instance.people).values()];
	const wanted = Array.isArray(ids) ? new Set(ids.map(Number)) : undefined;
	const chosen = wanted ? all.filter((record) => wanted.has(record.id)) : all.slice(0, count === undefined ? undefined : wholeNumber('count', count));
	const stamp = at === undefined ? Math.floor(desk.now / minute) * minute : parseStamp(String(at), desk.actor.zone);
	if (stamp === undefined) throw new Error('at must be a date.');
	for (const record of chosen) bump({ ...desk, now: stamp }, record);
	return { touched: chosen.length, at: new Date(stamp).toISOString() };
}

function wholeNumber(name: string, value: unknown): number {
	if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw new Error(`${name} must be a whole number.`);
	return value;
}

/** Throws when there is no such action. */
export function runControl(tools: ControlTools, name: string, args: JsonObject): unknown {
	const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
	if (!action) throw new Error(`raynet has no action "${name}". It has: ${Object.keys(actions).join(', ')}.`);
	return action(tools, args);
}
