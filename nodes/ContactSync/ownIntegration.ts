import type { INodeProperties } from 'n8n-workflow';
import type { EmailSide, Subscriber } from '../../core/ports/email';
import { hasMarkOfIntegration, hasOwnNote, ownIntegrationText } from '../shared/ownIntegration';

const RECENT_MS = 7 * 86_400_000;

/** A list as this run met it first. */
export interface FirstLook {
	/** The same side, looked at. */
	side: EmailSide;
	/** What is to be said about Ecomail's own integration with RAYNET; nothing where it seems to be off. */
	warnings(now: number): string[];
}

/**
 * Who came with the mark of Ecomail's own integration and without a note of ours: before the first run that is everybody whom it
 * has ever brought, later only those of the last days count.
 */
export function firstLook(side: EmailSide, listId: string): FirstLook {
	let first: ReadonlyMap<string, Subscriber> | undefined;
	return {
		side: {
			...side,
			async members(id) {
				const found = await side.members(id);
				if (id === listId) first ??= found;
				return found;
			},
		},
		warnings(now) {
			const members = [...(first?.values() ?? [])];
			const isFirstRun = !members.some((one) => hasOwnNote(one, listId));
			const isRecent = ({ memberships }: Subscriber): boolean => now - Date.parse(memberships[listId]?.subscribedAt ?? '') < RECENT_MS;
			const foreign = members.filter((one) => hasMarkOfIntegration(one, listId) && !hasOwnNote(one, listId) && (isFirstRun || isRecent(one)));
			return foreign.length > 0 ? [ownIntegrationText(foreign.length, 'this package')] : [];
		},
	};
}

export const warnOwnIntegrationProperty: INodeProperties = {
	displayName: 'Warn About Ecomail\'s Own Integration',
	name: 'warnOwnIntegration',
	type: 'boolean',
	default: true,
	displayOptions: { show: { '/syncWith': ['list'], '/crm': ['raynet'] } },
	description: 'Whether a run or preview says so when subscribers look as if Ecomail\'s own integration with RAYNET had brought them. Turn it off once that is disconnected.',
};
