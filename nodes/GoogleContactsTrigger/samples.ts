import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { createNormaliser } from '../../core/contact/normalise';
import { ConfigurationError } from '../../core/errors';
import type { PartnerRecord } from '../../core/ports/partner';
import { openGoogle } from '../shared/google';
import { happenedTo } from './events';
import { crmAccountOf, flowOf } from './flow';
import { contactItem } from './items';
import { findLabel, triggerSettings } from './settings';

const SAMPLES = 3;

/** For "Fetch Test Event": what changed last in the label, moving nothing. */
export async function sampleContacts(context: IPollFunctions): Promise<INodeExecutionData[][]> {
	const settings = triggerSettings(context);
	const groups = await (await openGoogle(context)).side.groups();
	const flow = flowOf(findLabel(groups, settings.label), groups);
	const { side, exclusive } = await openGoogle(context, crmAccountOf(flow));
	const { records } = await exclusive(() => side.snapshot());
	const members = [...records.values()].filter((record) => record.groups.includes(flow.label.id)).sort(newestFirst);
	if (members.length === 0) throw new ConfigurationError(`There is no contact in "${flow.label.name}" yet. Put one into it in Google Contacts, or choose another label.`);
	const normal = createNormaliser(settings.defaultCountry);
	return [
		members.slice(0, SAMPLES).map((record) => {
			const event = happenedTo(record, flow, normal);
			return contactItem(record, event === 'settled' ? 'updated' : event, flow);
		}),
	];
}

function newestFirst(a: PartnerRecord, b: PartnerRecord): number {
	return (b.modifiedAt ?? '') < (a.modifiedAt ?? '') ? -1 : 1;
}
