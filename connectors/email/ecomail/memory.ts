/** What is shared by everything that writes to one Ecomail account from this process. */
export interface EcomailMemory {
	/** Runs one at a time: tags are read, joined and written as a set, and two writers would lose each other's. */
	exclusive<T>(run: () => Promise<T>): Promise<T>;
}

export function createEcomailMemory(): EcomailMemory {
	let last: Promise<unknown> = Promise.resolve();
	return {
		exclusive(run) {
			const turn = last.then(run);
			last = turn.catch(() => undefined);
			return turn;
		},
	};
}
