import type { IExecuteFunctions } from 'n8n-workflow';
import type { Reaction } from '../../core/activity';
import { ConfigurationError } from '../../core/errors';
import type { Mailing } from '../../core/ports/email';
import type { CampaignCrmName } from '../shared/crm';
import { serviceOf, type ServiceName } from '../shared/email';

const DAY_MS = 86_400_000;

export interface WritebackSettings {
	service: ServiceName;
	crm: CampaignCrmName;
	kinds: ReadonlyArray<Mailing['kind']>;
	lookBackMs: number;
	optOut: 'set' | 'leave';
	mode: 'apply' | 'preview';
	/** Templates with {account} and {id}; "" for the public copy, which automations do not have. */
	reportLinks: Record<Mailing['kind'], string>;
	account: string;
	/** Ids in the service; empty: all. */
	onlyIds: readonly string[];
	/** In lower case; "": all. */
	onlyTitles: string;
	/** What is told of a contact; absent: all. */
	reactions?: readonly Reaction[];
}

/** The collection "Options" as n8n hands it over: only what the user added is there. */
type Options = Partial<Record<'account' | 'automationReportLink' | 'onlyIds' | 'onlyTitles' | 'reportLink', string>> & { reactions?: Reaction[] };

/** One run for the whole execution, so the parameters of the first item count. */
export function writebackSettings(context: IExecuteFunctions): WritebackSettings {
	const { account = '', automationReportLink = '', onlyIds = '', onlyTitles = '', reportLink = '', reactions } = context.getNodeParameter('options', 0, {}) as Options;
	const days = Number(context.getNodeParameter('lookBackDays', 0, 30));
	return {
		service: serviceOf(context.getNodeParameter('service', 0, 'ecomail')),
		crm: context.getNodeParameter('crm', 0, 'raynet') === 'creatio' ? 'creatio' : 'raynet',
		kinds: kindsOf(context.getNodeParameter('mailings', 0, 'both')),
		lookBackMs: (Number.isFinite(days) && days > 0 ? days : 30) * DAY_MS,
		optOut: context.getNodeParameter('setOptOut', 0, true) === true ? 'set' : 'leave',
		mode: context.getNodeParameter('dryRun', 0, false) === true ? 'preview' : 'apply',
		reportLinks: { campaign: linkTemplate(reportLink, account), automation: linkTemplate(automationReportLink, account) },
		account: account.trim(),
		onlyIds: String(onlyIds).split(',').map((id) => id.trim()).filter((id) => id !== ''),
		onlyTitles: String(onlyTitles).trim().toLowerCase(),
		...(reactions ? { reactions } : {}),
	};
}

/** A link that leads nowhere is worse than none, and would be written to every activity. */
function linkTemplate(template: string, account: string): string {
	const link = template.trim();
	if (link === '') return '';
	if (!/^https?:\/\/\S+$/i.test(link)) throw new ConfigurationError('Give the report link as a whole address, with "https://" in front.', 'A report link that is no address.');
	if (!/\{id\}/i.test(link)) throw new ConfigurationError('Put {ID} into the report link, where your browser shows the number of the campaign. Without it all campaigns have the same link.', 'A report link without {ID}.');
	if (/\{account\}/i.test(link) && account.trim() === '') throw new ConfigurationError('The report link has {account} in it: enter what it stands for under "Account" in the options.', 'No account.');
	return link;
}

function kindsOf(mailings: unknown): ReadonlyArray<Mailing['kind']> {
	if (mailings === 'campaigns') return ['campaign'];
	return mailings === 'automations' ? ['automation'] : ['campaign', 'automation'];
}

/** Whether the settings want this mailing. */
export function isWanted({ kind, sourceId, title }: Mailing, { kinds, onlyIds, onlyTitles }: Pick<WritebackSettings, 'kinds' | 'onlyIds' | 'onlyTitles'>): boolean {
	return kinds.includes(kind) && (onlyIds.length === 0 || onlyIds.includes(sourceId)) && title.toLowerCase().includes(onlyTitles);
}
