import type { RaynetDesk, Source } from './raynet';

/**
 * A working day in Raynet: people change, come, get and lose the tag, and are made invalid. Returns what was done,
 * line by line. Nested objects are sent whole, as Raynet may replace them.
 */
export async function changePeople(raynet: RaynetDesk, sources: ReadonlyMap<string, Source>, tag: string): Promise<string[]> {
	const people = [...sources.values()].filter(({ key, card }) => key.startsWith('person:') && card.emails.length === 1 && card.phones.length === 1);
	const untagged = people.filter(({ tags }) => !tags.includes(tag));
	const tagged = people.filter(({ tags }) => tags.includes(tag));
	const [moved, renamed, married, joined, alsoJoined, ...others] = untagged;
	const [leaver, gone] = [tagged.at(-1), others.at(-1)];
	if (!moved || !renamed || !married || !joined || !alsoJoined || !leaver || !gone) throw new Error('The sandbox holds too few people for the demo.');

	await raynet.update(moved.key, { contactInfo: { email: 'new.address@example.org', tel1: '+420 777 123 456', tel1Type: 'mobil' } });
	await raynet.update(renamed.key, { titleBefore: 'Ing.', titleAfter: 'Ph.D.', notice: 'Met again at the fair.\nCalls back in spring.' });
	await raynet.update(married.key, { lastName: 'Nováková-Łęcka', birthday: '1984-02-29' });
	const added: string[] = [];
	for (const [firstName, lastName] of [['Žofie', 'Příkladná'], ['René', 'Garçon'], ['Oksana', 'Шевченко']] as const) {
		const number = added.length + 1;
		added.push(await raynet.create({ firstName, lastName, contactInfo: { email: `newcomer${number}@example.org`, tel1: `+420 601 555 00${number}`, tel1Type: 'mobil' } }));
	}
	await raynet.tag(joined.key, tag);
	await raynet.tag(alsoJoined.key, tag);
	await raynet.untag(leaver.key, tag);
	await raynet.invalidate(gone.key);
	return [
		`changed ${moved.key} (e-mail, phone), ${renamed.key} (titles, note) and ${married.key} (name, birthday)`,
		`added ${added.join(', ')}`,
		`tagged ${joined.key} and ${alsoJoined.key}, took the tag off ${leaver.key}`,
		`made ${gone.key} invalid`,
	];
}
