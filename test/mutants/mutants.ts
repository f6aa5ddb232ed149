/** One deliberate mistake in the engine. `find` has to occur exactly once in the file. */
export interface Mutant {
	name: string;
	file: string;
	find: string;
	replace: string;
}

export const mutants: readonly Mutant[] = [
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
		find: "if (!intent || intent.op === 'delete' || answered.truncated) return undefined;",
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
	{
		name: 'two-way: what the CRM made of a value is not recorded',
		file: 'core/sync/applyCrm.ts',
		find: 'const bases = overtaken ? intent.entry.bases :',
		replace: 'const bases = contact ? intent.entry.bases :',
	},
	{
		name: 'two-way: no second read of a CRM record that somebody wrote meanwhile',
		file: 'core/sync/applyCrm.ts',
		find: '{ ...item, contact: current.contact, record: current, event }',
		replace: '{ ...item, record: current, event }',
	},
	{
		name: 'two-way: the link of the CRM record is ignored',
		file: 'core/sync/plan.ts',
		find: 'if (item.partnerGone) return planMadeAnew(item, desk) ?? planGoneAtPartner(item, desk);',
		replace: '',
	},
	{
		name: 'two-way: a CRM record is matched again by another partner record',
		file: 'core/sync/planPartner.ts',
		find: 'const matched = new Set(met);',
		replace: 'const matched = new Set<string>();',
	},
	{
		name: "two-way: from the partner's side two fitting contacts are not ambiguous",
		file: 'core/sync/planPartner.ts',
		find: "if (back.kind === 'ambiguous') return",
		replace: "if (back.kind === 'none' && found.record.contact.id === '') return",
	},
	{
		name: 'two-way: a create with an unknown outcome is forgotten by the next run',
		file: 'core/sync/sync.ts',
		find: 'unknown: { ...stillUnknown(before, env), ...Object.fromEntries(run.unknown) }',
		replace: 'unknown: Object.fromEntries(run.unknown)',
	},
	{
		name: 'two-way: doubles are left',
		file: 'core/sync/planDoubles.ts',
		find: 'return { ...(pair ? { pair } : {}), doubles: others.filter((one) => !isHeldElsewhere(one, desk)) };',
		replace: 'return { ...(pair ? { pair } : {}), doubles: [] };',
	},
	{
		name: 'two-way: what a double held is not taken over',
		file: 'core/sync/planDoubles.ts',
		find: '[field]: unitedList(field, united, double.record.fields, desk) };',
		replace: '[field]: united[field] };',
	},
	{
		name: 'two-way: of merged contacts always the lower id stays',
		file: 'core/sync/partnerIndex.ts',
		find: 'unnamed(a) - unnamed(b) || ',
		replace: '',
	},
	{
		name: 'two-way: an emptied contact empties the CRM',
		file: 'core/sync/desk.ts',
		find: "wasIdentified(entry) ? 'out' : presenceOf(record, desk);",
		replace: 'wasIdentified(entry) ? presenceOf(record, desk) : presenceOf(record, desk);',
	},
	{
		name: 'two-way: an edited CRM record is deleted',
		file: 'core/sync/planPair.ts',
		find: "&& crm.destroys !== 'nothing' && untouched) {",
		replace: "&& crm.destroys !== 'nothing') {",
	},
	{
		name: 'two-way: another Google account loses the contact, too',
		file: 'core/sync/planPair.ts',
		find: "(toCrm.leaving === 'nothing' || sharedWithOthers(item, desk))",
		replace: "toCrm.leaving === 'nothing'",
	},
	{
		name: 'two-way: a reported conflict is told in every run',
		file: 'core/sync/gather.ts',
		find: '(told[pair.record.id] !== pair.record.version || moved(pair, desk))',
		replace: "(told[pair.record.id] !== '' || moved(pair, desk))",
	},
	{
		name: 'two-way: the clocks are trusted',
		file: 'core/sync/desk.ts',
		find: "if (desk.clocks === 'apart') return 'crm';",
		replace: '',
	},
	{
		name: 'two-way: the write budget is ignored',
		file: 'core/sync/sync.ts',
		find: '(!action.crm || left-- > 0 ? action :',
		replace: '(!action.crm || left-- > -999 ? action :',
	},
	{
		name: 'two-way: nobody is asked for an empty listing of the CRM',
		file: 'core/sync/guards.ts',
		find: 'if (listedInCrm === 0 && pairs > FEW_PAIRS) {',
		replace: 'if (listedInCrm === -1 && pairs > FEW_PAIRS) {',
	},
	{
		name: 'two-way: people without a name are created in the CRM',
		file: 'core/sync/planPartner.ts',
		find: 'if (!isIdentifiable({ ...fields, recordType })) return',
		replace: "if (fields.url === 'never') return",
	},
	{
		name: 'two-way: a preview writes',
		file: 'core/sync/sync.ts',
		find: "if (request.mode === 'preview') return",
		replace: "if (request.mode !== 'preview' && extent !== extent) return",
	},
];
