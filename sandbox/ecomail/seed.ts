import type { SeedSize } from '../kit/types';
import { seedData } from '../seeds';
import { parseRow, writeContact, writeMembership } from './contacts';
import { createList } from './listRoutes';
import { newMembership } from './membership';
import { keyOf, nextId, type Account, type Desk, type Pipeline, type Status } from './model';

/** Two lists, of which the second asks new people to confirm, every fifth person with an address, and an automation with tag steps. */
export function seedAccount(desk: Desk, size: SeedSize): void {
	empty(desk.account);
	const from = { from_name: 'Acme', from_email: 'news@acme.example', reply_to: 'news@acme.example' };
	const main = createList(desk, { name: 'Newsletter', ...from });
	createList(desk, { name: 'Akce (double opt-in)', double_optin: true, ...from });
	const people = seedData(size).people.filter(({ emails }) => emails.length > 0);
	for (const [index, person] of people.filter((_, position) => position % 5 === 0).entries()) {
		const { firstName, lastName, emails, tags } = person;
		const row = parseRow(desk, { email: emails[0], name: firstName ?? '', surname: lastName, tags: index % 2 === 0 ? ['web'] : [...tags, 'web'], source: 'form' });
		writeContact(desk, row, true);
		const member = newMembership(desk, statusOf(index, person.doNotEmail), 'form');
		main.members.set(keyOf(row.email), member);
		writeMembership(desk, main, member, row);
	}
	const pipeline: Pipeline = {
		id: nextId(desk.account, 'pipeline'),
		name: 'Uvítací série',
		actions: [
			{ id: nextId(desk.account, 'action'), type: 'mail', properties: { subject: 'Vítejte' } },
			{ id: nextId(desk.account, 'action'), type: 'tag', properties: { tag: 'uvítán' } },
			{ id: nextId(desk.account, 'action'), type: 'end', properties: {} },
		],
		entered: [],
	};
	desk.account.pipelines.set(pipeline.id, pipeline);
}

/** Every twentieth has left, a few have bounced. */
function statusOf(index: number, optedOut: boolean): Status {
	if (optedOut || index % 20 === 19) return 2;
	return index % 50 === 7 ? 4 : 1;
}

function empty(account: Account): void {
	for (const part of [account.contacts, account.lists, account.campaigns, account.pipelines, account.lastIds]) part.clear();
	account.log = [];
	account.automationLog = [];
}
