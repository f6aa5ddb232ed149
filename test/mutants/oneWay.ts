import type { Mutant } from './types';

/** Of the rules that hold in one direction already. */
export const oneWay: readonly Mutant[] = [
	{
		name: 'one-sided base: the partner counts as unchanged for ever',
		file: 'core/sync/mergeScalar.ts',
		find: 'partner: now.partner !== base.partner };',
		replace: 'partner: false };',
	},
	{
		name: 'never-clear is forgotten: an empty value overwrites',
		file: 'core/sync/mergeScalar.ts',
		find: "if (rules.mode === 'overwrite' && now[from] === '') return undefined;",
		replace: '',
	},
	{
		name: 'a field goes against its direction',
		file: 'core/sync/mergeScalar.ts',
		find: "direction === (from === 'crm' ? 'toPartner' : 'toCrm')",
		replace: "direction === (from === 'crm' ? 'toCrm' : 'toPartner')",
	},
	{
		name: 'the loser of a conflict is not told',
		file: 'core/sync/mergeScalar.ts',
		find: 'return { ...copy, lost: otherSide(copy.from) };',
		replace: 'return copy;',
	},
	{
		name: 'a removal from a list is not carried over',
		file: 'core/sync/mergeList.ts',
		find: "if (rules.mode !== 'fillEmpty') plan.remove[holder].add(element.hash);",
		replace: '',
	},
	{
		name: 'what one side has settled for itself is added to the other',
		file: 'core/sync/mergeList.ts',
		find: 'if (before === holder) return;',
		replace: '',
	},
	{
		name: 'a list that became empty clears although it must not',
		file: 'core/sync/mergeList.ts',
		find: 'if (known) keepFromClearing(now, rules, plan);',
		replace: '',
	},
	{
		name: 'joining beats leaving',
		file: 'core/sync/membership.ts',
		find: "if (someoneLeft) return left(otherSide(side)) && now[side] === 'in' ? 'leave' : 'stay';",
		replace: '',
	},
	{
		name: 'a label that a person took off is put back',
		file: 'core/sync/planPair.ts',
		find: "if (member.after === 'both') return planMerge(meeting, desk);",
		replace: 'return planMerge(meeting, desk);',
	},
	{
		name: 'the membership is not stored in the entry',
		file: 'core/sync/desk.ts',
		find: 'else memberships.set(mark, after);',
		replace: "else memberships.set(mark, 'both');",
	},
	{
		name: 'a person matches a company',
		file: 'core/sync/match.ts',
		find: 'if (kindOf(candidate.fields) === kind) found.add(candidate);',
		replace: 'found.add(candidate);',
	},
	{
		name: 'a shared address links two people',
		file: 'core/sync/match.ts',
		find: "if (key !== 'nameAndCompany') return namesAgree(identityName(contact), identityName(candidate.fields));",
		replace: "if (key !== 'nameAndCompany') return true;",
	},
	{
		name: 'of several fitting contacts the first is taken',
		file: 'core/sync/match.ts',
		find: "if (fitting.length > 1 && several === 'report') return { kind: 'ambiguous', count: fitting.length };",
		replace: '',
	},
	{
		name: 'one contact is linked twice in a run',
		file: 'core/sync/planLink.ts',
		find: 'desk.taken.add(record.id);',
		replace: '',
	},
	{
		name: 'a create with an unknown outcome is repeated',
		file: 'core/sync/plan.ts',
		find: "if (desk.snapshot.pendingCreates.has(item.contact.id)) return plain(item, 'skip', 'outcomeUnknown');",
		replace: '',
	},
	{
		name: 'deleting takes no notice of other labels, other CRMs and edits',
		file: 'core/sync/planPair.ts',
		find: "if (policy === 'delete' && was === 'both' && mayDelete(pair, desk)) return",
		replace: "if (policy === 'delete' && was === 'both') return",
	},
	{
		name: "another CRM's contact is enforced upon",
		file: 'core/sync/desk.ts',
		find: "return shared ? 'keep' : desk.settings.oneWayEdits;",
		replace: 'return desk.settings.oneWayEdits;',
	},
	{
		name: 'an older record wins as the newest',
		file: 'core/sync/desk.ts',
		find: "return at(record.modifiedAt) > at(contact.modifiedAt) ? 'partner' : 'crm';",
		replace: "return at(record.modifiedAt) > at(contact.modifiedAt) ? 'crm' : 'partner';",
	},
	{
		name: 'what the partner reshaped is not recorded',
		file: 'core/sync/writes.ts',
		find: 'if (!intent || answered.truncated) return undefined;',
		replace: 'return undefined;',
	},
	{
		name: 'guards are not asked',
		file: 'core/sync/guards.ts',
		find: 'if (trip && !input.overrides.includes(trip.guard)) {',
		replace: 'if (trip && trip.message === "") {',
	},
	{
		name: 'a group of another CRM account is used',
		file: 'core/sync/group.ts',
		find: 'if (!stored || stored.accountKey === accountKey(settings.account)) return stored;',
		replace: 'return stored;',
	},
	{
		name: 'a preview writes',
		file: 'core/sync/run.ts',
		find: "if (request.mode === 'preview') {",
		replace: "if (request.mode !== 'preview' && minutes < 0) {",
	},
];
