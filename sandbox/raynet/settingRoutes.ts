import { bareAnswer, createdAnswer, detailAnswer, listAnswer } from './answers';
import { textColumn } from './columns';
import { notFound } from './errors';
import { bodyObject, checkAttributes, refuse } from './input';
import { listPage, type Listing } from './list';
import { userListing } from './listings';
import type { CustomField, PicklistRow } from './model';
import { picklistNames } from './picklists';
import type { Route } from './routing';

/** [documented] Bare objects without success and data; the best test of a credential. */
const securityRoutes: readonly Route[] = [
	{
		method: 'GET',
		path: 'security/info',
		op: 'security.info',
		handle: ({ desk, account }) =>
			bareAnswer({
				'X-Instance-Id': account.instanceId,
				'X-Instance-Name': desk.instance.name,
				username: account.userName,
				userAccountId: desk.instance.users.find((user) => user.username === account.userName)?.id ?? null,
			}),
	},
	{ method: 'GET', path: 'security/bearertoken', op: 'security.bearerToken', handle: ({ account }) => bareAnswer({ token: account.bearerToken }) },
	{
		method: 'GET',
		path: 'securityLevel',
		op: 'securityLevel.list',
		handle({ desk }) {
			const data = picklist(desk.instance.picklists, 'securityLevel').map(({ id, code01 }) => ({ id, name: code01, locked: true }));
			return listAnswer(desk, { totalCount: data.length, data });
		},
	},
];

const userRoutes: readonly Route[] = [
	{
		method: 'GET',
		path: 'userAccount',
		op: 'userAccount.list',
		handle: ({ desk, query }) => listAnswer(desk, listPage(desk, userListing, desk.instance.users, query)),
	},
	{
		method: 'GET',
		path: 'userAccount/:id',
		op: 'userAccount.detail',
		handle({ desk, params }) {
			const user = desk.instance.users.find((candidate) => candidate.id === Number(params.id));
			if (!user) throw notFound(`UserAccount ${params.id}`);
			const row = userListing.render(desk, user, 'plain');
			return detailAnswer(desk, { ...row, email2: null, permissions: [], timezone: user.timezone, dateFormat: 'd.M.yyyy', securityLevels: [], securityProfile: null });
		},
	},
];

/** [documented] The label is code01 here; categories have a colour in code02. Only the filter rowAccess is known. */
const picklistListing: Listing<PicklistRow> = {
	columns: { rowAccess: textColumn(() => null, ['EQ', 'NE', 'EQ_OR_NULL', 'NE_OR_NULL']) },
	sortBy: {},
	render: (_desk, row) => ({
		id: row.id,
		code01: row.code01,
		...(row.code02 === null ? {} : { code02: row.code02 }),
		strValue01: null,
		extIds: null,
		sequenceNumber: row.id,
	}),
};

function picklist(lists: ReadonlyMap<string, PicklistRow[]>, name: string): PicklistRow[] {
	const rows = lists.get(name);
	if (!rows) throw notFound(name);
	return rows;
}

const picklistRoutes: readonly Route[] = picklistNames.flatMap((name): Route[] => [
	{
		method: 'GET',
		path: name,
		op: `${name}.list`,
		handle: ({ desk, query }) => listAnswer(desk, listPage(desk, picklistListing, picklist(desk.instance.picklists, name), query), 'string'),
	},
	{
		method: 'PUT',
		path: name,
		op: `${name}.create`,
		handle({ desk, body }) {
			const input = bodyObject(desk, body);
			checkAttributes(desk, input, ['code01', 'code02']);
			const { code01, code02 } = input;
			if (typeof code01 !== 'string' || code01 === '') throw refuse(desk, 'code01 is required');
			const rows = picklist(desk.instance.picklists, name);
			const id = Math.max(0, ...rows.map((row) => row.id)) + 1;
			rows.push({ id, code01, code02: typeof code02 === 'string' ? code02 : null });
			// [documented] data is the bare id here.
			return createdAnswer(desk, id, 'string');
		},
	},
]);

/** [documented] Kinds of records that have custom fields; the sandbox serves two of them. */
const withoutCustomFields = ['Lead', 'BusinessCase', 'Offer', 'SalesOrder', 'Product'] as const;

const renderField = ({ name, label, groupName, dataType, enumeration }: CustomField): Record<string, unknown> => ({
	label,
	dataType,
	enumeration,
	groupName,
	name,
	currency: null,
	hint: null,
	readOnly: false,
	showInFilterView: true,
	showInListExport: false,
	showInListView: false,
	fullText: false,
});

const customFieldRoutes: readonly Route[] = [
	{
		method: 'GET',
		path: 'customField/config',
		op: 'customField.config',
		handle({ desk }) {
			const { Company, Person } = desk.instance.customFields;
			const none = Object.fromEntries(withoutCustomFields.map((entity) => [entity, []]));
			return detailAnswer(desk, { Company: Company.map(renderField), Person: Person.map(renderField), ...none });
		},
	},
];

export const settingRoutes: readonly Route[] = [...securityRoutes, ...userRoutes, ...picklistRoutes, ...customFieldRoutes];
