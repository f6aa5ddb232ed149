/** Each of these occurs in 100 histories or runs at least. */
export const CALM_CASES = [
	'create new crm', 'create new partner', 'update linked crm partner', 'update changed crm', 'update changed partner',
	'leave leftScope partner', 'leave leftGroup crm', 'leave deletedInCrm partner', 'leave deletedAtPartner crm', 'skip removedByPerson', 'skip ambiguous', 'skip nothingToIdentify', 'skip notCreatedInCrm',
	'conflict won by crm', 'conflict won by partner', 'conflict won by neither', 'warning linkedFromOutside',
	'second runs', 'rest after 0', 'rest after 1', 'equal at rest', 'reshaping crm', 'reshaping partner',
	'links listed', 'links single', 'links none', 'scope tag', 'scope all', 'read changes', 'read scope', 'read all',
];

export const TROUBLED_CASES = [
	'trouble stop', 'trouble cutBefore', 'trouble cutAfter', 'trouble meddle', 'trouble restart', 'trouble lostState', 'late lists',
	'failed stopped', 'stopped dayQuota', 'create new crm', 'create new partner', 'update changed crm', 'update changed partner', 'update linked',
	'leave leftScope partner', 'leave leftGroup crm', 'reshaping crm', 'reshaping partner', 'links listed', 'links single', 'links none',
];
