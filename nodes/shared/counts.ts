/** A count with what it counts: how that is said of what was done, and of what a dry run would do. */
export type Counted = readonly [count: number, done: string, planned: string];

/** "12 created, 3 updated, 400 unchanged." In a dry run: "Dry run, nothing written: 12 would be created, 400 unchanged." */
export function countsText(counted: readonly Counted[], mode: 'apply' | 'preview'): string {
	const parts = counted.filter(([count]) => count > 0).map(([count, done, planned]) => `${count} ${mode === 'preview' ? planned : done}`);
	if (parts.length === 0) return mode === 'preview' ? 'Dry run: there is nothing to do.' : 'Nothing to do.';
	return `${mode === 'preview' ? 'Dry run, nothing written: ' : ''}${parts.join(', ')}.`;
}
