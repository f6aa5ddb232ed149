/** The objects of the stand-in; names and sizes as in the base product [seen], custom columns begin with Usr [documented]. */
export type ColumnType = 'text' | 'id' | 'lookup' | 'date' | 'bool' | 'number';

export interface Column {
	/** As in bodies and answers: a lookup ends with Id. */
	name: string;
	type: ColumnType;
	/** The object that a lookup refers to. */
	refers?: string;
	/** The most characters of a text. */
	size?: number;
	required?: true;
}

export interface Entity {
	name: string;
	columns: ReadonlyMap<string, Column>;
	/** Navigation name ("Account") to its lookup column ("AccountId"). */
	navigations: ReadonlyMap<string, Column>;
}

const text = (name: string, size = 250): Column => ({ name, type: 'text', size });
const long = (name: string): Column => ({ name, type: 'text' });
const lookup = (navigation: string, refers = navigation): Column => ({ name: `${navigation}Id`, type: 'lookup', refers });
const required = (column: Column): Column => ({ ...column, required: true });
const bool = (name: string): Column => ({ name, type: 'bool' });
const date = (name: string): Column => ({ name, type: 'date' });
const number = (name: string): Column => ({ name, type: 'number' });

const base: readonly Column[] = [{ name: 'Id', type: 'id' }, date('CreatedOn'), lookup('CreatedBy', 'Contact'), date('ModifiedOn'), lookup('ModifiedBy', 'Contact'), number('ProcessListeners')];
const address: readonly Column[] = [lookup('AddressType'), lookup('Country'), lookup('Region'), lookup('City'), long('Address'), text('Zip', 50)];
const named: readonly Column[] = [required(text('Name')), text('Description')];

const definitions: Readonly<Record<string, readonly Column[]>> = {
	Contact: [
		required(text('Name')), lookup('Owner', 'Contact'), text('Dear'), lookup('SalutationType', 'ContactSalutationType'), lookup('Gender'), lookup('Account'),
		lookup('Type', 'ContactType'), lookup('Job'), text('JobTitle'), lookup('Department'), date('BirthDate'), text('Phone'), text('MobilePhone'), text('HomePhone'),
		text('Skype'), text('Email'), ...address, bool('DoNotUseEmail'), bool('DoNotUseCall'), bool('DoNotUseFax'), bool('DoNotUseSms'), bool('DoNotUseMail'), long('Notes'),
		text('Facebook'), text('LinkedIn'), text('Twitter'), text('Surname'), text('GivenName'), text('MiddleName'), bool('Confirmed'), bool('IsNonActualEmail'),
		number('Completeness'), lookup('Language', 'SysLanguage'), number('Age'), text('UsrGoogleLink'), bool('UsrMember'),
	],
	ContactCommunication: [required(lookup('Contact')), required(lookup('CommunicationType')), required(text('Number')), number('Position'), text('SearchNumber'), bool('Primary'), bool('NonActual'), date('DateSetNonActual')],
	ContactAddress: [required(lookup('Contact')), ...address, bool('Primary')],
	Account: [required(text('Name')), lookup('Owner', 'Contact'), lookup('PrimaryContact', 'Contact'), lookup('Parent', 'Account'), text('Code'), text('Phone'), text('Web'), ...address, long('Notes'), text('AlternativeName')],
	ContactFolder: [required(text('Name')), text('Description'), lookup('Parent', 'ContactFolder'), lookup('FolderType')],
	ContactInFolder: [required(lookup('Folder', 'ContactFolder')), required(lookup('Contact'))],
	ContactTag: [required(text('Name')), lookup('Type', 'TagType')],
	ContactInTag: [required(lookup('Tag', 'ContactTag')), required(lookup('Entity', 'Contact'))],
	Activity: [
		required(text('Title', 500)), required(date('StartDate')), required(date('DueDate')), lookup('Priority', 'ActivityPriority'), lookup('ActivityCategory'), lookup('Status', 'ActivityStatus'),
		lookup('Type', 'ActivityType'), lookup('Owner', 'Contact'), lookup('Author', 'Contact'), lookup('Account'), lookup('Contact'), text('Sender'), long('Recepient'), long('Body'),
		bool('IsHtmlBody'), date('SendDate'), lookup('EmailSendStatus'), lookup('MessageType', 'ActivityMessageType'), bool('ShowInScheduler'), long('Notes'), long('DetailedResult'),
	],
	City: [...named, lookup('Country'), lookup('Region')],
	Region: [...named, lookup('Country')],
	Country: named,
	...Object.fromEntries(
		['FolderType', 'TagType', 'CommunicationType', 'AddressType', 'ContactType', 'ContactSalutationType', 'Gender', 'Job', 'Department', 'SysLanguage', 'ActivityType', 'ActivityCategory', 'ActivityStatus', 'ActivityPriority', 'ActivityMessageType', 'EmailSendStatus'].map((name) => [name, named]),
	),
};

export const entities: ReadonlyMap<string, Entity> = new Map(
	Object.entries(definitions).map(([name, own]) => {
		const columns = [...base, ...own];
		const lookups = columns.filter(({ type }) => type === 'lookup');
		return [
			name,
			{
				name,
				columns: new Map(columns.map((column) => [column.name, column])),
				navigations: new Map(lookups.map((column) => [column.name.slice(0, -2), column])),
			},
		];
	}),
);

/** Rows that every site has, by object; the ids are those of the base product [seen]. */
export const fixedRows: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	CommunicationType: {
		Email: 'ee1c85c3-cfcb-df11-9b2a-001d60e938c6',
		'Business phone': '3dddb3cc-53ee-49c4-a71f-e9e257f59e49',
		'Mobile phone': 'd4a2dc80-30ca-df11-9b2a-001d60e938c6',
		'Home phone': '0da6a26b-d7bc-df11-b00f-001d60e938c6',
		'Other phone': '21c0d693-9a52-43fa-b7f1-c6d8b53975d4',
		'Extension phone': 'e9d91e45-8d92-4e38-95a0-ef8aa28c9e7a',
		Fax: '9a7ab41b-67cc-df11-9b2a-001d60e938c6',
		Web: '6a8ba927-67cc-df11-9b2a-001d60e938c6',
		Skype: '09e4bda6-cfcb-df11-9b2a-001d60e938c6',
		Facebook: '2795dd03-bacf-e011-92c3-00155d04c01d',
		LinkedIn: 'ea0f3b0a-bacf-e011-92c3-00155d04c01d',
		Twitter: 'e7139487-bad3-e011-92c3-00155d04c01d',
	},
	FolderType: { General: '9dc5f6e6-2a61-4de8-a059-de30f4e74f24', Search: '65ca0946-0084-4874-b117-c13199af3b95', Favorite: '80c0c97d-51a7-4e32-a89e-d5f827705be4' },
	TagType: { Private: '8d7f6d6c-4ca5-4b43-bdd9-a5e01a582260', Corporate: '5d79e393-f8e0-4830-a76b-f3c7bce529ed', Public: 'd6fb4de6-0809-41fe-a84f-6d245cbc5f32' },
	AddressType: {
		Home: '4f8b2d67-71d0-45fb-897e-cd4a308a97c0',
		Business: 'fb7a3f6a-f36b-1410-6f81-1c6f65e50343',
		Actual: '780bf68c-4b6e-df11-b988-001d60e938c6',
		Legal: '770bf68c-4b6e-df11-b988-001d60e938c6',
		Shipping: '760bf68c-4b6e-df11-b988-001d60e938c6',
		Other: 'ce157f11-f425-4811-ba0e-e3816e8eced5',
	},
	ContactType: { 'Contact person': '806732ee-f36b-1410-a883-16d83cab0980', Customer: '00783ef6-f36b-1410-a883-16d83cab0980', Employee: '60733efc-f36b-1410-a883-16d83cab0980' },
	Gender: { Male: 'eeac42ee-65b6-df11-831a-001d60e938c6', Female: 'fc2483f8-65b6-df11-831a-001d60e938c6' },
	ContactFolder: { All: 'f35a1295-dca5-df11-831a-001d60e938c6' },
	ActivityType: { Email: 'e2831dec-cfc0-df11-b00f-001d60e938c6', Call: 'e1831dec-cfc0-df11-b00f-001d60e938c6', Task: 'fbe0acdc-cfc0-df11-b00f-001d60e938c6' },
	ActivityCategory: { Email: '8038a396-7825-e011-8165-00155d043204', 'To do': 'f51c4643-58e6-df11-971b-001d60e938c6' },
	ActivityStatus: { 'Not started': '384d4b84-58e6-df11-971b-001d60e938c6', Completed: '4bdbb88f-58e6-df11-971b-001d60e938c6', Canceled: '201cfba8-58e6-df11-971b-001d60e938c6', 'In progress': '394d4b84-58e6-df11-971b-001d60e938c6' },
	ActivityPriority: { Medium: 'ab96fa02-7fe6-df11-971b-001d60e938c6' },
	ActivityMessageType: { Incoming: '7f9d1f86-f36b-1410-068c-20cf30b39373', Outgoing: '7f6d3f94-f36b-1410-068c-20cf30b39373' },
	EmailSendStatus: { Sent: '8074ffc0-6107-e011-a646-16d83cab0980', 'In progress': '20c0c460-6107-e011-a646-16d83cab0980' },
	Country: {
		'Czech Republic': 'c0000000-0000-4000-8000-000000000001',
		Slovakia: 'c0000000-0000-4000-8000-000000000002',
		France: 'c0000000-0000-4000-8000-000000000003',
		Ukraine: 'c0000000-0000-4000-8000-000000000004',
		'United Kingdom': 'c0000000-0000-4000-8000-000000000005',
	},
	City: { Praha: 'c1000000-0000-4000-8000-000000000001', Brno: 'c1000000-0000-4000-8000-000000000002', Ostrava: 'c1000000-0000-4000-8000-000000000003', Paris: 'c1000000-0000-4000-8000-000000000004' },
	Region: { Moravia: 'c2000000-0000-4000-8000-000000000001' },
	ContactSalutationType: { 'Mr.': 'c3000000-0000-4000-8000-000000000001', 'Ms.': 'c3000000-0000-4000-8000-000000000002' },
	Department: { Sales: 'c4000000-0000-4000-8000-000000000001' },
};

export function fixedId(entity: string, name: string): string {
	const found = fixedRows[entity]?.[name];
	if (!found) throw new Error(`No ${entity} "${name}" in the stand-in.`);
	return found;
}
