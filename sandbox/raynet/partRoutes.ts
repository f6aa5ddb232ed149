import { addAddress, markAddress, removeAddress, updateAddress } from './addresses';
import { createdAnswer, doneAnswer, listAnswer } from './answers';
import { findCompany } from './companies';
import { addLink, removeLink, renderLinks } from './links';
import { findPerson } from './people';
import { addSecondaryRelationship, removeRelationship, setPrimaryRelationship, updateRelationship } from './relationships';
import type { RaynetRequest, Route } from './routing';

const personOf = ({ desk, params }: RaynetRequest): ReturnType<typeof findPerson> => findPerson(desk, params.id ?? '');
const companyOf = ({ desk, params }: RaynetRequest): ReturnType<typeof findCompany> => findCompany(desk, params.id ?? '');

const created = (path: string, op: string, create: (request: RaynetRequest) => number): Route => ({
	method: 'PUT',
	path,
	op,
	handle: (request) => createdAnswer(request.desk, { id: create(request) }),
});

const change = (method: 'POST' | 'DELETE', path: string, op: string, apply: (request: RaynetRequest, part: string) => void): Route => ({
	method,
	path,
	op,
	handle(request) {
		apply(request, request.params.part ?? '');
		return doneAnswer(request.desk);
	},
});

const relationship = 'person/:id/relationship';
const address = 'company/:id/address';
const link = 'company/:id/relationship';

/** Relationships of persons, addresses of companies, links between companies [documented]. */
export const partRoutes: readonly Route[] = [
	created(relationship, 'person.addRelationship', (request) => addSecondaryRelationship(request.desk, personOf(request), request.body)),
	change('POST', `${relationship}/:part`, 'person.updateRelationship', (request, part) =>
		updateRelationship(request.desk, personOf(request), part, request.body),
	),
	change('DELETE', `${relationship}/:part`, 'person.removeRelationship', (request, part) =>
		removeRelationship(request.desk, personOf(request), part),
	),
	change('POST', `${relationship}/:part/setPrimary`, 'person.setPrimaryRelationship', (request, part) =>
		setPrimaryRelationship(request.desk, personOf(request), part),
	),
	created(address, 'company.addAddress', (request) => addAddress(request.desk, companyOf(request), request.body)),
	change('POST', `${address}/:part`, 'company.updateAddress', (request, part) =>
		updateAddress(request.desk, companyOf(request), part, request.body),
	),
	change('DELETE', `${address}/:part`, 'company.removeAddress', (request, part) => removeAddress(request.desk, companyOf(request), part)),
	change('POST', `${address}/:part/setPrimary`, 'company.setPrimaryAddress', (request, part) =>
		markAddress(request.desk, companyOf(request), part, 'primary'),
	),
	change('POST', `${address}/:part/setContact`, 'company.setContactAddress', (request, part) =>
		markAddress(request.desk, companyOf(request), part, 'contact'),
	),
	{
		method: 'GET',
		path: link,
		op: 'company.listLinks',
		handle(request) {
			const data = renderLinks(request.desk, companyOf(request));
			return listAnswer(request.desk, { totalCount: data.length, data });
		},
	},
	created(link, 'company.addLink', (request) => addLink(request.desk, companyOf(request), request.body)),
	change('DELETE', `${link}/:part`, 'company.removeLink', (request, part) => removeLink(request.desk, companyOf(request), part)),
];
