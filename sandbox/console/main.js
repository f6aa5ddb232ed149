import { attempt, control, tell } from './api.js';
import { showCalls } from './callLog.js';
import { addService } from './contacts.js';
import { offerOperations, showFaults } from './faults.js';
import { showSwitches } from './switches.js';

const clock = document.getElementById('clock');

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

async function start() {
	const services = await control('GET', '/services');
	const refreshes = [showClock, await showCalls(offerOperations), showFaults(services)];
	for (const { name } of services) refreshes.push(await addService(document.getElementById('services'), name));
	await showSwitches();
	watch(refreshes);
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
