import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { clean } from '../../core/contact/text';
import type { EmailSide, Subscriber, SubscriberState } from '../../core/ports/email';
import { openEmail, serviceOf } from '../shared/email';
import { plainJson } from '../shared/json';
import { subscriberJson } from './output';
import { listIdOf } from './settings';

/** For each input item, those of its list whom it asks for, an item each. A list is read once, however many items ask. */
export async function getMany(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const { side } = await openEmail(context, serviceOf(context.getNodeParameter('service', 0, 'ecomail')));
	const readings = new Map<string, ReadonlyMap<string, Subscriber>>();
	const found: INodeExecutionData[] = [];
	for (const index of context.getInputData().keys()) {
		const listId = listIdOf(context, index);
		const members = readings.get(listId) ?? (await everybodyIn(side, listId));
		readings.set(listId, members);
		const wanted = [...members.values()].filter(filterOf(context, listId, index));
		found.push(...wanted.map((subscriber) => ({ json: plainJson({ email: subscriber.email, listId, ...subscriberJson(subscriber, listId) }), pairedItem: { item: index } })));
	}
	context.addExecutionHints?.({ message: `${found.length} found.`, type: 'info', location: 'outputPane' });
	return found;
}

/** The tags that steps of automations give and take, an item each; one run, whatever comes in. */
export async function getAutomationTags(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const { side } = await openEmail(context, serviceOf(context.getNodeParameter('service', 0, 'ecomail')));
	return (await side.mailings.automationTags()).map((tag) => ({ json: { tag }, pairedItem: { item: 0 } }));
}

/** Rejects with words of its own where there is no such list. */
async function everybodyIn(side: EmailSide, listId: string): Promise<ReadonlyMap<string, Subscriber>> {
	await side.list(listId);
	return side.members(listId);
}

function filterOf(context: IExecuteFunctions, listId: string, index: number): (subscriber: Subscriber) => boolean {
	const states = context.getNodeParameter('states', index, []) as SubscriberState[];
	const tag = clean(String(context.getNodeParameter('withTag', index, '') ?? '')).toLowerCase();
	return ({ memberships, tags }) => {
		const state = memberships[listId]?.state;
		return state !== undefined && states.includes(state) && (tag === '' || tags.some((one) => clean(one).toLowerCase() === tag));
	};
}
