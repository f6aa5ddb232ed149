import { attempt, control, element } from './api.js';
import { titleOf } from './services.js';

const mostCalls = 2_000;
const textOf = (text) => document.createTextNode(String(text ?? ''));

const columns = [
	{ title: '#', field: 'n', width: 60 },
	{ title: 'Time', field: 'at', width: 85, formatter: (cell) => textOf(new Date(cell.getValue()).toISOString().slice(11, 19)) },
	{ title: 'Service', field: 'service', width: 95 },
	{ title: 'Operation', field: 'op', width: 150 },
	{ title: 'Status', field: 'status', width: 75 },
	{ title: 'Wrote', field: 'committed', width: 70, formatter: (cell) => textOf(cell.getValue() ? 'yes' : '') },
	{ title: 'Records', field: 'records', width: 80, hozAlign: 'right' },
	{ title: 'Path', field: 'path', minWidth: 160, formatter: (cell) => textOf(`${cell.getData().method} ${readable(cell.getValue())}`) },
];

function readable(path) {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}

const isTrouble = ({ status }) => status === 'cut' || status >= 400;

/** The live call log, newest first. Answers what fetches the calls since the last time. */
export async function showCalls(services, onNewCalls) {
	const table = new Tabulator('#calls', {
		columns: columns.map((column) => ({ headerSort: false, ...column })),
		index: 'n',
		height: '20rem',
		layout: 'fitColumns',
		placeholder: 'No calls yet. Run a workflow, and each call that it makes shows here.',
		rowFormatter: (row) => row.getElement().classList.toggle('trouble', isTrouble(row.getData())),
	});
	await new Promise((resolve) => table.on('tableBuilt', resolve));
	document.querySelector('#calls .tabulator-tableholder').setAttribute('aria-label', 'Calls, the newest first');
	filterBy(table, services);
	let last = 0;
	document.getElementById('clear-calls').addEventListener('click', () =>
		attempt('Calls cleared.', async () => {
			await control('DELETE', '/calls');
			last = 0;
			await table.clearData();
		}),
	);
	return async () => {
		const calls = (await control('GET', `/calls?after=${last}`)).slice(-mostCalls);
		if (calls.length === 0) return;
		last = calls.at(-1).n;
		await table.addData(calls.reverse(), true);
		const old = table.getData().slice(mostCalls).map(({ n }) => n);
		if (old.length > 0) await table.deleteRow(old);
		onNewCalls(calls);
	};
}

function filterBy(table, services) {
	const select = document.getElementById('calls-service');
	const wrote = document.getElementById('calls-wrote');
	select.append(...services.map(({ name }) => element('option', { value: name }, titleOf(name))));
	const anew = () => table.setFilter((call) => (select.value === '' || call.service === select.value) && (!wrote.checked || call.committed));
	select.addEventListener('change', anew);
	wrote.addEventListener('change', anew);
}
