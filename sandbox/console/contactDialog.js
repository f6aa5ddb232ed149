import { attempt, element } from './api.js';

const dialog = document.getElementById('contact-dialog');
dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());

const field = (label, name, value, kind = 'input') => {
	const control = element(kind, { name, ...(kind === 'input' ? { value } : { rows: 4 }) });
	if (kind === 'textarea') control.value = value;
	return element('label', {}, label, control);
};

/** What the form holds that differs from what it showed at first. */
function changesOf(form, shown) {
	const entries = Object.entries(shown).filter(([name]) => form.elements[name]);
	return Object.fromEntries(entries.map(([name]) => [name, form.elements[name].value]).filter(([name, value]) => value !== shown[name]));
}

/** Opens a contact for editing, or an empty form where `row` is absent. */
export function openContact(adapter, row, refresh) {
	const shown = { name: row?.name ?? '', email: row?.emails[0] ?? '', phone: row?.phones[0] ?? '', note: row ? adapter.note(row) : '' };
	const run = async (done, action) => {
		if (await attempt(done, action)) {
			dialog.close();
			await refresh();
		}
	};
	const save = (event) => {
		event.preventDefault();
		const changes = changesOf(event.target, shown);
		if (Object.keys(changes).length === 0) return dialog.close();
		return run('Saved.', () => (row ? adapter.update(row, changes) : adapter.create(changes)));
	};
	const form = element(
		'form',
		{ id: 'contact-form', onsubmit: save },
		element('div', { class: 'row' }, field('Name', 'name', shown.name), field('E-mail', 'email', shown.email), field('Phone', 'phone', shown.phone)),
	);
	form.elements.name.required = true;
	if (shown.note !== undefined) form.append(field('Note', 'note', shown.note, 'textarea'));
	dialog.replaceChildren(
		element(
			'article',
			{},
			element('header', {}, element('h2', { id: 'contact-title' }, row ? `${row.name || 'Contact'} (${row.kind})` : `New contact in ${adapter.title}`)),
			form,
			...(row ? [groupsOf(adapter, row, run)] : []),
			element('footer', {}, ...buttonsOf(adapter, row, run)),
		),
	);
	dialog.showModal();
}

function groupsOf(adapter, row, run) {
	const input = element('input', { 'aria-label': `New ${adapter.groupWord.toLowerCase()}`, placeholder: adapter.groupWord, required: true });
	const add = element(
		'form',
		{
			onsubmit: (event) => {
				event.preventDefault();
				return run(`${adapter.groupWord} added.`, () => adapter.addGroup(row, input.value));
			},
		},
		element('fieldset', { role: 'group' }, input, element('button', { class: 'secondary' }, 'Add')),
	);
	const buttons = row.groups.map((group) =>
		element(
			'button',
			{
				class: 'secondary outline',
				'aria-label': `Remove ${group}`,
				onclick: () => run(`${adapter.groupWord} removed.`, () => adapter.removeGroup(row, group)),
			},
			`${group} ×`,
		),
	);
	return element('div', {}, element('div', { class: 'tags' }, ...buttons), add);
}

function buttonsOf(adapter, row, run) {
	const button = (text, look, onclick) => element('button', { type: 'button', class: look, onclick }, text);
	const buttons = [button('Cancel', 'secondary outline', () => dialog.close())];
	if (row) buttons.push(button('Delete', 'secondary', () => run('Deleted.', () => adapter.remove(row))));
	if (row && adapter.invalidate) {
		const text = row.kind.endsWith('invalid') ? 'Make valid' : 'Invalidate';
		buttons.push(button(text, 'secondary', () => run('Changed.', () => adapter.invalidate(row))));
	}
	buttons.push(element('button', { form: 'contact-form' }, 'Save'));
	return buttons;
}
