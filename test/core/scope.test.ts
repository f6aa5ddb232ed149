import type { Contact } from '../../core/contact/contact';
import type { CrmRecord, CrmScope } from '../../core/ports/crm';
import { inScope, scopeText } from '../../core/sync/scope';

function record(fields: Partial<Contact> = {}, more: Partial<CrmRecord> = {}): CrmRecord {
	const contact: Contact = { id: 'demo:acme:person:1', crm: 'demo', account: 'acme', recordType: 'person', recordId: '1', ...fields };
	return { contact, standing: 'active', version: '1', raw: {}, ...more };
}

const tag = (text: string): CrmScope => ({ kind: 'tag', tag: text });

describe('scope', () => {
	test.each<[string, CrmScope, CrmRecord, boolean]>([
		['everything is in "all"', { kind: 'all' }, record(), true],
		['nothing invalid is in any scope', { kind: 'all' }, record({}, { standing: 'invalid' }), false],
		['a tag takes part whatever its case and spaces', tag(' vip'), record({ tags: ['Partner', 'VIP'] }), true],
		['a decomposed letter is the same letter', tag('ře'.normalize('NFD')), record({ tags: ['ŘE'] }), true],
		['a longer tag is another tag', tag('VIP'), record({ tags: ['VIP 2'] }), false],
		['no tags, no tag', tag('VIP'), record(), false],
		['an owner is told by id', { kind: 'owner', ownerId: '2' }, record({ owner: { id: '2' } }), true],
		['another owner is outside', { kind: 'owner', ownerId: '2' }, record({ owner: { id: '3' } }), false],
		['a record without an owner is outside', { kind: 'owner', ownerId: '2' }, record(), false],
		['a category is told by id', { kind: 'category', categoryId: 'person:5' }, record({}, { categoryId: 'person:5' }), true],
		['a category of the same name and another id is another', { kind: 'category', categoryId: 'person:5', label: 'A' }, record({ category: 'A' }, { categoryId: 'company:5' }), false],
		['no category, outside', { kind: 'category', categoryId: 'person:5', label: '' }, record({}, { categoryId: '' }), false],
		['by its label where the CRM knows no ids', { kind: 'category', categoryId: '5', label: 'A' }, record({ category: 'A' }), true],
	])('%s', (_, scope, one, expected) => {
		expect(inScope(one, scope)).toBe(expected);
	});

	test('its text is the same for spellings of one tag, and differs between scopes', () => {
		const scopes: CrmScope[] = [{ kind: 'all' }, tag('VIP'), tag(' vip '), { kind: 'owner', ownerId: '2', label: 'Jan' }, { kind: 'category', categoryId: '2' }];

		expect(scopes.map(scopeText)).toEqual(['all', 'tag:vip', 'tag:vip', 'owner:2', 'category:2']);
	});
});
