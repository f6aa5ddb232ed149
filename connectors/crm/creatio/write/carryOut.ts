import { RetriableError, type SyncError } from '../../../../core/errors';
import type { Environment } from '../../../../core/ports/environment';
import { assertNotCancelled } from '../../../http/caller';
import { rowsOf, type CreatioClient } from '../client';
import { faultOf } from '../judge';
import type { Part, PartAnswer } from '../odata';
import type { CreatioPlace } from '../place';
import type { Row } from '../raw';
import { contactPart, STATE_PARTS, stateParts, statesOf, type ContactState } from '../read';

/** What one record needs, all in one batch: a look at it right before, the parts, and the record as it is afterwards. */
export interface Slice<J> {
	job: J;
	/** Of the contact. */
	id: string;
	parts: Part[];
	before?: ContactState;
	readsBack: boolean;
}

/** `after` is absent where the record is gone; `overtaken`: someone saved it between our read and our write. */
export type DoneSlice<J> = Slice<J> & { after?: ContactState; overtaken?: boolean };

export interface Carried<J> {
	done: Array<DoneSlice<J>>;
	failed: Array<{ slice: Slice<J>; error: SyncError }>;
}

const MOST_PARTS = 100;

interface Runner {
	client: CreatioClient;
	env: Environment;
	place: CreatioPlace;
}

/** As many records in one batch as fit. A batch ends at the first refusal; what is behind it goes into the next one. */
export async function* carryOut<J>(runner: Runner, slices: ReadonlyArray<Slice<J>>): AsyncGenerator<Carried<J>> {
	let waiting = [...slices];
	while (waiting.length > 0) {
		assertNotCancelled(runner.env);
		const { fitting, parts } = packed(runner, waiting);
		const answers = await runner.client.batch(parts.flat());
		const carried: Carried<J> = { done: [], failed: [] };
		let from = 0;
		for (const [index, slice] of fitting.entries()) {
			const own = parts[index] ?? [];
			const got = answers.slice(from, from + own.length);
			from += own.length;
			const error = errorOf(own, got, slice);
			if (error === 'unsent') break;
			if (error) {
				carried.failed.push({ slice, error });
				break;
			}
			carried.done.push(read(slice, got));
		}
		const settled = carried.done.length + carried.failed.length;
		if (settled === 0) throw new RetriableError('Creatio left a request unanswered. The next run tries again.', '$batch without an answer for its first record', undefined, 'unknown');
		waiting = waiting.slice(settled);
		yield carried;
	}
}

function packed<J>({ place }: Runner, waiting: ReadonlyArray<Slice<J>>): { fitting: Array<Slice<J>>; parts: Part[][] } {
	const fitting: Array<Slice<J>> = [];
	const parts: Part[][] = [];
	let count = 0;
	for (const slice of waiting) {
		const own = [...(slice.before ? [contactPart([slice.id], place.link)] : []), ...slice.parts, ...(slice.readsBack ? stateParts([slice.id], place.link) : [])];
		if (fitting.length > 0 && count + own.length > MOST_PARTS) break;
		count += own.length;
		fitting.push(slice);
		parts.push(own);
	}
	return { fitting, parts };
}

/** `unsent`: the batch had ended before. A record that is gone needs no deleting. */
function errorOf<J>(own: readonly Part[], got: readonly PartAnswer[], slice: Slice<J>): SyncError | 'unsent' | undefined {
	if (got.length === 0) return 'unsent';
	for (const [index, answer] of got.entries()) {
		const fault = faultOf(answer, own[index]?.method ?? 'GET');
		if (fault) return !slice.readsBack && answer.status === 404 ? undefined : fault;
	}
	return got.length < own.length ? new RetriableError('Creatio left a request unanswered. The next run tries again.', '$batch ended early', undefined, 'unknown') : undefined;
}

function read<J>(slice: Slice<J>, got: readonly PartAnswer[]): DoneSlice<J> {
	if (!slice.readsBack) return slice;
	const after = statesOf(got.slice(-STATE_PARTS)).get(slice.id);
	const [seen] = slice.before ? rowsOf(got[0]) : [];
	const overtaken = slice.before !== undefined && (isForeign(slice.before.row, seen, slice.parts, 'rightBefore') || isForeign(slice.before.row, after?.row, slice.parts, 'after'));
	return { ...slice, ...(after ? { after } : {}), ...(overtaken ? { overtaken } : {}) };
}

/** Columns of the contact that follow the rows that hang on it. */
const FOLLOWING: Readonly<Record<string, readonly string[]>> = {
	ContactCommunication: ['Email', 'Phone', 'MobilePhone', 'HomePhone'],
	ContactAddress: ['AddressTypeId', 'Address', 'Zip', 'City', 'Region', 'Country'],
};

/**
 * Whether a column of the contact is other than it was read, and not by us. Where a lost answer made us send twice, our own
 * first try shows in the look right before; afterwards what we wrote may have been reshaped.
 */
function isForeign(before: Row, now: Row | undefined, parts: readonly Part[], look: 'rightBefore' | 'after'): boolean {
	const written = parts.filter(({ method, url }) => method === 'PATCH' && url.startsWith('Contact(')).flatMap(({ body = {} }) => Object.entries(body));
	const following = parts.flatMap(({ url }) => FOLLOWING[url.split('(')[0] ?? ''] ?? []);
	return Object.keys(now ?? {}).some((column) => {
		if (column === 'ModifiedOn' || following.includes(column) || JSON.stringify(now?.[column]) === JSON.stringify(before[column])) return false;
		return !written.some(([name, value]) => name === `${column}Id` || (name === column && (look === 'after' || now?.[column] === value)));
	});
}
