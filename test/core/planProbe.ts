import type { Contact } from '../../core/contact/contact';
import { createNormaliser } from '../../core/contact/normalise';
import { entryKey } from '../../core/ports/partner';
import { planIncoming } from '../../core/sync/plan';
import { ACCOUNT, CAPABILITIES, flow, GROUP, item, paired, snapshot } from '../support/contacts';
import { seededContacts } from '../support/seeded';

/** What planning so many pairs costs, told as JSON on standard output. Run with --expose-gc. */
export interface Probe {
	counts: Record<string, number>;
	planMs: number;
	/** Writing the same contacts and records as JSON. */
	baselineMs: number;
	megabytes: number;
}

const PAIRS = 25_000;
const CHANGED = 500;

function crowd(): Contact[] {
	const people = seededContacts(1_000, 0);
	return Array.from({ length: PAIRS }, (_, i) => {
		const one = people[i % people.length] as Contact;
		const recordId = String(i + 1);
		const emails = (one.emails ?? []).map(({ value, type }) => ({ value: `${i}.${value}`, type }));
		return { ...one, id: one.id.replace(/\d+$/, recordId), recordId, emails };
	});
}

function fastest(times: number, work: () => void): number {
	return Math.min(
		...Array.from({ length: times }, () => {
			const start = performance.now();
			work();
			return performance.now() - start;
		}),
	);
}

function probe(): Probe {
	const contacts = crowd();
	const records = contacts.map((one, i) => paired(`r${i}`, one));
	const items = contacts.map((one, i) => item(i % (PAIRS / CHANGED) === 0 ? { ...one, note: `changed ${i}` } : one));
	const found = snapshot(records);
	const plan = () =>
		planIncoming(items, {
			operation: 'upsert',
			settings: flow({ defaultCountry: 'CZ' }),
			snapshot: found,
			capabilities: CAPABILITIES,
			groupId: GROUP.id,
			normal: createNormaliser('CZ'),
			entryKeyBytes: entryKey(ACCOUNT).length,
		});

	globalThis.gc?.();
	const before = process.memoryUsage().heapUsed;
	const { actions } = plan();
	const megabytes = (process.memoryUsage().heapUsed - before) / 2 ** 20;
	const counts: Record<string, number> = {};
	for (const { action } of actions) counts[action] = (counts[action] ?? 0) + 1;
	return { counts, planMs: fastest(3, plan), baselineMs: fastest(3, () => JSON.stringify([contacts, records])), megabytes };
}

process.stdout.write(JSON.stringify(probe()));
