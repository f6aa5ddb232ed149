import { control, element } from './api.js';
import { openContact } from './contactDialog.js';
import { isPaired, pairText } from './pairMarks.js';
import { moveByKeys } from './rowKeys.js';
import { adapters } from './services.js';
import { showSides } from './sides.js';

const ARRIVAL_MS = 6_000;

// A text node, since Tabulator takes a text for HTML.
const textOf = (text) => document.createTextNode(text);
const list = { formatter: (cell) => textOf(cell.getValue().join(', ')), sorter: (a, b) => a.join().localeCompare(b.join()) };
const plain = { formatter: (cell) => textOf(cell.getValue() ?? '') };

/** Where there is no room, those with the highest `responsive` are left out first. */
const columns = [
	{ title: 'Pair', field: 'pair', width: 44, hozAlign: 'center', headerSort: false, responsive: 0, ...plain },
	{ title: 'Name', field: 'name', minWidth: 115, responsive: 0, ...plain },
	{ title: 'Kind', field: 'kind', width: 78, responsive: 3, ...plain },
	{ title: 'Account', field: 'account', width: 98, responsive: 2, ...plain },
	{ title: 'E-mail', field: 'emails', minWidth: 110, responsive: 0, ...list },
	{ title: 'Phone', field: 'phones', width: 128, responsive: 0, ...list },
	{ title: 'Company', field: 'company', minWidth: 85, responsive: 4, ...plain },
	{ title: 'Groups', field: 'groups', minWidth: 90, responsive: 1, ...list },
	{ title: 'Changed', field: 'changedAt', width: 108, responsive: 1, formatter: (cell) => textOf(cell.getValue().slice(5, 19).replace('T', ' ')) },
];

const searched = (row) => [row.name, ...row.emails, ...row.phones, row.company, ...row.groups, row.kind, row.account].join(' ').toLowerCase();

/** One stand-in's contacts: a table that is searched while typing, opened by click or Enter. */
export async function addService(parent, service) {
	const adapter = adapters[service];
	const search = element('input', { type: 'search', placeholder: 'Search', 'aria-label': `Search in ${adapter.title}` });
	const accounts = element('select', { 'aria-label': `Account in ${adapter.title}`, hidden: true });
	const count = element('span', { class: 'count' });
	const holder = element('div');
	const bar = element('div', { class: 'toolbar' }, element('h2', {}, adapter.title), count, accounts, search);
	bar.append(element('button', { onclick: () => openContact(adapter, undefined, access, accounts.value) }, 'Add Contact'));
	parent.append(element('section', { 'aria-label': adapter.title, 'data-service': service }, bar, holder));
	const table = tableIn(holder, adapter.title);
	const rows = rowsIn(table, service, adapter);
	const keys = moveByKeys(table, holder, { Enter: (row) => open(row), p: (row) => showSides(service, row.id) });
	holder.addEventListener('click', ({ target }) => {
		const row = keys.rowAt(target.closest('.tabulator-row'))?.getData();
		if (row) return target.closest('[tabulator-field="pair"]') ? showSides(service, row.id) : open(row);
	});
	const open = (row) => openContact(adapter, row, access);
	const showCount = () => {
		count.textContent = `${table.getDataCount('active')} of ${table.getDataCount()}`;
	};
	table.on('dataFiltered', () => setTimeout(showCount));
	const filter = (everywhere = '') => {
		const words = `${search.value} ${everywhere}`.toLowerCase().split(/\s+/).filter(Boolean);
		table.setFilter((row) => (accounts.value === '' || row.account === accounts.value) && words.every((word) => row.searched.includes(word)));
	};
	const anew = () => filter(access.everywhere);
	search.addEventListener('input', anew);
	accounts.addEventListener('change', anew);

	async function refreshNow() {
		const shown = await rows.fetch();
		if (!shown) return;
		if (offerAccounts(accounts, shown) === 'one') table.hideColumn('account');
		else table.showColumn('account');
		await keys.keep(() => (rows.isFirst() ? table.setData(shown) : table.replaceData(shown)));
		showCount();
	}
	// One after the other: of two replacements at once Tabulator finishes only one.
	let last = Promise.resolve();
	const refresh = () => {
		last = last.catch(() => undefined).then(refreshNow);
		return last;
	};
	const access = {
		title: adapter.title,
		service,
		everywhere: '',
		refresh,
		rows: () => table.getData(),
		/** Opens the contact with this id for editing. */
		edit: (id) => open(table.getData().find((row) => row.id === id)),
		focus: (row) => keys.focus(row.key),
		searchFor(words) {
			access.everywhere = words;
			anew();
		},
	};
	await new Promise((resolve) => table.on('tableBuilt', resolve));
	await refresh();
	return access;
}

function tableIn(holder, title) {
	const table = new Tabulator(holder, {
		columns,
		columnDefaults: { headerTooltip: true, resizable: 'header' },
		index: 'key',
		height: '24rem',
		layout: 'fitColumns',
		responsiveLayout: 'hide',
		placeholder: 'No contacts here. Clear the search, or add one.',
		rowFormatter(row) {
			const made = row.getElement();
			made.setAttribute('tabindex', '-1');
			const age = Date.now() - (row.getData().arrivedAt ?? 0);
			made.classList.toggle('arrived', age < ARRIVAL_MS);
			made.style.animationDelay = `${-age}ms`;
		},
	});
	table.on('tableBuilt', () => {
		holder.querySelector('.tabulator-tableholder').setAttribute('aria-label', `Contacts in ${title}. Arrow keys move, Enter edits, P shows both sides.`);
	});
	return table;
}

/** Reads the rows, and marks those that are new or changed since the last reading. */
function rowsIn(table, service, adapter) {
	let before = '';
	let texts = new Map();
	let readings = 0;
	const prepare = (row) => {
		const account = adapter.account(row);
		const key = `${account}|${row.id}`;
		return { ...row, key, account, pair: isPaired(service, row.id) ? pairText : '' };
	};
	return {
		isFirst: () => readings === 1,
		/** Undefined where nothing changed. */
		async fetch() {
			const prepared = (await control('GET', `/rows/${service}`)).map(prepare);
			const now = JSON.stringify(prepared);
			if (now === before) return undefined;
			before = now;
			readings += 1;
			const last = texts;
			const arrivals = new Map(table.getData().map(({ key, arrivedAt }) => [key, arrivedAt]));
			texts = new Map(prepared.map((row) => [row.key, JSON.stringify(row)]));
			return prepared.map((row) => {
				const isNew = readings > 1 && last.get(row.key) !== texts.get(row.key);
				return { ...row, searched: searched(row), arrivedAt: isNew ? Date.now() : arrivals.get(row.key) };
			});
		},
	};
}

/** Of one account there is nothing to choose. */
function offerAccounts(select, rows) {
	fillAccounts(select, rows);
	return select.hidden ? 'one' : 'several';
}

function fillAccounts(select, rows) {
	const names = [...new Set(rows.map(({ account }) => account))].filter(Boolean);
	const offered = [...select.options].map(({ value }) => value).filter(Boolean);
	if (names.join() === offered.join()) return;
	const chosen = select.value;
	select.replaceChildren(element('option', { value: '' }, 'All accounts'), ...names.map((name) => element('option', { value: name, selected: name === chosen }, name)));
	select.hidden = names.length < 2;
}
