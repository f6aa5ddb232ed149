import { contactId, type RecordRef } from '../../core/contact/contact';
import { FatalError, GuardError } from '../../core/errors';
import type { CrmRecord, CrmSide } from '../../core/ports/crm';
import { newQueue, readTogether } from '../../nodes/CrmInstantTrigger/queue';

const account = { crm: 'raynet', account: 'acme' };
const ref = (id: number): RecordRef => ({ recordType: 'person', recordId: String(id) });

/** A CRM that answers when it is told to, and notes who asked for what. */
function crmOf(log: string[], name = 'crm', outcome: (ids: string[]) => Error | undefined = () => undefined): CrmSide {
	return {
		account,
		async readListed(refs: readonly RecordRef[]) {
			const ids = refs.map(({ recordId }) => recordId);
			log.push(`${name}: ${ids.join(' ')}`);
			await new Promise((resolve) => setImmediate(resolve));
			const error = outcome(ids);
			if (error) throw error;
			const held = ids.filter((id) => id !== '404');
			return new Map(held.map((id) => [contactId(account, 'person', id), { version: id } as CrmRecord]));
		},
	} as unknown as CrmSide;
}

test('the first asks at once, and all who ask meanwhile go together in the next call, each record once', async () => {
	const [queue, log] = [newQueue(), [] as string[]];
	const crm = crmOf(log);
	const records = await Promise.all([1, 2, 3, 2, 404].map((id) => readTogether(queue, crm, ref(id))));
	expect(log).toEqual(['crm: 1', 'crm: 2 3 404']);
	expect(records.map((record) => record?.version)).toEqual(['1', '2', '3', '2', undefined]);
	expect((await readTogether(queue, crm, ref(4)))?.version).toBe('4');
});

test('a call brings 200 records at most', async () => {
	const [queue, log] = [newQueue(), [] as string[]];
	await Promise.all(Array.from({ length: 450 }, (_, n) => readTogether(queue, crmOf(log), ref(n))));
	expect(log.map((line) => line.split(' ').length - 1)).toEqual([1, 200, 200, 49]);
});

test('an error is everybody\'s who waited for that call, and the queue goes on', async () => {
	const [queue, log] = [newQueue(), [] as string[]];
	const crm = crmOf(log, 'crm', (ids) => (ids.includes('3') ? new FatalError('Check the login.', '401') : undefined));
	const outcomes = await Promise.allSettled([1, 2, 3].map((id) => readTogether(queue, crm, ref(id))));
	expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
	expect((await readTogether(queue, crm, ref(4)))?.version).toBe('4');
});

test('an execution that is cancelled takes no other one with it: the next one makes the call', async () => {
	const [queue, log] = [newQueue(), [] as string[]];
	const cancelled = crmOf(log, 'cancelled', () => new GuardError('cancelled', 'Stopped.'));
	const outcomes = await Promise.allSettled([readTogether(queue, cancelled, ref(1)), readTogether(queue, crmOf(log, 'next'), ref(2)), readTogether(queue, cancelled, ref(3)), readTogether(queue, crmOf(log, 'last'), ref(4))]);
	expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
	expect(log).toEqual(['cancelled: 1', 'next: 2 3 4']);
});
