import type { ActivityKey } from '../ports/campaigns';

/** The text under which an activity is known, for example "service:campaign:12": the same on every run. */
export function activityKeyText({ service, kind, sourceId }: ActivityKey): string {
	return `${service}:${kind}:${sourceId}`;
}

/** A link to the results from a template with {account} and {id}, in upper or lower case; without a template `fallback`, the public copy. */
export function resultsUrl(template: string, values: { account: string; id: string }, fallback?: string): string | undefined {
	if (template.trim() === '') return fallback;
	return template.trim().replace(/\{(?:(account)|id)\}/gi, (_whole, account?: string) => encodeURIComponent(account ? values.account : values.id));
}
