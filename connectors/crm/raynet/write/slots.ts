/**
 * Puts values into slots. A value that a slot holds already stays where it is; the others take free slots in order.
 * What finds none is left out.
 */
export function intoSlots<T>(current: ReadonlyArray<T | undefined>, wanted: readonly T[], keyOf: (value: T) => string): Array<T | undefined> {
	const left = [...wanted];
	const slots = current.map((value): T | undefined => {
		const index = value === undefined ? -1 : left.findIndex((one) => keyOf(one) === keyOf(value));
		return index === -1 ? undefined : left.splice(index, 1)[0];
	});
	return slots.map((kept) => kept ?? left.shift());
}
