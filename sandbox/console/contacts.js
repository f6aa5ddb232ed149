import { control, element } from './api.js';
import { openContact } from './contactDialog.js';
import { adapters } from './services.js';

const joined = (field) => (row) => row[field].join(', ');
// A text node, since Tabulator takes a text for HTML.
const list = { formatter: (cell) => document.createTextNode(cell.getValue().join(', ')), sorter: (a, b) => a.join().localeCompare(b.join()) };

const columns = [
	{ title: 'Name', field: 'name', minWidth: 125 },
	{ title: 'Kind', field: 'kind', width: 75 },
	{ title: 'E-mail', field: 'emails', minWidth: 130, ...list },
	{ title: 'Phone', field: 'phones', width: 115, ...list },
	{ title: 'Company', field: 'company', minWidth: 90 },
	{ title: 'Groups', field: 'groups', minWidth: 85, ...list },
	{ title: 'Changed', field: 'changedAt', width: 105, formatter: (cell) => cell.getValue().slice(5, 19).replace('T', ' ') },
];

const searched = [(row) => row.name, joined('emails'), joined('phones'), (row) => row.company, joined('groups'), (row) => row.kind];

/** One stand-in's contacts: a table that is searched while typing, opened by click or Enter. */
export async function addService(parent, service) {
	const adapter = adapters[service] ?? { title: service };
	const search = element('input', { type: 'search', placeholder: 'Search', 'aria-label': `Search in ${adapter.title}` });
	const count = element('span', { class: 'count' });
	const holder = element('div');
	const addButton = element('button', { onclick: () => openContact(adapter, undefined, refresh) }, 'Add contact');
	const bar = element('div', { class: 'toolbar' }, element('h2', {}, adapter.title), count, search);
	if (adapter.create) bar.append(addButton);
	parent.append(element('section', { 'aria-label': adapter.title }, bar, holder));

	const table = new Tabulator(holder, {
		columns,
		index: 'id',
		height: '24rem',
		layout: 'fitColumns',
		placeholder: 'No contacts',
		rowFormatter: (row) => row.getElement().setAttribute('tabindex', '0'),
	});
	table.on('rowClick', (_event, row) => open(row));
	holder.addEventListener('keydown', (event) => {
		const row = event.key === 'Enter' && table.getRows().find((one) => one.getElement() === event.target);
		if (!row) return;
		// Else the same key press would submit the form that it opens.
		event.preventDefault();
		open(row);
	});
	const open = (row) => adapter.update && openContact(adapter, row.getData(), refresh);
	const showCount = () => {
		count.textContent = `${table.getDataCount('active')} of ${table.getDataCount()}`;
	};
	table.on('dataFiltered', () => setTimeout(showCount));

	search.addEventListener('input', () => {
		const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
		table.setFilter((row) => {
			const text = searched.map((read) => read(row)).join(' ').toLowerCase();
			return words.every((word) => text.includes(word));
		});
	});

	await new Promise((resolve) => table.on('tableBuilt', resolve));
	let shown = '';
	async function refresh() {
		const rows = await control('GET', `/rows/${service}`);
		const text = JSON.stringify(rows);
		if (text === shown) return;
		const first = shown === '';
		shown = text;
		// Replacing keeps scroll position, order and filter.
		await (first ? table.setData(rows) : table.replaceData(rows));
		showCount();
	}
	await refresh();
	return refresh;
}
