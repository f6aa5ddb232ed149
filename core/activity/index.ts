export { countsOf } from './counts';
export { activityKeyText, resultsUrl } from './key';
export { optOutAddresses, type OptOutOutcome } from './optOut';
export { rowsOf, type DaySettings } from './rows';
export { writeBack, type WriteBackResult, type WriteBackSettings } from './writeBack';
