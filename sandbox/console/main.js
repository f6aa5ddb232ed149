import { allTables, register } from './access.js';
import { attempt, control, tell } from './api.js';
import { showCalls } from './callLog.js';
import { campaignButton } from './campaign.js';
import { addService } from './contacts.js';
import { offerOperations, showFaults } from './faults.js';
import { refreshPairs } from './pairMarks.js';
import { refreshSides } from './sides.js';
import { showSwitches } from './switches.js';

const clock = document.getElementById('clock');
const search = document.getElementById('search');

async function showClock() {
	const { now } = await control('GET', '/clock');
	clock.textContent = new Date(now).toISOString().slice(0, 19).replace('T', ' ') + ' UTC';
}

for (const button of document.querySelectorAll('[data-advance]')) {
	button.addEventListener('click', () =>
		attempt('The clock was advanced.', async () => {
			await control('POST', '/clock/advance', { ms: Number(button.dataset.advance) });
			await showClock();
		}),
	);
}

search.addEventListener('input', () => {
	for (const table of allTables()) table.searchFor(search.value);
});

/** "/" goes to the search from wherever nothing is typed. */
document.addEventListener('keydown', (event) => {
	if (event.key !== '/' || event.target.matches('input, textarea, select') || document.querySelector('dialog[open]')) return;
	event.preventDefault();
	search.focus();
});

async function start() {
	const services = await control('GET', '/services');
	const holder = document.getElementById('services');
	await refreshPairs();
	const refreshes = [showClock, await showCalls(services, offerOperations), showFaults(services), refreshPairs];
	for (const { name } of services) {
		const table = await addService(holder, name);
		register(table);
		// Typed while the page was still being made.
		table.searchFor(search.value);
		refreshes.push(table.refresh);
	}
	holder.querySelector('[data-service="ecomail"] .toolbar')?.append(campaignButton(async () => allTables().forEach((table) => table.refresh())));
	await showSwitches();
	watch([...refreshes, refreshSides]);
}

/** Asks anew every second, one round after the other, and says when the sandbox is gone. */
async function watch(refreshes) {
	let lost = false;
	for (;;) {
		try {
			for (const refresh of refreshes) await refresh();
			if (lost) tell('The sandbox answers again.');
			lost = false;
		} catch {
			if (!lost) tell('The sandbox does not answer. Is it still running?', 'error');
			lost = true;
		}
		await new Promise((resolve) => setTimeout(resolve, 1000));
	}
}

attempt('', start);
