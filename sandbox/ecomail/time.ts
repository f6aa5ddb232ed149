/** "2026-03-02 10:00:00" [documented sample of inserted_at and sent_at; UTC assumed]. */
export function plainStamp(ms: number): string {
	return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** "2026-03-02T10:00:00.000000Z" [documented: ISO with microseconds]. */
export function isoStamp(ms: number): string {
	return new Date(ms).toISOString().replace('Z', '000Z');
}

/** "26.6.2018" [documented sample]. */
export function czechDay(ms: number): string {
	const date = new Date(ms);
	return `${date.getUTCDate()}.${date.getUTCMonth() + 1}.${date.getUTCFullYear()}`;
}
