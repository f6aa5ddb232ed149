import { control } from '../api.js';
import { act, given } from './shared.js';

const SUBSCRIBED = 1;
const UNSUBSCRIBED = 2;

/** Ids and names of the lists of an account. */
export async function listsOf(account) {
	const { accounts } = await control('GET', '/dump/ecomail');
	return accounts[account].lists.map(({ id, name }) => ({ id, name }));
}

async function firstList(account) {
	const [list] = await listsOf(account);
	if (!list) throw new Error(`The account ${account} has no list yet.`);
	return list.id;
}

const valuesOf = ({ name, phone }) => {
	const [first = '', ...others] = (name ?? '').trim().split(/\s+/);
	return { ...(name === undefined ? {} : { name: first, surname: others.join(' ') }), ...given({ phone }) };
};

const on = (row, action, args = {}) => act('ecomail', `subscriber.${action}`, { account: row.account, email: row.emails[0], ...args });

/** One button for each list: what a person in the app, or the subscriber, would click. */
const listButtons = (row) =>
	row.lists.map(({ id, name, state }) => {
		const leaves = state === 'subscribed';
		return {
			text: leaves ? `Unsubscribe from ${name}` : `Subscribe to ${name}`,
			done: leaves ? 'Unsubscribed.' : 'Subscribed.',
			run: () => on(row, 'status', { listId: id, status: leaves ? UNSUBSCRIBED : SUBSCRIBED }),
		};
	});

export const ecomail = {
	title: 'Ecomail',
	groupWord: 'Tag',
	account: (row) => row.account,
	note: () => undefined,
	/** The address is what a subscriber is known by. */
	fixed: ['email'],
	requires: ['email'],
	update: async (row, changes) => on(row, 'put', { listId: row.lists[0]?.id ?? (await firstList(row.account)), ...valuesOf(changes) }),
	create: async ({ email, ...values }, account = 'acme') => act('ecomail', 'subscriber.put', { account, listId: await firstList(account), email, ...valuesOf(values) }),
	/** Beside the tags, a row's groups name its lists. */
	groups: (row) => row.groups.slice(row.lists.length),
	addGroup: (row, tag) => on(row, 'tag', { tag }),
	removeGroup: (row, tag) => on(row, 'untag', { tag }),
	remove: (row) => on(row, 'delete'),
	actions: listButtons,
};
