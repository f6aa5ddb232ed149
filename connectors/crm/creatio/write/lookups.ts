import { accountKey } from '../../../../core/contact/contact';
import { rowsOf, type CreatioClient } from '../client';
import { nameId, PRIVATE_TAG } from '../ids';
import { RecordError } from '../../../../core/errors';
import { faultOf } from '../judge';
import { createPart, listPart, literal } from '../odata';
import type { CreatioPlace } from '../place';
import { textOf } from '../raw';

/** Objects whose rows are named in contacts, and what becomes of a name that is not there. */
export type LookupEntity = 'Account' | 'City' | 'Region' | 'Country' | 'ContactTag';

export interface Wanted {
	entity: LookupEntity;
	name: string;
	missing: 'create' | 'leave';
}

export interface Lookups {
	/** Looks all of them up, in one batch, and creates those that may be created. */
	prepare(wanted: readonly Wanted[]): Promise<void>;
	/** The id of a prepared name; undefined where there is none. */
	id(entity: LookupEntity, name: string): string | undefined;
}

/** Names are not unique; the oldest row of a name is taken. Ids are remembered as long as the connector lives. */
export function createLookups(client: CreatioClient, place: CreatioPlace): Lookups {
	const known = new Map<string, string | undefined>();
	const keyOf = (entity: LookupEntity, name: string): string => `${entity}\n${name}`;

	const find = async (wanted: readonly Wanted[]): Promise<void> => {
		const answers = await client.batch(wanted.map(({ entity, name }) => listPart(entity, { $select: 'Id,Name,CreatedOn', $filter: `Name eq ${literal(name)}`, $orderby: 'CreatedOn,Id', $top: 5 })));
		for (const [index, { entity, name }] of wanted.entries()) {
			const rows = rowsOf(answers[index]);
			const row = rows.find((one) => textOf(one, 'Name') === name) ?? rows[0];
			known.set(keyOf(entity, name), row?.Id.toLowerCase());
		}
	};

	const create = async ({ entity, name }: Wanted): Promise<void> => {
		const Id = nameId(accountKey(place.account), entity, name);
		const [answer] = await client.batch([createPart(entity, { Id, Name: name, ...(entity === 'ContactTag' ? { TypeId: PRIVATE_TAG } : {}) })]);
		const fault = answer && faultOf(answer, 'POST');
		if (!fault || (fault instanceof RecordError && fault.reason === 'alreadyThere')) known.set(keyOf(entity, name), Id);
	};

	return {
		async prepare(wanted) {
			const unknown = [...new Map(wanted.filter(({ entity, name }) => !known.has(keyOf(entity, name))).map((one) => [keyOf(one.entity, one.name), one])).values()];
			if (unknown.length > 0) await find(unknown);
			for (const one of wanted) if (one.missing === 'create' && known.get(keyOf(one.entity, one.name)) === undefined) await create(one);
		},
		id: (entity, name) => known.get(keyOf(entity, name)),
	};
}
