/** One deliberate mistake in the engine. `find` has to occur exactly once in the file. */
export interface Mutant {
	name: string;
	file: string;
	find: string;
	replace: string;
}
