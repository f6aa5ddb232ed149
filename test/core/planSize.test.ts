import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Contact } from '../../core/contact/contact';
import { entryKey, type PartnerRecord } from '../../core/ports/partner';
import { createNormaliser } from '../../core/contact/normalise';
import { planIncoming } from '../../core/sync/plan';
import { ACCOUNT, CAPABILITIES, flow, GROUP, item, paired, snapshot } from '../support/contacts';
import { seededContacts } from '../support/seeded';

const PAIRS = 25_000;
const MOST_MEGABYTES = 150;
/** Measured 1.5 to 3; a plan that compares every contact with every other one takes hundreds of times as long. */
const MOST_TIMES_THE_BASELINE = 12;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

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

test(`a plan of ${PAIRS} pairs takes a few times as long as writing them as JSON, and less than ${MOST_MEGABYTES} MB`, () => {
	const contacts = crowd();
	const records = contacts.map((one, i) => paired(`r${i}`, one));
	const changed = contacts.map((one, i) => item(i % 50 === 0 ? { ...one, note: `changed ${i}` } : one));
	const found = snapshot(records as PartnerRecord[]);
	const plan = () =>
		planIncoming(changed, {
			operation: 'upsert',
			settings: flow({ defaultCountry: 'CZ' }),
			snapshot: found,
			capabilities: CAPABILITIES,
			groupId: GROUP.id,
			normal: createNormaliser('CZ'),
			entryKeyBytes: entryKey(ACCOUNT).length,
		});

	collectGarbage();
	const before = process.memoryUsage().heapUsed;
	const { actions } = plan();
	const megabytes = (process.memoryUsage().heapUsed - before) / 2 ** 20;

	const counts = { update: 0, unchanged: 0 };
	for (const { action } of actions) counts[action as 'update'] += 1;
	expect(counts).toEqual({ update: PAIRS / 50, unchanged: PAIRS - PAIRS / 50 });

	const baseline = fastest(3, () => JSON.stringify([contacts, records]));
	const planning = fastest(3, plan);
	process.stdout.write(
		`plan of ${PAIRS} pairs: ${planning.toFixed(0)} ms, ${(planning / baseline).toFixed(1)} times JSON of the same data (${baseline.toFixed(0)} ms), ${megabytes.toFixed(0)} MB\n`,
	);
	expect(planning / baseline).toBeLessThan(MOST_TIMES_THE_BASELINE);
	expect(megabytes).toBeLessThan(MOST_MEGABYTES);
});
