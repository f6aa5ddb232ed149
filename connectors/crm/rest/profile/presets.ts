/** The label that the vendor's own sync works with. */
export const SIMPLE_CRM_LABEL = 'SimpleCRM';

/**
 * Simple CRM (Belgium). No public API of it exists: what its help article of 2018-04-24 on the sync with Google
 * contacts fixes is filled in (fields of both annexes, business details into the note, 50 contacts at a time,
 * recognised by e-mail address). What only the vendor's API document tells is empty.
 * Google's "main" and "other" numbers are in no annex and go nowhere; an address without a type counts as personal.
 */
export const simpleCrmPreset = {
	name: 'Simple CRM',
	crm: 'simplecrm',
	login: { style: '' },
	paths: { list: '', one: '', create: '', update: '' },
	answers: { items: '', item: '' },
	paging: { style: '', size: 50 },
	changes: { style: '' },
	write: { method: '' },
	id: '',
	noteBlock: { key: '', begin: '[business]', end: '[/business]' },
	fields: {
		lastName: '',
		firstName: '',
		emails: [
			{ label: 'Contact / Personal Email', key: '', type: 'home', also: [''] },
			{ label: 'Company-Contact / Professional Email', key: '', type: 'work', access: 'readOnly' },
			{ line: 'E-mail', type: 'work' },
		],
		phones: [
			{ label: 'Contact / Home Phone', key: '', type: 'home' },
			{ label: 'Contact / Personal mobile phone', key: '', type: 'mobile' },
			{ label: 'Company-Contact / Professional fixed phone', key: '', type: 'work', access: 'readOnly' },
			{ label: 'Company-Contact / Business mobile phone', key: '', type: 'workMobile', access: 'readOnly' },
			{ line: 'Phone', type: 'work' },
			{ line: 'Mobile', type: 'workMobile' },
		],
		addresses: [{ label: 'Contact / Full personal address', key: '', type: 'home' }],
		company: [
			{ name: { label: 'Company / Name', key: '', access: 'readOnly' }, title: { label: 'Company / Function', key: '', access: 'readOnly' } },
			{ name: { line: 'Company' }, title: { line: 'Function' } },
		],
	},
	match: { by: ['email'], several: 'lowestId' },
	limits: { group: 50 },
};
