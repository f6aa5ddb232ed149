import { resourceName, type Contact, type Fields, type PersonInput } from './contact';
import { invalid, preconditionFailed } from './errors';
import { openEtag } from './etag';
import type { FieldName } from './fields';
import { checkRoom, contactBytes, withinLimits } from './limits';
import { normalised } from './normalise';
import type { Exchange } from './operation';
import { myContacts, takesMembers } from './systemGroups';

type Writing = Pick<Exchange, 'world' | 'user'>;

/** The contact as it would be stored. Throws what the API refuses; stores nothing. */
export function preparedCreate(writing: Writing, input: PersonInput): Contact {
	const { world, user } = writing;
	const fields = withinLimits(normalised(input.fields, world.setting), world.setting);
	// assumed: text and whether it is refused at all
	if (Object.values(fields).every((entries) => entries.length === 0) && world.setting('emptyPerson') === 'refused') {
		throw invalid('Request person must not be empty.');
	}
	const id = user.state.newId();
	return {
		id,
		sourceId: BigInt(id).toString(16),
		fields,
		groups: groupsOfNew(writing, input.groups ?? []),
		etag: user.state.newEtag(),
		updateTime: user.state.stamp(),
		formerNames: [],
	};
}

/** A field in the mask is replaced as a whole; one that is not in the body is cleared (documented). */
export function preparedUpdate(writing: Writing, contact: Contact, input: PersonInput, mask: ReadonlySet<FieldName>): Contact {
	const { world, user } = writing;
	checkEtag(writing, contact, input);
	const replaced: Fields = Object.fromEntries([...mask].filter((name) => name !== 'memberships').map((name) => [name, []]));
	const given: Fields = Object.fromEntries(Object.entries(input.fields).filter(([name]) => name in replaced));
	const merged = { ...contact.fields, ...replaced, ...normalised(given, world.setting) };
	const fields: Fields = Object.fromEntries(Object.entries(merged).filter(([, entries]) => entries.length > 0));
	return {
		...contact,
		fields: withinLimits(fields, world.setting),
		groups: mask.has('memberships') ? changedGroups(writing, contact, input.groups ?? []) : contact.groups,
		etag: user.state.newEtag(),
		updateTime: user.state.stamp(),
	};
}

/** The contact with other groups; its etag moves or not, as the switch says. */
export function regrouped({ world, user }: Writing, contact: Contact, groups: readonly string[]): Contact {
	if (world.setting('modifyBumpsEtag') === 'no') return { ...contact, groups };
	return { ...contact, groups, etag: user.state.newEtag(), updateTime: user.state.stamp() };
}

/** Throws when the account has no room for these writes. */
export function roomFor({ world, user }: Writing, writes: ReadonlyArray<{ before: Contact | undefined; after: Contact }>): void {
	const trash = world.setting('trashCounts') === 'yes' ? [...user.state.trash().values()] : [];
	const trashBytes = trash.reduce((sum, { contact }) => sum + contactBytes(contact), 0);
	const added = { contacts: 0, bytes: 0 };
	for (const { before, after } of writes) {
		added.contacts += before ? 0 : 1;
		added.bytes += contactBytes(after) - (before ? contactBytes(before) : 0);
	}
	const used = { contacts: user.state.contacts.size + trash.length, bytes: user.state.bytes() + trashBytes };
	checkRoom(used, added, world.limits, world.setting);
}

/** Either etag does, of the source that is written (documented; texts seen). */
function checkEtag({ world }: Writing, contact: Contact, input: PersonInput): void {
	const sourceEtags = input.sources.filter(({ type, etag }) => type === 'CONTACT' && etag !== '').map(({ etag }) => etag);
	const { etag = '' } = input;
	if (etag === '' && sourceEtags.length === 0) {
		throw invalid('Request must set person.etag or person.metadata.sources.etag for the source that is being updated.');
	}
	if (etag !== '') {
		// A source etag put here always fails (seen); an etag of any mask passes while the source is the same (measured).
		const opened = openEtag(etag);
		const fits = opened?.sourceEtag === contact.etag && !(opened.origin === 'list' && world.setting('listEtags') === 'refused');
		if (!fits) throw changed('person.etag');
	}
	if (sourceEtags.some((one) => one !== `#${contact.etag}`)) throw changed('person.metadata.sources.etag');
}

function changed(what: string): Error {
	return preconditionFailed(`Request ${what} is different than the current ${what}. Clear local cache and get the latest person.`);
}

function groupsOfNew(writing: Writing, given: readonly string[]): readonly string[] {
	const { world } = writing;
	for (const id of given) checkJoins(writing, id);
	if (given.length === 0) return world.setting('newContactGetsMyContacts') === 'yes' ? [myContacts] : [];
	if (given.includes(myContacts) || world.setting('labelOnlyGetsMyContacts') === 'no') return given;
	return [...given, myContacts];
}

function changedGroups(writing: Writing, contact: Contact, given: readonly string[]): readonly string[] {
	// documented: 400; the text is assumed
	if (given.length === 0) throw invalid(`Request must set at least one contact group membership for ${resourceName(contact.id)}.`);
	for (const id of given) if (!contact.groups.includes(id)) checkJoins(writing, id);
	return given;
}

/** documented: only labels, myContacts and starred take members; the answers are assumed. */
function checkJoins({ world, user }: Writing, id: string): void {
	const group = user.state.groups.get(id);
	const isTooNew = group?.kind === 'user' && world.setting('newLabelDelay') === '2s' && world.context.clock.now() - group.createdAt < 2000;
	if (group === undefined || isTooNew) throw invalid(`Contact group contactGroups/${id} was not found.`);
	if (!takesMembers(group)) throw invalid(`Contacts can not be added to the system group contactGroups/${id}.`);
}
