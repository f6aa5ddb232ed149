import { control, element } from './api.js';
import { tableOf } from './access.js';

const panel = document.getElementById('sides');
const words = { name: 'Name', company: 'Company, title', birthday: 'Birthday', note: 'Note', url: 'Link back', emails: 'E-mails', phones: 'Phones', addresses: 'Addresses', websites: 'Websites' };
const bases = { unmet: 'never settled', equal: 'settled, equal', different: 'settled as different' };

let watched;
let shown = '';

const timeText = (iso) => (iso ? `${iso.slice(0, 19).replace('T', ' ')} UTC` : 'unknown');
const line = (word, ...content) => [element('dt', {}, word), element('dd', {}, ...content)];

/** Opens the panel with the two sides of a contact; it follows what happens to them until it is closed. */
export async function showSides(service, id) {
	watched = { service, id, opener: document.activeElement };
	shown = '';
	await refreshSides();
	panel.querySelector('h2').focus({ preventScroll: true });
	panel.scrollIntoView({ block: 'start' });
}

function close() {
	const { service, id } = watched;
	watched = undefined;
	panel.hidden = true;
	panel.replaceChildren();
	tableOf(service)?.focusId(id);
}

panel.addEventListener('keydown', (event) => event.key === 'Escape' && close());

export async function refreshSides() {
	if (!watched) return;
	const pairs = await control('GET', `/pairs/${watched.service}?id=${encodeURIComponent(watched.id)}`);
	const text = JSON.stringify(pairs);
	if (text === shown) return;
	shown = text;
	const focused = panel.contains(document.activeElement) ? document.activeElement.dataset.stop : undefined;
	panel.hidden = false;
	panel.replaceChildren(heading(), ...(pairs.length === 0 ? [nobody()] : pairs.map(pairTable)));
	if (focused) panel.querySelector(`[data-stop="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

function heading() {
	const row = tableOf(watched.service)?.find(watched.id);
	return element(
		'header',
		{ class: 'toolbar' },
		element('h2', { tabindex: '-1', 'data-stop': 'title' }, `Both sides of ${row?.name || 'a contact'}`),
		element('button', { class: 'secondary outline', 'data-stop': 'close', onclick: close }, 'Close'),
	);
}

function nobody() {
	return element('p', {}, 'This contact has no pair: no contact in Google carries an entry of it. Bring it into the scope of a published flow, and watch it arrive here.');
}

function editButton(service, id) {
	const table = tableOf(service);
	return element('button', { class: 'secondary outline', 'data-stop': `${service} ${id}`, onclick: () => table.edit(id) }, `Edit in ${table.title}`);
}

function pairTable(pair) {
	const crmTitle = tableOf(pair.service)?.title ?? pair.service;
	const head = (title, text, ...more) => element('th', { scope: 'col' }, title, element('br'), element('small', {}, text), ...more);
	const crmState = pair.crm === 'gone' ? 'The record is gone.' : `last change ${timeText(pair.crm.changedAt)}`;
	const buttons = [...(pair.crm === 'gone' ? [] : [editButton(pair.service, pair.crmId)]), editButton('google', pair.googleId)];
	return element(
		'article',
		{ class: 'pair' },
		element(
			'table',
			{},
			element(
				'thead',
				{},
				element('tr', {}, element('th', { scope: 'col' }, 'Field'), head(`${crmTitle} (${pair.accountKey})`, crmState), head(`Google Contacts (${pair.google.account})`, `last change ${timeText(pair.google.changedAt)}`), head('Base', 'as it was last settled')),
			),
			element('tbody', {}, ...pair.fields.map((field) => fieldRow(field, crmTitle)), groupsRow(pair)),
		),
		entryList(pair),
		element('div', { class: 'toolbar' }, ...buttons),
	);
}

function fieldRow({ field, crm, google, base, hashes, changed }, crmTitle) {
	const cell = (values, side) => {
		const made = element('td', {}, ...values.flatMap((value, n) => (n === 0 ? [value] : [element('br'), value])));
		if (changed === side || changed === 'both') made.append(' ', element('mark', {}, `changed in ${side === 'crm' ? crmTitle : 'Google'} since`));
		return made;
	};
	const hash = hashes === '' ? [] : [element('br'), element('code', {}, hashes)];
	return element('tr', { 'data-field': field }, element('th', { scope: 'row' }, words[field]), cell(crm, 'crm'), cell(google, 'google'), element('td', {}, bases[base], ...hash));
}

function groupsRow({ crm, google, entry }) {
	const held = { both: 'in on both sides', crm: 'in on the CRM side only', google: 'in on the Google side only' };
	const texts = entry.memberships.map((one) => `${one.label}: ${held[one.in]}`);
	return element(
		'tr',
		{ 'data-field': 'groups' },
		element('th', { scope: 'row' }, 'Tags and labels'),
		element('td', {}, crm === 'gone' ? '' : crm.groups.join(', ')),
		element('td', {}, google.labels.join(', ')),
		element('td', {}, texts.join(', ') || 'out on both sides'),
	);
}

function entryList({ entry, subscribers }) {
	const { stamps } = entry;
	return element(
		'dl',
		{},
		...line('Pair entry', element('code', {}, entry.text), ` ${entry.bytes} bytes, kept on the Google contact`),
		...line('Read before our last write', `CRM ${timeText(stamps.crm)}, Google ${timeText(stamps.google)}`),
		...line('Link on the CRM record', entry.linked === 'yes' ? 'stored' : 'not stored yet'),
		...(entry.merged.length > 0 ? line('Merged into it', entry.merged.join(', ')) : []),
		...(subscribers.length > 0 ? line('Same address in Ecomail', subscribers.map(({ email, lists }) => `${email}: ${lists.join(', ')}`).join('; ')) : []),
	);
}
