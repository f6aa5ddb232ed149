/** Each of these occurs 100 times at least in each part. */
export const VALUES_CASES = [
	'conflict bothChanged', 'conflict won by crm', 'conflict won by neither', 'conflict won by partner',
	'create new crm', 'create new partner', 'update linked', 'update linked partner',
	'update changed crm', 'update changed crm partner', 'update changed partner', 'update entryRenewed', 'unchanged equal',
	'skip ambiguous', 'skip nothingToIdentify', 'skip notCreatedInCrm', 'warning ambiguous', 'warning linkedFromOutside', 'warning malformedEmail',
	'entries with lists cut', 'equal at rest', 'second runs', 'rest after 0', 'rest after 1', 'reshaping crm', 'reshaping partner',
	'links listed', 'links single', 'links none', 'scope tag', 'scope all', 'read changes', 'read scope', 'read all',
];

export const LEAVING_CASES = [
	'create new crm', 'create new partner', 'update linked', 'update double', 'update rejoined crm', 'update rejoined partner',
	'leave deletedAtPartner crm', 'leave deletedInCrm partner', 'leave emptied partner', 'leave leftGroup crm', 'leave leftScope partner',
	'delete deletedInCrm partner', 'delete emptied partner', 'delete leftGroup crm', 'delete leftScope partner',
	'skip alreadyOut', 'skip keptByPolicy', 'skip merged', 'skip removedByPerson', 'warning doubles',
	'second runs', 'rest after 0', 'rest after 1', 'reshaping crm', 'reshaping partner',
	'links listed', 'links single', 'links none', 'scope tag', 'scope all', 'read changes', 'read scope', 'read all',
];

export const TROUBLED_CASES = [
	'trouble stop', 'trouble cutBefore', 'trouble cutAfter', 'trouble meddle', 'trouble restart', 'trouble lostState', 'late lists',
	'stopped dayQuota', 'create new crm', 'create new partner', 'update changed crm', 'update changed partner', 'update linked',
	'leave deletedInCrm partner', 'leave emptied partner', 'leave leftGroup crm', 'leave leftScope partner', 'skip merged',
	'reshaping crm', 'reshaping partner', 'links listed', 'links single', 'links none',
];
