import { contactId, resourceName, type Contact } from './contact';
import { controlLabels } from './controlLabels';
import { merged, noPeople, personFields, type Args } from './controlArgs';
import { parsePerson } from './parsePerson';
import { buckets } from './quota';
import type { User, World } from './world';
import { preparedCreate } from './write';

type Action = (world: World, args: Args) => unknown;

/**
 * A person's hands in Google Contacts, and settings. `account` names the account (default owner); a person is named by
 * `resourceName`, in whichever account it is. Values are given as a Person of the API.
 */
export function control(world: World, action: string, args: Record<string, unknown>): unknown {
	const found = Object.hasOwn(actions, action) ? actions[action] : undefined;
	if (found === undefined) throw new Error(`The Google stand-in has no action "${action}". It has: ${Object.keys(actions).join(', ')}.`);
	return found(world, args);
}

const actions: Readonly<Record<string, Action>> = {
	/** { person, account? } -> { resourceName } */
	'person.create': (world, args) => {
		const user = userOf(world, args);
		const created = preparedCreate({ world, user }, parsePerson(args.person, ''));
		user.state.put(created);
		return { resourceName: resourceName(created.id) };
	},
	/** { resourceName, person }: every field that `person` names is replaced, memberships too. */
	'person.update': (world, args) => {
		const { user, contact } = personOf(world, args);
		const input = parsePerson(args.person, '');
		const fields = personFields({ ...contact.fields, ...input.fields });
		user.state.put(touched(user, { ...contact, fields, groups: input.groups ?? contact.groups }));
	},
	'person.delete': (world, args) => {
		const { user, contact } = personOf(world, args);
		user.state.remove(contact.id, 'trash');
	},
	/** Out of the trash, under its old name. */
	'person.restore': (world, args) => {
		const id = contactId(String(args.resourceName)) ?? '';
		const user = [...world.users.values()].find(({ state }) => state.trash().has(id));
		const contact = user?.state.takeFromTrash(id);
		if (user === undefined || contact === undefined) throw noPeople(args, 'in the trash');
		user.state.put(touched(user, contact));
	},
	/** { keep, gone }: values, labels and apps' data of both on the first one, the second one is gone and not in the trash. */
	'person.merge': (world, args) => {
		const { user, contact: keep } = personOf(world, { resourceName: args.keep });
		const { contact: gone } = personOf(world, { resourceName: args.gone });
		if (keep.id === gone.id) throw new Error('keep and gone must be two people.');
		const survivor = merged(keep, gone, world.setting('mergedClientData'));
		const formerNames = world.setting('mergeNamesFormer') === 'yes' ? [...keep.formerNames, ...gone.formerNames, resourceName(gone.id)] : keep.formerNames;
		user.state.put(touched(user, { ...survivor, formerNames }));
		user.state.remove(gone.id, 'gone');
	},
	/** { resourceName, profile? }: a profile is linked, so the resource name changes (documented). -> { resourceName } */
	'person.link': (world, args) => {
		const { user, contact } = personOf(world, args);
		const id = user.state.newId();
		const formerNames = [...contact.formerNames, resourceName(contact.id)];
		const profile = { id: user.state.newId(), fields: parsePerson(args.profile, '').fields };
		user.state.rename(contact.id, touched(user, { ...contact, id, sourceId: BigInt(id).toString(16), formerNames, profile }));
		return { resourceName: resourceName(id) };
	},
	/** { resourceName, key, value }: an entry as another app leaves it. */
	'clientData.plant': (world, args) => {
		const { user, contact } = personOf(world, args);
		const clientData = [...(contact.fields.clientData ?? []), { key: String(args.key), value: String(args.value) }];
		user.state.put(touched(user, { ...contact, fields: { ...contact.fields, clientData } }));
	},
	...controlLabels(userOf, personOf),
	/** { count, account? }: that many plain contacts, to come near the account's limits. */
	'account.fill': (world, args) => {
		const user = userOf(world, args);
		for (let n = 1; n <= Number(args.count); n += 1) {
			user.state.put(preparedCreate({ world, user }, parsePerson({ names: [{ givenName: `Contact ${n}` }] }, '')));
		}
	},
	'trash.list': (world, args) => [...userOf(world, args).state.trash().values()].map(({ contact, deletedAt }) => ({ resourceName: resourceName(contact.id), deletedAt })),
	'trash.empty': (world, args) => userOf(world, args).state.emptyTrash(),
	/** Units per user and minute (daily: and day), by bucket: criticalReads, criticalWrites, reads, writes, daily, fullSyncs. */
	'quota.set': (world, args) => {
		for (const [name, value] of Object.entries(args)) {
			const bucket = buckets.find((known) => known === name);
			if (bucket === undefined || typeof value !== 'number') throw new Error(`quota.set takes numbers for ${buckets.join(', ')}.`);
			world.quotas[bucket] = value;
		}
	},
	/** { contacts?, bytes? }: how much an account may hold. */
	'limits.set': (world, { contacts, bytes }) => {
		if (typeof contacts === 'number') world.limits.contacts = contacts;
		if (typeof bytes === 'number') world.limits.bytes = bytes;
	},
	/** { ms }: how long lists, syncs and searches lag behind; holds for writes under way too. */
	'visibilityDelay.set': (world, { ms }) => {
		if (typeof ms !== 'number' || ms < 0) throw new Error('visibilityDelay.set takes ms.');
		world.visibilityDelayMs = ms;
	},
	/** Every access token of the account is refused until a refresh. */
	'token.expire': (world, args) => world.bearers.expire(userOf(world, args).state.name),
};

/** A new etag and time, as after every change by hand. */
function touched(user: User, contact: Contact): Contact {
	return { ...contact, etag: user.state.newEtag(), updateTime: user.state.stamp() };
}

function userOf(world: World, { account = 'owner' }: Args): User {
	const user = world.users.get(String(account));
	if (user === undefined) throw new Error(`There is no Google account "${String(account)}". There are: ${[...world.users.keys()].join(', ')}.`);
	return user;
}

function personOf(world: World, args: Args): { user: User; contact: Contact } {
	const id = contactId(String(args.resourceName ?? args.id)) ?? '';
	for (const user of world.users.values()) {
		const contact = user.state.find(id);
		if (contact) return { user, contact };
	}
	throw noPeople(args, 'in the contacts');
}

export type FindUser = typeof userOf;
export type FindPerson = typeof personOf;
