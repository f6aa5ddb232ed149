import { notFound } from './errors';
import type { Company, Desk, Person } from './model';
import { eventOf, stamp } from './save';

interface Restored {
	id: number;
	version: number;
}

/** Takes a deleted person out of the bin, under the same id. Only a person in the browser can [assumed]. */
export function restorePerson(desk: Desk, id: number): Restored {
	return restored(desk, desk.instance.trash.person, desk.instance.people, id);
}

export function restoreCompany(desk: Desk, id: number): Restored {
	return restored(desk, desk.instance.trash.company, desk.instance.companies, id);
}

function restored<R extends Person | Company>(desk: Desk, trash: Map<number, R>, records: Map<number, R>, id: number): Restored {
	const record = trash.get(id);
	if (!record) throw notFound(`Deleted record ${id}`);
	trash.delete(id);
	// Lists without a sort column come in the order of ids.
	const all = [...records, [id, record] as const].sort(([one], [other]) => one - other);
	records.clear();
	for (const [key, value] of all) records.set(key, value);
	const event = desk.setting('restoreEvent');
	if (event !== 'silent') {
		stamp(desk, record);
		desk.tell(eventOf(event === 'created' ? 'record.created' : 'record.updated', record));
	}
	return { id, version: record.rowInfo.version };
}
