import { createdAnswer, detailAnswer, doneAnswer, listAnswer } from './answers';
import { createCompany, deleteCompany, findCompany, updateCompany } from './companies';
import { findByExtId, putExtId, removeExtId } from './extIds';
import { dateStyle, listPage, type Listing } from './list';
import { companyListing, personListing } from './listings';
import { anonymise, mergeCompanies, mergePeople } from './merge';
import type { Company, Desk, Entity, Instance, Person } from './model';
import { createPerson, deletePerson, findPerson, updatePerson } from './people';
import { wantsIso } from './query';
import { renderDetail } from './renderRecord';
import type { RaynetAnswer, RaynetRequest, Route } from './routing';
import { refuseLocked, setStanding } from './save';
import { addTags, removeTags } from './tags';

interface RecordKind<R extends Person | Company> {
	entity: Entity;
	listing: Listing<R>;
	all(instance: Instance): Iterable<R>;
	find(desk: Desk, id: string): R;
	create(desk: Desk, body: unknown): number;
	update(desk: Desk, record: R, body: unknown): void;
	remove(desk: Desk, record: R): void;
	merge(desk: Desk, target: R, source: R): void;
}

/** What persons and companies have in common [documented]. */
function routesOf<R extends Person | Company>(kind: RecordKind<R>): Route[] {
	const { entity, find } = kind;
	const detail = ({ desk, query }: RaynetRequest, record: Person | Company): RaynetAnswer => {
		const iso = wantsIso(query) && desk.setting('isoOnDetails') === 'yes';
		return detailAnswer(desk, renderDetail(desk, record, dateStyle(desk, iso ? 'iso' : 'plain')));
	};
	const change = (method: Route['method'], suffix: string, name: string, apply: (request: RaynetRequest, record: R) => void): Route => ({
		method,
		path: `${entity}/:id${suffix}`,
		op: `${entity}.${name}`,
		handle(request) {
			apply(request, find(request.desk, request.params.id ?? ''));
			return doneAnswer(request.desk, name === 'addTag' ? 201 : 200);
		},
	});
	return [
		{
			method: 'GET',
			path: entity,
			op: `${entity}.list`,
			handle: ({ desk, query }) => listAnswer(desk, listPage(desk, kind.listing, kind.all(desk.instance), query)),
		},
		{ method: 'PUT', path: entity, op: `${entity}.create`, handle: ({ desk, body }) => createdAnswer(desk, { id: kind.create(desk, body) }) },
		{
			method: 'GET',
			path: `${entity}/ext/:extId`,
			op: `${entity}.byExtId`,
			handle: (request) => detail(request, findByExtId(request.desk, entity, request.params.extId ?? '')),
		},
		{
			method: 'GET',
			path: `${entity}/:id`,
			op: `${entity}.detail`,
			handle: (request) => detail(request, find(request.desk, request.params.id ?? '')),
		},
		change('POST', '', 'update', ({ desk, body }, record) => kind.update(desk, record, body)),
		change('DELETE', '', 'delete', ({ desk }, record) => kind.remove(desk, record)),
		change('PUT', '/tag', 'addTag', ({ desk, body }, record) => addTags(desk, record, body)),
		change('DELETE', '/tag', 'removeTag', ({ desk, body }, record) => removeTags(desk, record, body)),
		change('PUT', '/extId', 'addExtId', ({ desk, body }, record) => putExtId(desk, record, body)),
		change('DELETE', '/extId/:extId', 'removeExtId', ({ desk, params }, record) => removeExtId(desk, record, params.extId ?? '')),
		change('POST', '/anonymize', 'anonymize', ({ desk }, record) => anonymise(desk, record)),
		change('POST', '/merge/:sourceId', 'merge', ({ desk, params }, record) => kind.merge(desk, record, find(desk, params.sourceId ?? ''))),
		...(['lock', 'unlock'] as const).map((to) => change('POST', `/${to}`, to, ({ desk }, record) => setStanding(desk, record, to))),
		...(['invalid', 'valid'] as const).map((to) =>
			change('POST', `/${to}`, to, ({ desk }, record) => {
				refuseLocked(desk, record);
				setStanding(desk, record, to);
			}),
		),
	];
}

export const recordRoutes: readonly Route[] = [
	...routesOf<Person>({
		entity: 'person',
		listing: personListing,
		all: (instance) => instance.people.values(),
		find: findPerson,
		create: createPerson,
		update: updatePerson,
		remove: deletePerson,
		merge: mergePeople,
	}),
	...routesOf<Company>({
		entity: 'company',
		listing: companyListing,
		all: (instance) => instance.companies.values(),
		find: findCompany,
		create: createCompany,
		update: updateCompany,
		remove: deleteCompany,
		merge: mergeCompanies,
	}),
];
