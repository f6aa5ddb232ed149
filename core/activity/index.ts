export { countsOf } from './counts';
export { activityKeyText, resultsUrl } from './key';
export { optOutAddresses, type OptOutOutcome } from './optOut';
export { recentOthers, writtenByOthers } from './others';
export { previewSink } from './preview';
export { rowsOf, type DaySettings, type Reaction } from './rows';
export { writeBack, type WriteBackResult, type WriteBackSettings } from './writeBack';
