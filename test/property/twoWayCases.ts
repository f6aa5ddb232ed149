/** Each of these occurs in 100 histories or runs of each part at least. */
export const CALM_CASES = [
	'create new crm', 'create new partner', 'update linked', 'update changed crm', 'update changed partner',
	'skip removedByPerson', 'skip ambiguous', 'skip nothingToIdentify', 'skip notCreatedInCrm', 'warning linkedFromOutside',
	'second runs', 'rest after 0', 'rest after 1', 'equal at rest', 'reshaping crm', 'reshaping partner',
	'links listed', 'links single', 'links none', 'scope tag', 'scope all', 'read changes', 'read scope', 'read all',
];

export const TROUBLED_CASES = [
	'trouble stop', 'trouble cutBefore', 'trouble cutAfter', 'trouble meddle', 'trouble restart', 'trouble lostState', 'late lists',
	'stopped dayQuota', 'create new crm', 'create new partner', 'update changed crm', 'update changed partner', 'update linked',
	'reshaping crm', 'reshaping partner', 'links listed', 'links single', 'links none',
];
