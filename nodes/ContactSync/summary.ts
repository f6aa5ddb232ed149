import type { IDataObject } from 'n8n-workflow';
import type { CrmCapabilities } from '../../core/ports/crm';
import type { PartnerCapabilities } from '../../core/ports/partner';
import type { SyncAnswer } from '../../core/sync';
import { GUARD_TITLES } from '../../core/sync/guards';
import type { ItemResult } from '../../core/sync/report';
import type { FlowSettings } from '../../core/sync/settings';
import type { CallCounter } from '../shared/http';
import { plainJson } from '../shared/json';
import { spokenOf } from '../shared/partners';
import { reasonText, summaryText } from '../shared/texts';
import { keylessText } from './matchKeys';
import type { Tripped } from './rehearse';
import type { SyncSettings } from './settings';

/** What the summary tells beside the answer. */
export interface Circumstances {
	settings: SyncSettings;
	/** saved: the next run goes on from here. */
	cursor: Cursor;
	guards: readonly Tripped[];
	/** What the user has to see to, in words. */
	warnings?: readonly string[];
	calls: Record<'crm' | 'google', CallCounter>;
	capabilities: { crm: CrmCapabilities; partner: PartnerCapabilities };
	/** What the run recognises contacts by. */
	matchBy: FlowSettings['matchBy'];
}

export type Cursor = 'saved' | 'manualRun' | 'stopped' | 'notWritten';

/** The list tells whom to look at; more of them have one cause. */
const MOST_FAILING = 100;

const CURSOR_TEXTS: Record<Cursor, string> = {
	saved: 'The next run reads what changes from now on.',
	manualRun: 'This run was started by hand, and n8n saves nothing of such a run: the next one reads the same changes again, which does no harm.',
	stopped: 'The run stopped early, so the next one begins where this one began.',
	notWritten: 'A preview remembers nothing.',
};

const READ_TEXTS: Record<SyncAnswer['extent'], string> = { changes: 'changes', scope: 'everything in the scope', all: 'everything' };

export function summaryOf(answer: SyncAnswer | undefined, circumstances: Circumstances): IDataObject {
	const { settings, cursor, guards, warnings = [], calls, capabilities, matchBy } = circumstances;
	const partner = settings.list ? 'list' : 'google';
	const keyless = answer?.report.summary.keyless;
	const mode = settings.operation === 'sync' ? 'apply' : 'preview';
	const counts = answer?.report.summary.counts;
	const results = answer?.report.results ?? [];
	return plainJson({
		operation: settings.operation,
		text: counts ? spokenOf(partner, summaryText(counts, mode)) : 'The plan behind the guard was not made, because it would cost too many calls.',
		counts,
		pairs: answer?.report.summary.pairs,
		withoutMatchKey: keyless && { crm: keyless.crm, [partner]: keyless.partner },
		matchKeyText: keylessText(keyless, matchBy, partner),
		failing: answer ? failingList(answer) : [],
		guards: guards.map(({ guard, message }) => ({ guard, title: GUARD_TITLES[guard], message })),
		warnings: warnings.length > 0 ? warnings : undefined,
		stopped: answer?.report.summary.stopped,
		cost: { crmCalls: calls.crm.calls, [settings.list ? 'listCalls' : 'googleCalls']: calls.google.calls },
		expectedMinutes: expectedMinutes(results, capabilities),
		read: answer && READ_TEXTS[answer.extent],
		cursorSaved: cursor === 'saved',
		cursorText: CURSOR_TEXTS[cursor],
	});
}

interface Failing {
	name?: string;
	contactId: string;
	reason?: string;
	text?: string;
	/** Runs in which it failed, one after the other. */
	tries?: number;
}

/** Contacts that failed now, and those that failed before and were not looked at again yet. */
function failingList({ report, state }: SyncAnswer): Failing[] {
	const now = report.results.filter(({ action }) => action === 'failed');
	const listed: Failing[] = now.map((result) => ({
		...(result.name === undefined ? {} : { name: result.name }),
		contactId: result.contactId || (result.partnerId ?? ''),
		reason: result.reason,
		text: result.error?.message ?? reasonText(result, 'apply'),
		tries: state.again[result.contactId],
	}));
	const met = new Set(report.results.map(({ contactId }) => contactId));
	const before = Object.entries(state.again).filter(([id, tries]) => tries > 0 && !met.has(id));
	return [...listed, ...before.map(([contactId, tries]) => ({ contactId, tries }))].slice(0, MOST_FAILING);
}

/** How long the writes take under the limits of both sides, where that is a minute or more. */
function expectedMinutes(results: readonly ItemResult[], { crm, partner }: Circumstances['capabilities']): number | undefined {
	const minutes = (side: 'crm' | 'partner', perMinute: number | undefined) => (perMinute === undefined ? 0 : results.filter(({ sides }) => sides.includes(side)).length / perMinute);
	const total = minutes('crm', crm.recordsPerMinute) + minutes('partner', partner.recordsPerMinute);
	return total < 1 ? undefined : Math.ceil(total);
}
