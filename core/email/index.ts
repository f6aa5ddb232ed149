export { assertFewRemovals, mirrorChanges, type MirrorChange } from './mirror';
export { runEmail, type EmailItem, type EmailRequest, type EmailWish } from './run';
export type { EmailAction, EmailChange, EmailReason, EmailReport, EmailResult, EmailWarning } from './report';
export { listFieldKey } from './wanted';
export { EMAIL_GUARD_TITLES, type EmailGuard, type SubscribeSettings } from './settings';
