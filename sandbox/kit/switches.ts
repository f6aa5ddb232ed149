import type { Service, Switch } from './types';

/** A switch with the value it has now, as the control API shows it. */
export interface SwitchState extends Switch {
	service: string;
	value: string;
}

export interface SwitchBoard {
	value(service: string, name: string): string;
	/** Throws when the stand-in has no such switch or the switch no such value. */
	set(service: string, name: string, value: string): void;
	list(): SwitchState[];
	reset(): void;
}

/** `services` is asked anew each time, since stand-ins are created with a context that reads the board. */
export function createSwitchBoard(services: () => readonly Service[]): SwitchBoard {
	const turned = new Map<string, string>();
	const find = (service: string, name: string): Switch => {
		const known = services().find((candidate) => candidate.name === service)?.switches ?? [];
		const found = known.find((candidate) => candidate.name === name);
		if (found) return found;
		const names = known.map((candidate) => candidate.name).join(', ') || 'none';
		throw new Error(`${service} has no switch "${name}". It has: ${names}.`);
	};
	const value = (service: string, name: string): string => turned.get(`${service}/${name}`) ?? defaultOf(find(service, name));
	return {
		value,
		set(service, name, wanted) {
			const found = find(service, name);
			if (!found.values.includes(wanted)) {
				throw new Error(`Switch "${name}" of ${service} takes ${found.values.join(' or ')}, not "${wanted}".`);
			}
			turned.set(`${service}/${name}`, wanted);
		},
		list: () =>
			services().flatMap((service) =>
				service.switches.map((one) => ({ ...one, service: service.name, value: value(service.name, one.name) })),
			),
		reset: () => turned.clear(),
	};
}

function defaultOf(one: Switch): string {
	const [first] = one.values;
	if (first === undefined) throw new Error(`Switch "${one.name}" has no values.`);
	return first;
}
