import { createdAnswer, detailAnswer, doneAnswer, listAnswer } from './answers';
import { dateStyle, listPage } from './list';
import { massEmailListing, recipientListing, renderMassEmail } from './massEmailListing';
import { createMassEmail, deleteMassEmail, findMassEmail, updateMassEmail } from './massEmails';
import type { Desk, MassEmail } from './model';
import { addRecipient, bulkDelete, bulkUpdate, removeRecipient, updateRecipient } from './recipients';
import type { RaynetRequest, Route } from './routing';

const mailOf = ({ desk, params }: RaynetRequest): MassEmail => findMassEmail(desk, params.id ?? '');

const change = (method: Route['method'], path: string, op: string, apply: (desk: Desk, mail: MassEmail, request: RaynetRequest) => void): Route => ({
	method,
	path,
	op,
	handle(request) {
		apply(request.desk, mailOf(request), request);
		return doneAnswer(request.desk);
	},
});

const mail = 'massEmail/:id';
const recipient = `${mail}/recipient`;

/** Mass e-mails, by which mailing services record what was sent to whom and what became of it [documented]. */
export const massEmailRoutes: readonly Route[] = [
	{
		method: 'GET',
		path: 'massEmail',
		op: 'massEmail.list',
		handle: ({ desk, query }) => listAnswer(desk, listPage(desk, massEmailListing, desk.instance.massEmails.values(), query)),
	},
	{ method: 'PUT', path: 'massEmail', op: 'massEmail.create', handle: ({ desk, body }) => createdAnswer(desk, { id: createMassEmail(desk, body) }) },
	{
		method: 'GET',
		path: mail,
		op: 'massEmail.detail',
		handle: (request) => detailAnswer(request.desk, renderMassEmail(request.desk, mailOf(request), dateStyle(request.desk, 'plain'))),
	},
	change('POST', mail, 'massEmail.update', (desk, found, { body }) => updateMassEmail(desk, found, body)),
	change('DELETE', mail, 'massEmail.delete', (desk, found) => deleteMassEmail(desk, found)),
	{
		method: 'GET',
		path: recipient,
		op: 'massEmail.listRecipients',
		handle: (request) => listAnswer(request.desk, listPage(request.desk, recipientListing(mailOf(request)), mailOf(request).recipients, request.query)),
	},
	{
		method: 'PUT',
		path: recipient,
		op: 'massEmail.addRecipient',
		handle: (request) => createdAnswer(request.desk, { id: addRecipient(request.desk, mailOf(request), request.body) }),
	},
	change('POST', `${recipient}/:part`, 'massEmail.updateRecipient', (desk, found, { params, body }) => updateRecipient(desk, found, params.part ?? '', body)),
	change('DELETE', `${recipient}/:part`, 'massEmail.removeRecipient', (_desk, found, { params }) => removeRecipient(found, params.part ?? '')),
	{
		method: 'POST',
		path: `${mail}/recipientBulkUpdate`,
		op: 'massEmail.bulkUpdate',
		handle(request) {
			const data = bulkUpdate(request.desk, mailOf(request), request.body);
			// [documented] The outer flag is a boolean and stays true whatever became of the items.
			return { status: 200, body: { success: true, data }, effect: 'write', records: data.length };
		},
	},
	change('POST', `${mail}/recipientBulkDelete`, 'massEmail.bulkDelete', (desk, found, { body }) => bulkDelete(desk, found, body)),
];
