import { attempt, control, element } from './api.js';

const holder = document.getElementById('switches');

/** Every assumed behaviour with its values; bold where it was turned. */
export async function showSwitches() {
	const switches = await control('GET', '/switches');
	holder.replaceChildren(
		...switches.map(({ service, name, describes, certainty, values, value }) => {
			const select = element('select', {}, ...values.map((one) => element('option', { value: one, selected: one === value }, one)));
			const label = element(
				'label',
				{ class: value === values[0] ? '' : 'turned', title: certainty },
				element('span', {}, `${service}.${name}`, element('br'), element('small', {}, describes)),
				select,
			);
			select.addEventListener('change', async () => {
				const wanted = select.value;
				if (await attempt(`${service}.${name} is now ${wanted}.`, () => control('PUT', '/switches', { service, name, value: wanted }))) {
					label.className = wanted === values[0] ? '' : 'turned';
				}
			});
			return label;
		}),
	);
}
