import { RecordError, RetriableError } from '../../../../core/errors';
import type { CrmWrite, CrmWriteResult } from '../../../../core/ports/crm';
import { passOn } from '../client';
import { readBefore, readDetail, type Desk, type Detail } from './desk';
import { addLink, linkAlone } from './linkAlone';
import { assertPossible, stepsOf, type Step } from './steps';

export type UpdateWrite = Extract<CrmWrite, { op: 'update' }>;

const MOST_ROUNDS = 3;

/**
 * Raynet has no lock (documented), so the record is read and compared right before the write, unless the run has read it a
 * moment ago, and read back after it: a version that went up by more than our own saves shows that someone else wrote in
 * between.
 */
export async function update(desk: Desk, write: UpdateWrite): Promise<CrmWriteResult> {
	const { key } = write;
	const alone = linkAlone(write);
	if (alone !== undefined) return addLink(desk, write, alone);
	const before = await readBefore(desk, write.record, write.readAt);
	if (!before) return { kind: 'conflict', key };
	if (before.record.version !== write.record.version) return { kind: 'conflict', key, current: before.record };
	assertPossible(desk, write, before);
	const steps = await stepsOf(desk, write, before);
	if (steps.length === 0) return { kind: 'done', key, record: before.record };

	const sent = await sendAll(desk, write, before, steps).catch((error: unknown) => unlessGone(desk, write, error));
	if (sent.kind === 'overtaken') return { kind: 'conflict', key, ...(sent.current ? { current: sent.current.record } : {}) };
	const after = await readBack(desk, write, sent);
	if (!after) return { kind: 'conflict', key };
	if (write.optOut && after.record.contact.doNotEmail !== true) {
		throw new RecordError('optOutNotTaken', 'Raynet did not take the opt-out of mailings. Tick it in Raynet by hand.');
	}
	return { kind: 'done', key, record: after.record, ...(isOvertaken(write, before, after, sent.writes) ? { overtaken: true as const } : {}) };
}

/** A record that was removed after we had read it answers a write with 404, as does an unknown part of one. */
async function unlessGone(desk: Desk, { record }: UpdateWrite, error: unknown): Promise<Sent> {
	const isMissing = error instanceof RecordError && error.reason === 'notFound';
	if (!isMissing || (await readDetail(desk, record.contact))) return passOn(error);
	return { kind: 'overtaken' };
}

type Sent = { kind: 'sent'; writes: number } | { kind: 'overtaken'; current?: Detail };

/** Where an answer is lost, the record tells whether the write arrived, and what is left to do. */
async function sendAll(desk: Desk, write: UpdateWrite, before: Detail, steps: readonly Step[]): Promise<Sent> {
	let writes = 0;
	let left = steps;
	for (let round = 1; ; round += 1) {
		const lost = await sendUntilLost(left, (count) => (writes += count));
		if (!lost) return { kind: 'sent', writes };
		writes += 1;
		const current = await readDetail(desk, write.record.contact);
		if (!current) return { kind: 'overtaken' };
		left = await stepsOf(desk, write, current);
		const arrived = !left.some(({ op }) => op === lost.step.op);
		const moved = current.record.version !== before.record.version;
		if (raisedBy(before, current) > writes || (moved && !arrived && lost.index === 0)) return { kind: 'overtaken', current };
		if (left.length === 0) return { kind: 'sent', writes };
		if (round >= MOST_ROUNDS) throw lost.error;
	}
}

interface Lost {
	step: Step;
	index: number;
	error: RetriableError;
}

async function sendUntilLost(steps: readonly Step[], count: (writes: number) => void): Promise<Lost | undefined> {
	for (const [index, step] of steps.entries()) {
		try {
			count(await step.send());
		} catch (error) {
			if (error instanceof RetriableError && error.outcome === 'unknown') return { step, index, error };
			return passOn(error);
		}
	}
	return undefined;
}

/** A birthday that null did not clear is cleared with an empty text: which one Raynet takes is not known. */
async function readBack(desk: Desk, { record, patch }: UpdateWrite, sent: { writes: number }): Promise<Detail | undefined> {
	const { recordType, recordId } = record.contact;
	const after = await readDetail(desk, record.contact);
	if (patch.birthday !== '' || !after?.record.contact.birthday) return after;
	await desk.client.write({ method: 'POST', path: `${recordType}/${recordId}/`, op: `${recordType}.update`, body: { birthday: '' } });
	sent.writes += 1;
	return readDetail(desk, record.contact);
}

function isOvertaken(write: UpdateWrite, before: Detail, after: Detail, writes: number): boolean {
	return raisedBy(before, after) > writes || untouched(write, before) !== untouched(write, after);
}

/** How many saves lie between two readings; 0 where versions are no numbers. */
function raisedBy(before: Detail, after: Detail): number {
	return Number(after.record.version) - Number(before.record.version) || 0;
}

/**
 * What this write leaves alone. It matters where one of our writes does not raise the version, as then one of someone
 * else's would hide behind it.
 */
function untouched({ patch, tags, move, optOut }: UpdateWrite, { record: { contact } }: Detail): string {
	const touched = new Set<string>(['modifiedAt', ...Object.keys(patch)]);
	if (['namePrefix', 'firstName', 'middleName', 'lastName', 'nameSuffix'].some((member) => touched.has(member))) {
		for (const member of ['namePrefix', 'firstName', 'lastName', 'nameSuffix']) touched.add(member);
	}
	if (patch.company) touched.add('relationship');
	if (tags || move !== 'stay') touched.add('tags');
	if (optOut) touched.add('doNotEmail');
	return JSON.stringify(Object.entries(contact).filter(([name]) => !touched.has(name)));
}
