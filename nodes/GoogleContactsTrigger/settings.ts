import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import { ConfigurationError } from '../../core/errors';
import type { PartnerGroup } from '../../core/ports/partner';
import type { IncomingEvent } from '../../core/sync';
import type { GroupChoice } from '../../core/sync/settings';
import { countryCode } from '../shared/country';

/** The trigger's parameters, parsed. */
export interface TriggerSettings {
	label: GroupChoice;
	events: readonly IncomingEvent[];
	start: 'existing' | 'fromNow';
	/** ISO 3166-1 alpha-2, for phone numbers without a country code. */
	defaultCountry?: string;
}

export function triggerSettings(context: IPollFunctions): TriggerSettings {
	const options = context.getNodeParameter('options', {}) as IDataObject;
	return {
		label: labelOf(context),
		events: context.getNodeParameter('events', []) as IncomingEvent[],
		start: context.getNodeParameter('includeExisting', false) === true ? 'existing' : 'fromNow',
		defaultCountry: countryCode(String(options.defaultCountry ?? '')),
	};
}

function labelOf(context: IPollFunctions): GroupChoice {
	const value = String(context.getNodeParameter('label', '', { extractValue: true }) ?? '').trim();
	if (value === '') throw new ConfigurationError('Choose a label, or type its name.');
	const { mode } = context.getNodeParameter('label', {}) as IDataObject;
	return mode === 'name' ? { by: 'name', name: value } : { by: 'id', id: value };
}

/** The label as the account has it now. Throws ConfigurationError where it is gone, or where it is none of the user's. */
export function findLabel(groups: readonly PartnerGroup[], choice: GroupChoice): PartnerGroup {
	const found = groups.find((group) => (choice.by === 'id' ? group.id === choice.id : group.name.trim() === choice.name));
	if (!found) throw new ConfigurationError('The label is not in Google Contacts. Choose another one, or create it there.', choice.by === 'id' ? choice.id : undefined);
	if (found.kind === 'system') throw new ConfigurationError(`"${found.name}" is a built-in group. Choose a label of your own.`);
	return found;
}
