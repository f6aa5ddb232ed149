import type { TypedValue } from '../../../../core/contact/contact';
import type { Slot } from '../profile/types';

/** A slot and what it holds now. */
export interface FilledSlot {
	slot: Slot;
	text?: string;
}

/** What each slot is to hold, in the slots' order; those that are only read keep what they have. */
export function housed(slots: readonly FilledSlot[], wanted: readonly TypedValue[], keyOf: (text: string) => string): Array<string | undefined> {
	const next = new Map<FilledSlot, string>();
	const homeless = new Set(wanted);
	const house = (fits: (one: TypedValue, filled: FilledSlot) => boolean): void => {
		for (const one of homeless) {
			const filled = slots.find((candidate) => !next.has(candidate) && fits(one, candidate));
			if (!filled) continue;
			next.set(filled, one.value);
			homeless.delete(one);
		}
	};
	const holds = (one: TypedValue, { text }: FilledSlot): boolean => text !== undefined && keyOf(text) === keyOf(one.value);
	const isOfType = ({ type }: TypedValue, { slot }: FilledSlot): boolean => type !== undefined && type.toLowerCase() === slot.type?.toLowerCase();

	house((one, filled) => isReadOnly(filled) && holds(one, filled));
	house((one, filled) => !isReadOnly(filled) && isOfType(one, filled) && holds(one, filled));
	house((one, filled) => !isReadOnly(filled) && isOfType(one, filled));
	house((one, filled) => !isReadOnly(filled) && holds(one, filled));
	house((one, filled) => !isReadOnly(filled) && takes(filled.slot, one.type));
	return slots.map((filled) => (isReadOnly(filled) ? filled.text : next.get(filled)));
}

function takes({ type, also }: Slot, wanted: string | undefined): boolean {
	return also.includes('*') || also.includes(wanted?.toLowerCase() ?? '') || type === undefined;
}

export function isReadOnly({ slot }: Pick<FilledSlot, 'slot'>): boolean {
	return slot.place.kind === 'key' && slot.place.access === 'readOnly';
}

/** The elements of a list in the slots' order, each value once. */
export function elementsOf(slots: readonly FilledSlot[], keyOf: (text: string) => string): TypedValue[] {
	const found = new Map<string, TypedValue>();
	for (const { slot, text } of slots) {
		if (text === undefined || found.has(keyOf(text))) continue;
		found.set(keyOf(text), { value: text, ...(slot.type === undefined ? {} : { type: slot.type }) });
	}
	return [...found.values()];
}
