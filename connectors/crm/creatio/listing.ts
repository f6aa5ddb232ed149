import { ConfigurationError } from '../../../core/errors';
import type { CrmScope } from '../../../core/ports/crm';
import { literal, lookupIs } from './odata';

/** Which rows stand for the members of a scope, and where each of them names its contact. */
export interface Listing {
	entity: 'Contact' | 'ContactInFolder' | 'ContactInTag';
	contactColumn: 'Id' | 'ContactId' | 'EntityId';
	filter?: string;
}

export function listingOf(scope: CrmScope): Listing {
	switch (scope.kind) {
		case 'all':
			return { entity: 'Contact', contactColumn: 'Id' };
		case 'owner':
			return { entity: 'Contact', contactColumn: 'Id', filter: lookupIs('Owner', scope.ownerId) };
		case 'group':
			return { entity: 'ContactInFolder', contactColumn: 'ContactId', filter: lookupIs('Folder', scope.groupId) };
		case 'tag':
			return { entity: 'ContactInTag', contactColumn: 'EntityId', filter: `Tag/Name eq ${literal(scope.tag)}` };
		case 'category':
			throw new ConfigurationError('Creatio contacts are chosen by group, tag or owner. Choose another scope.', 'A category as scope');
	}
}
