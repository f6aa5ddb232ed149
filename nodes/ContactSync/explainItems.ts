import type { INodeExecutionData } from 'n8n-workflow';
import type { Normaliser } from '../../core/contact/normalise';
import type { PartnerGroup } from '../../core/ports/partner';
import { readCrm, refOf } from '../../core/sync/crmView';
import { asContactId, explain, type Explanation, type KnownSides } from '../../core/sync/explain';
import { findGroup } from '../../core/sync/group';
import type { SyncState } from '../../core/sync/syncState';
import { plainJson } from '../shared/json';
import { spokenOf, type PartnerName } from '../shared/partners';
import { partnerIdJson, resultJson } from '../shared/results';
import { explanationLines, type Told } from './explainText';
import { item } from './output';
import type { Rehearsal } from './rehearse';
import type { SyncSettings, TwoWaySettings } from './settings';

export interface Subject {
	settings: SyncSettings;
	flow: TwoWaySettings;
	normal: Normaliser;
	crmTitle: string;
	/** As the last run left it. */
	state: unknown;
}

/** Names such as "Jan" fit many; a longer name or an e-mail address tells them apart. */
const MOST_EXPLAINED = 20;

/** One item for each contact that fits, or one that says that nobody does. */
export async function explainItems(subject: Subject, rehearsal: Rehearsal): Promise<INodeExecutionData[]> {
	const { contact } = subject.settings;
	const first = explain(contact, knownSides(subject, rehearsal));
	const found = first.some(({ crm }) => crm !== 'notFound') ? first : await searchEverywhere(subject, rehearsal);
	const items = found.slice(0, MOST_EXPLAINED).map((one) => explanationItem(one, subject, rehearsal));
	if (items.length > 0) return items;
	const text = spokenOf(partnerOf(subject), `Nobody in ${subject.crmTitle} or in Google Contacts has this name, e-mail address, phone number or ID, as far as these logins can see. Check the spelling, or try the e-mail address.`);
	return [item({ found: false, text })];
}

/** Who is not in the scope was not read yet. */
async function searchEverywhere(subject: Subject, rehearsal: Rehearsal): Promise<Explanation[]> {
	const { side } = rehearsal.crm;
	const id = asContactId(subject.settings.contact, subject.flow);
	const ref = id === undefined ? undefined : refOf(side.account, id);
	if (ref) await side.read([ref]);
	else if (subject.flow.toCrm.scope.kind !== 'all') await readCrm(side, subject.settings.recordTypes, { kind: 'all' }, undefined);
	return explain(subject.settings.contact, knownSides(subject, rehearsal));
}

function knownSides({ flow, normal }: Subject, { answer, records, partner }: Rehearsal): KnownSides {
	return {
		crm: records,
		partner: partner ?? { records: new Map(), groups: [], pendingCreates: new Map() },
		settings: flow,
		groupId: answer?.report.groupId ?? groupOf(flow, partner)?.id,
		normal,
		results: answer?.report.results ?? [],
	};
}

/** Known even where a guard keeps the plan from being made. */
function groupOf(flow: TwoWaySettings, partner: Rehearsal['partner']): PartnerGroup | undefined {
	return partner && findGroup(flow, partner).group;
}

function explanationItem(found: Explanation, { settings, flow, crmTitle, state }: Subject, { guards, partner, answer }: Rehearsal): INodeExecutionData {
	const { again = {} } = (state ?? {}) as Partial<SyncState>;
	const label = groupOf(flow, partner)?.name ?? (settings.flow.group.by === 'name' ? settings.flow.group.name : '');
	const told: Told = { crmTitle, label, scope: flow.toCrm.scope, guards, planned: answer ? 'yes' : 'no', tries: again[found.contactId ?? ''] ?? 0 };
	const place = partnerOf({ settings });
	const lines = explanationLines(found, told).map((line) => spokenOf(place, line));
	const { next } = found;
	return item({
		found: true,
		name: found.name,
		text: lines.join(' '),
		lines,
		contactId: found.contactId,
		...partnerIdJson(found.partnerId, place),
		crm: found.crm,
		[place === 'google' ? 'label' : 'tag']: STANDINGS[place][found.partner],
		pair: found.pair,
		fields: found.fields.map(({ field, direction, crm, partner: theirs, since }) => ({ field, direction: direction === 'toPartner' ? PARTNER_WORDS[place].to : direction, crm, [place]: theirs, since: since === 'partnerChanged' ? PARTNER_WORDS[place].changed : since })),
		next: next && plainJson(resultJson(next, 'preview', place)),
	});
}

const PARTNER_WORDS = { google: { to: 'toGoogle', changed: 'googleChanged' }, list: { to: 'toList', changed: 'listChanged' } } as const;

const STANDINGS = {
	google: { inGroup: 'onLabel', outsideGroup: 'offLabel', notFound: 'notFound' },
	list: { inGroup: 'tagged', outsideGroup: 'notTagged', notFound: 'notFound' },
} as const;

function partnerOf({ settings }: Pick<Subject, 'settings'>): PartnerName {
	return settings.list ? 'list' : 'google';
}
