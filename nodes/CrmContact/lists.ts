import { scopeLists } from '../CrmTrigger/lists';

/** The lists of the node, read from the CRM while it is edited. */
export const crmLists = scopeLists;
