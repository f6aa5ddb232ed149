import { listsOf } from './adapters/ecomail.js';
import { act } from './adapters/shared.js';
import { attempt, element, tell } from './api.js';

const dialog = document.getElementById('campaign-dialog');
dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
const account = 'acme';

const counted = (count, word) => `${count} ${word}${count === 1 ? '' : 's'}`;

/** A button that plays days of a list: a campaign each morning, and what people do with it. The clock goes along. */
export function campaignButton(afterwards) {
	return element('button', { class: 'secondary', onclick: () => open(afterwards) }, 'Play a Campaign');
}

async function open(afterwards) {
	let lists = [];
	if (!(await attempt('', async () => (lists = await listsOf(account))))) return;
	const submit = async (event) => {
		event.preventDefault();
		const { listId, days } = Object.fromEntries(new FormData(event.target));
		const done = await attempt('', async () => {
			const { campaigns, events } = await act('ecomail', 'play', { account, listId: Number(listId), days: Number(days) });
			tell(`${counted(campaigns.length, 'campaign')} sent, ${counted(events, 'event')}, and the clock is ${counted(Number(days), 'day')} later.`);
		});
		if (!done) return;
		dialog.close();
		await afterwards();
	};
	dialog.replaceChildren(
		element(
			'article',
			{},
			element('header', {}, element('h2', { id: 'campaign-title' }, 'Play a campaign')),
			element('p', {}, 'Each day sends one campaign to all subscribers of the list. Some of them open it, click, unsubscribe, or bounce. The clock of the sandbox moves on by the same days.'),
			element(
				'form',
				{ id: 'campaign-form', onsubmit: submit },
				element('label', {}, 'List', element('select', { name: 'listId' }, ...lists.map(({ id, name }) => element('option', { value: id }, name)))),
				element('label', {}, 'Days', element('input', { name: 'days', type: 'number', min: 1, max: 30, value: 1, required: true })),
			),
			element('footer', {}, element('button', { type: 'button', class: 'secondary outline', onclick: () => dialog.close() }, 'Cancel'), element('button', { form: 'campaign-form' }, 'Play')),
		),
	);
	dialog.showModal();
}
