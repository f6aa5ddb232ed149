import { attempt, control, element } from './api.js';
import { titleOf } from './services.js';

const list = document.getElementById('faults');
const form = document.getElementById('fault-form');
const operations = document.getElementById('ops');

const effects = {
	429: { kind: 'answer', status: 429, body: { error: 'slow down' } },
	500: { kind: 'answer', status: 500, body: { error: 'broken' } },
	503: { kind: 'answer', status: 503, body: { error: 'unavailable' } },
	html: { kind: 'answer', status: 502, body: '<html><body><h1>502 Bad Gateway</h1></body></html>' },
	cutBefore: { kind: 'cutBefore' },
	cutAfter: { kind: 'cutAfter' },
	slow: { kind: 'slow', ms: 3000 },
};

const words = { cutBefore: 'connection cut, nothing done', cutAfter: 'done, then connection cut', slow: '3 seconds slow' };

function describe({ service, op, after, times, effect }) {
	const what = effect.kind === 'answer' ? `answer ${effect.status}` : words[effect.kind];
	const which = op === '*' ? 'any call' : op;
	return `${titleOf(service)}, ${which}: ${what}, ${times === 1 ? 'once' : `${times} times`}${after > 0 ? ` after ${after} more` : ''}`;
}

/** The faults that wait, and the form for more. Answers what shows them anew. */
export function showFaults(services) {
	form.elements.service.append(...services.map(({ name }) => element('option', { value: name }, titleOf(name))));
	form.addEventListener('submit', (event) => {
		event.preventDefault();
		const { service, op, effect, after, times } = Object.fromEntries(new FormData(form));
		const fault = { service, op, after: Number(after), times: Number(times), effect: effects[effect] };
		return attempt('Fault added.', () => control('POST', '/faults', fault).then(refresh));
	});
	document.getElementById('clear-faults').addEventListener('click', () => attempt('Faults cleared.', () => control('DELETE', '/faults').then(refresh)));
	let shown = '';
	async function refresh() {
		const faults = await control('GET', '/faults');
		const text = JSON.stringify(faults);
		if (text === shown) return;
		shown = text;
		list.replaceChildren(...faults.map((fault) => element('li', {}, describe(fault))));
	}
	return refresh;
}

const known = new Set();

/** Offers operations that were called as choices. */
export function offerOperations(calls) {
	for (const { op } of calls) {
		if (known.has(op)) continue;
		known.add(op);
		operations.append(element('option', { value: op }));
	}
}
