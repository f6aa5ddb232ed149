import { createMemoryEmail } from '../../connectors/email/memory';
import { fakeEnvironment } from '../support/environment';
import type { ListWorld } from './listKit';

export function memoryListWorld(): ListWorld {
	const fake = fakeEnvironment();
	const side = createMemoryEmail();
	const { hands } = side;
	const listId = hands.list('News');
	return {
		env: fake.env,
		listId,
		connect: () => side,
		advance: fake.advance,
		hands: {
			put: (email, more = {}) => hands.put(listId, { email, ...more }),
			state: (email, state) => hands.state(listId, email, state),
			untag: (email, tag) => hands.untag(email, tag),
			erase: (email) => hands.erase(email),
		},
		held(email) {
			const held = hands.held(listId, email);
			if (!held) return undefined;
			const { state, tags, customFields, source, namePrefix, firstName, lastName, nameSuffix, company, street, city, postalCode, countryCode, phone, birthday } = held;
			const fields = Object.entries({ namePrefix, firstName, lastName, nameSuffix, company, street, city, postalCode, countryCode, phone, birthday }).filter(([, value]) => value);
			return { state, tags, customFields, fields: Object.fromEntries(fields), ...(source ? { source } : {}) };
		},
	};
}
