import { attempt, element } from './api.js';
import { showSides } from './sides.js';

const dialog = document.getElementById('contact-dialog');
dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());

const fields = { name: 'Name', email: 'E-mail', phone: 'Phone', note: 'Note' };
const types = { email: 'email', phone: 'tel' };

/** Opens a contact for editing, or an empty form where `row` is absent. */
export function openContact(adapter, row, table, account) {
	const shown = { name: row?.name ?? '', email: row?.emails[0] ?? '', phone: row?.phones[0] ?? '', note: row ? adapter.note(row) : '' };
	const run = async (done, action) => {
		if (!(await attempt(done, action))) return;
		dialog.close();
		await table.refresh();
	};
	const save = (event) => {
		event.preventDefault();
		const changes = changesOf(event.target, shown);
		if (Object.keys(changes).length === 0) return dialog.close();
		return run('Saved.', () => (row ? adapter.update(row, changes) : adapter.create(changes, account || undefined)));
	};
	dialog.replaceChildren(
		element(
			'article',
			{},
			element('header', {}, element('h2', { id: 'contact-title' }, row ? `${row.name || 'Contact'} (${row.kind})` : `New contact in ${adapter.title}`)),
			formOf(adapter, row, shown, save),
			...(row ? [groupsOf(adapter, row, run), ...mergeOf(adapter, row, table, run)] : []),
			element('footer', {}, ...buttonsOf(adapter, row, run, table)),
		),
	);
	dialog.onclose = () => row && table.focus(row);
	dialog.showModal();
	dialog.querySelector('input').focus();
}

/** What the form holds that differs from what it showed at first. */
function changesOf(form, shown) {
	const entries = Object.entries(shown).filter(([name]) => form.elements[name]);
	return Object.fromEntries(entries.map(([name]) => [name, form.elements[name].value]).filter(([name, value]) => value !== shown[name]));
}

function formOf(adapter, row, shown, save) {
	const form = element('form', { id: 'contact-form', onsubmit: save });
	const short = element('div', { class: 'row' });
	for (const name of ['name', 'email', 'phone']) short.append(field(adapter, row, name, shown[name]));
	form.append(short);
	if (shown.note !== undefined) form.append(field(adapter, row, 'note', shown.note));
	return form;
}

function field(adapter, row, name, value) {
	const isLong = name === 'note';
	const required = (adapter.requires ?? ['name']).includes(name);
	const control = element(isLong ? 'textarea' : 'input', { name, ...(isLong ? { rows: 3 } : { value, type: types[name] ?? 'text', autocomplete: 'off' }), required, readonly: Boolean(row) && Boolean(adapter.fixed?.includes(name)) });
	if (isLong) control.value = value;
	return element('label', {}, fields[name], control);
}

function groupsOf(adapter, row, run) {
	const input = element('input', { 'aria-label': `New ${adapter.groupWord.toLowerCase()}`, placeholder: adapter.groupWord, required: true });
	const submit = (event) => {
		event.preventDefault();
		return run('Added.', () => adapter.addGroup(row, input.value.trim()));
	};
	const groups = adapter.groups ? adapter.groups(row) : row.groups;
	const buttons = groups.map((group) =>
		element('button', { type: 'button', class: 'secondary outline', 'aria-label': `Remove ${group}`, onclick: () => run('Removed.', () => adapter.removeGroup(row, group)) }, `${group} ×`),
	);
	return element(
		'div',
		{ class: 'groups' },
		element('div', { class: 'tags' }, ...buttons),
		element('form', { class: 'add-group', onsubmit: submit }, element('fieldset', { role: 'group' }, input, element('button', { class: 'secondary' }, `Add ${adapter.groupWord}`))),
	);
}

const mostOffered = 20;

/** Where the service lets people merge: who is typed into the field goes into the contact that is open. */
function mergeOf(adapter, row, table, run) {
	if (!adapter.merge) return [];
	const others = table.rows().filter((other) => other.key !== row.key && adapter.mergesWith(row, other));
	const textOf = (other) => [other.name, other.emails[0], other.id].filter(Boolean).join(' · ');
	const choices = element('datalist', { id: 'merge-choices' });
	const input = element('input', { list: 'merge-choices', 'aria-label': 'Merge another contact into this one', placeholder: 'Merge: type a name', required: true, autocomplete: 'off' });
	input.addEventListener('input', () => {
		const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
		const fitting = others.filter((other) => words.every((word) => textOf(other).toLowerCase().includes(word)));
		choices.replaceChildren(...fitting.slice(0, mostOffered).map((other) => element('option', { value: textOf(other) })));
		input.setCustomValidity('');
	});
	const submit = (event) => {
		event.preventDefault();
		const chosen = others.find((other) => textOf(other) === input.value);
		if (chosen) return run(`Merged into ${row.name}.`, () => adapter.merge(row, chosen));
		input.setCustomValidity('Choose one of the contacts that are offered.');
		return input.reportValidity();
	};
	return [element('form', { class: 'merge', onsubmit: submit }, element('fieldset', { role: 'group' }, input, choices, element('button', { class: 'secondary' }, 'Merge')))];
}

function buttonsOf(adapter, row, run, table) {
	const button = (text, look, onclick) => element('button', { type: 'button', class: look, onclick }, text);
	const buttons = [button('Cancel', 'secondary outline', () => dialog.close())];
	if (row) {
		const sides = () => {
			dialog.onclose = undefined;
			dialog.close();
			showSides(table.service, row.id);
		};
		buttons.push(button('Both Sides', 'secondary outline', sides), button('Delete', 'secondary', () => run('Deleted.', () => adapter.remove(row))));
		for (const { text, done, run: act } of adapter.actions?.(row) ?? []) buttons.push(button(text, 'secondary', () => run(done, act)));
	}
	buttons.push(element('button', { form: 'contact-form' }, 'Save'));
	return buttons;
}
