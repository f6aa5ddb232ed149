import type { IDataObject, IExecuteFunctions, INodeExecutionData, NodeApiError, NodeOperationError } from 'n8n-workflow';
import { createTagMirror } from '../../connectors/email/list';
import { isWellFormedEmail } from '../../core/contact/email';
import { clean } from '../../core/contact/text';
import { assertFewRemovals, mirrorChanges, type MirrorChange } from '../../core/email';
import { ConfigurationError } from '../../core/errors';
import type { EmailSide } from '../../core/ports/email';
import type { MirrorNote, MirrorNoteResult, TagMirror } from '../../core/ports/tagMirror';
import { openEmail, serviceOf } from '../shared/email';
import { nodeError } from '../shared/errors';
import { tagList } from './incoming';
import { errorItem, failedRun } from './output';
import { listIdOf } from './settings';

type NodeFailure = NodeApiError | NodeOperationError;

/** The list's name in the field of a subscriber that keeps the notes. */
const USUAL_NAME = 'crm';

/** Tags that people got or lost since they were last noted as mirrored, an item each; one run, whatever comes in. */
export async function getTagChanges(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const { side } = await openEmail(context, serviceOf(context.getNodeParameter('service', 0, 'ecomail')));
	const listId = listIdOf(context, 0);
	const tags = await tagsToMirror(context, side);
	const subscribers = tags.length > 0 ? await mirrorOf(context, side, listId, 0).subscribers() : [];
	const changes = mirrorChanges(subscribers, tags);
	if (!guardsPassed(context).includes('tagRemovals')) assertFewRemovals(subscribers, changes);
	const count = (what: MirrorChange['what']): number => changes.filter((change) => change.what === what).length;
	tell(context, `${tags.length} tags looked at, ${count('add')} to add, ${count('remove')} to remove.`);
	return changes.map(({ email, tag, what }) => ({ json: { email, tag, do: what, told: what === 'add' ? 'present' : 'absent', listId, text: TEXTS[what] }, pairedItem: { item: 0 } }));
}

const TEXTS: Record<MirrorChange['what'], string> = {
	add: 'Got the tag since it was last mirrored.',
	remove: 'Lost the tag since it was last mirrored.',
};

async function tagsToMirror(context: IExecuteFunctions, side: EmailSide): Promise<string[]> {
	const source = context.getNodeParameter('tagSource', 0, 'automations');
	const listed = source === 'automations' ? [] : tagList(context.getNodeParameter('mirroredTags', 0, ''));
	if (source === 'listed' && listed.length === 0) throw new ConfigurationError('Enter at least one tag under "Tags".', 'Tags is empty.');
	return source === 'listed' ? listed : [...(await side.mailings.automationTags()), ...listed];
}

function mirrorOf(context: IExecuteFunctions, side: EmailSide, listId: string, index: number): TagMirror {
	const { mirrorName } = context.getNodeParameter('options', index, {}) as { mirrorName?: string };
	return createTagMirror({ side, listId, name: clean(mirrorName) || USUAL_NAME });
}

function guardsPassed(context: IExecuteFunctions): readonly string[] {
	return (context.getNodeParameter('options', 0, {}) as { passGuards?: string[] }).passGuards ?? [];
}

/** An input item that could be read. */
interface ReadNote extends MirrorNote {
	index: number;
	listId: string;
}

/** One output item for each input item. What was not done in the other system is not noted, so that it comes again. */
export async function noteMirrored(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const output = new Map<number, INodeExecutionData>();
	const failures: NodeFailure[] = [];
	const fail = (index: number, error: unknown): void => {
		const problem = nodeError(context.getNode(), error, index);
		failures.push(problem);
		output.set(index, errorItem(problem, index));
	};
	const notes = readNotes(context, output, fail);
	const { side } = await openEmail(context, serviceOf(context.getNodeParameter('service', 0, 'ecomail')));
	for (const [listId, batch] of byList(notes)) {
		const results = await mirrorOf(context, side, listId, batch[0]?.index ?? 0).note(batch);
		for (const [at, note] of batch.entries()) {
			const result = results[at];
			if (result?.kind === 'failed') fail(note.index, result.error);
			else if (result) output.set(note.index, noteItem(note, result));
		}
	}
	const items = [...output.values()];
	tell(context, `${items.filter(({ json }) => json.action === 'update').length} noted, ${failures.length} failed.`);
	if (failures.length > 0 && !context.continueOnFail()) throw failedRun(context.getNode(), failures, items.length);
	return [...output].sort(([a], [b]) => a - b).map(([, item]) => item);
}

function readNotes(context: IExecuteFunctions, output: Map<number, INodeExecutionData>, fail: (index: number, error: unknown) => void): ReadNote[] {
	return context.getInputData().flatMap(({ json }, index) => {
		try {
			const note = readNote(context, index);
			if (json.action !== 'skip') return [note];
			output.set(index, { json: { ...shown(note), action: 'skip', reason: 'notTold', text: 'The other system was not told, so nothing is noted.' }, pairedItem: { item: index } });
		} catch (error) {
			fail(index, error);
		}
		return [];
	});
}

const TOLD: ReadonlyArray<MirrorNote['told']> = ['asItIs', 'present', 'absent'];

function readNote(context: IExecuteFunctions, index: number): ReadNote {
	const email = String(context.getNodeParameter('email', index, '') ?? '').trim();
	const tag = clean(String(context.getNodeParameter('mirroredTag', index, '') ?? ''));
	const told = context.getNodeParameter('told', index, 'asItIs');
	if (!isWellFormedEmail(email)) throw new ConfigurationError('Give the e-mail address of the subscriber under "E-Mail".', 'No address.');
	if (tag === '') throw new ConfigurationError('Give the tag that was mirrored under "Tag".', 'Tag is empty.');
	return { index, listId: listIdOf(context, index), email, tag, told: TOLD.find((one) => one === told) ?? 'asItIs' };
}

function byList(notes: readonly ReadNote[]): Map<string, ReadNote[]> {
	const batches = new Map<string, ReadNote[]>();
	for (const note of notes) batches.set(note.listId, [...(batches.get(note.listId) ?? []), note]);
	return batches;
}

function shown({ email, tag, listId }: ReadNote): IDataObject {
	return { email, tag, listId };
}

function noteItem(note: ReadNote, result: Exclude<MirrorNoteResult, { kind: 'failed' }>): INodeExecutionData {
	const told = result.kind === 'notInList' ? NOT_IN_LIST : result.written === 'yes' ? NOTED : KNOWN;
	return { json: { ...shown(note), ...told }, pairedItem: { item: note.index } };
}

const NOTED = { action: 'update', reason: 'noted', text: 'Noted as mirrored.' };
const KNOWN = { action: 'unchanged', reason: 'equal', text: 'Was noted already.' };
const NOT_IN_LIST = { action: 'skip', reason: 'notInList', text: 'Is not in the list, so there is no place for a note.' };

function tell(context: IExecuteFunctions, message: string): void {
	context.logger.info(message);
	context.addExecutionHints?.({ message, type: 'info', location: 'outputPane' });
}
