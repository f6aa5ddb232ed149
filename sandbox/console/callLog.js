import { attempt, control } from './api.js';

const columns = [
	{ title: '#', field: 'n', width: 60 },
	{ title: 'Time', field: 'at', width: 90, formatter: (cell) => new Date(cell.getValue()).toISOString().slice(11, 19) },
	{ title: 'Service', field: 'service', width: 80 },
	{ title: 'Operation', field: 'op', width: 150 },
	{ title: 'Status', field: 'status', width: 75 },
	{ title: 'Records', field: 'records', width: 80, hozAlign: 'right' },
	{ title: 'Path', field: 'path', minWidth: 160, formatter: (cell) => document.createTextNode(decodeURIComponent(cell.getValue())) },
];

/** The live call log, newest first. Answers what fetches the calls since the last time. */
export async function showCalls(onNewCalls) {
	const table = new Tabulator('#calls', {
		columns: columns.map((column) => ({ headerSort: false, ...column })),
		index: 'n',
		height: '20rem',
		layout: 'fitColumns',
		placeholder: 'No calls yet',
	});
	await new Promise((resolve) => table.on('tableBuilt', resolve));
	let last = 0;
	document.getElementById('clear-calls').addEventListener('click', () =>
		attempt('Calls cleared.', async () => {
			await control('DELETE', '/calls');
			last = 0;
			await table.clearData();
		}),
	);
	return async () => {
		const calls = await control('GET', `/calls?after=${last}`);
		if (calls.length === 0) return;
		last = calls.at(-1).n;
		await table.addData(calls.reverse(), true);
		onNewCalls(calls);
	};
}
