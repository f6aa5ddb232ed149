import type { CrmScope } from '../../core/ports/crm';
import type { Explanation, FieldStanding } from '../../core/sync/explain';
import { reasonText, warningText } from '../shared/texts';
import type { Tripped } from './rehearse';

/** What the sentences need beside the explanation. */
export interface Told {
	crmTitle: string;
	label: string;
	scope: CrmScope;
	guards: readonly Tripped[];
	/** no: a guard would stop the run before its plan is made. */
	planned: 'yes' | 'no';
	/** Runs in which the contact failed, one after the other. */
	tries: number;
}

/** Why the contact is where it is, in sentences: CRM, label, pair, fields, and what the next run does. */
export function explanationLines(found: Explanation, told: Told): string[] {
	return [crmLine(found, told), labelLine(found, told), ...pairLines(found, told), ...fieldLines(found, told), ...nextLines(found, told)];
}

function crmLine({ crm }: Explanation, { crmTitle, scope }: Told): string {
	switch (crm) {
		case 'inScope':
			return scope.kind === 'all' ? `Is in ${crmTitle}.` : `Is in ${crmTitle}, and in the scope: ${scopeReason(scope, 'in')}.`;
		case 'outsideScope':
			return `Is in ${crmTitle}, but not in the scope: ${scopeReason(scope, 'out')}.`;
		case 'invalid':
			return `Is in ${crmTitle}, but was made invalid there, which counts as out of the scope.`;
		case 'untitled':
			return `Is in ${crmTitle}, but has no legal title there that is valid today, which counts as out of the scope.`;
		case 'notFound':
			return `Is not in ${crmTitle}, or this login cannot see it.`;
	}
}

function scopeReason(scope: CrmScope, where: 'in' | 'out'): string {
	switch (scope.kind) {
		case 'all':
			return where === 'in' ? 'all valid records are' : 'it is not valid';
		case 'tag':
			return where === 'in' ? `it carries the tag "${scope.tag}"` : `it does not carry the tag "${scope.tag}"`;
		case 'owner':
			return where === 'in' ? 'it belongs to the chosen owner' : 'it belongs to another owner';
		case 'category':
			return where === 'in' ? 'it is of the chosen category' : 'it is of another category';
		case 'group':
			return where === 'in' ? 'it is in the chosen group' : 'it is not in the chosen group';
	}
}

function labelLine({ partner }: Explanation, { label }: Told): string {
	switch (partner) {
		case 'inGroup':
			return `Is in Google Contacts, on the label "${label}".`;
		case 'outsideGroup':
			return `Is in Google Contacts, but not on the label "${label}".`;
		case 'notFound':
			return 'Is not in Google Contacts.';
	}
}

const PAIR_LINES: Record<Explanation['pair'], string> = {
	entry: 'Both are paired.',
	byId: 'Both are paired, but what was settled between them is lost; the next run treats them as met for the first time.',
	merged: 'In Google it was merged with another contact, and is left alone.',
	none: 'It is not paired.',
};

function pairLines({ pair, membership, partners, otherAccounts }: Explanation, { crmTitle }: Told): string[] {
	const lines = [PAIR_LINES[pair]];
	if (membership === 'dormant') lines.push('The pair rests: it was out of the flow on both sides when it was last settled. Put it back in on either side to wake it.');
	if (membership === 'crm') lines.push(`It was off the label when it was last settled, and stayed in ${crmTitle}.`);
	if (membership === 'partner') lines.push(`It was out of the scope in ${crmTitle} when it was last settled, and stayed on the label.`);
	if (partners > 1) lines.push(`${partners} contacts in Google stand for it.`);
	if (otherAccounts.length > 0) lines.push(`In Google it is also paired with ${otherAccounts.join(' and ')}.`);
	return lines;
}

function fieldLines({ fields, pair }: Explanation, { crmTitle }: Told): string[] {
	if (pair === 'none') return [];
	const lines: string[] = [];
	const add = (since: FieldStanding['since'], where: string) => {
		const changed = fields.filter((one) => one.since === since).map(({ field }) => field);
		if (changed.length > 0) lines.push(`Changed ${where} since it was last settled: ${changed.join(', ')}.`);
	};
	add('crmChanged', `in ${crmTitle}`);
	add('partnerChanged', 'in Google');
	add('bothChanged', 'on both sides');
	const known = fields.filter(({ since, crm, partner }) => since === 'settled' && crm !== partner && (crm === '' || partner === '')).map(({ field }) => field);
	if (known.length > 0) lines.push(`Filled on one side only, and settled so: ${known.join(', ')}.`);
	return lines;
}

function nextLines({ next }: Explanation, { guards, planned, tries }: Told): string[] {
	const failed = tries > 0 ? [`It failed in the last ${tries === 1 ? 'run' : `${tries} runs`} and is tried again.`] : [];
	const stops = guards.map(({ message }) => `The next run would stop before writing anything: ${message}`);
	if (planned === 'no') return [...failed, ...stops];
	if (!next) return [...failed, ...stops, 'The next run has nothing to do with it.'];
	const warnings = next.warnings.map(warningText);
	return [...failed, ...stops, `What the next run does: ${reasonText(next, 'apply')}`, ...warnings];
}
