import type { Report, Step } from './scenarios';

/** What the nodes call an action, and the heading it stands under. */
const actions = [
	['create', 'created'],
	['update', 'updated'],
	['unchanged', 'unchanged'],
	['leave', 'left'],
	['delete', 'deleted'],
	['conflict', 'conflict'],
	['skip', 'skipped'],
	['failed', 'failed'],
] as const;
/** Of these a column is shown even when all its numbers are 0. */
const always = new Set(['create', 'update', 'unchanged', 'leave', 'failed']);

const mostProblems = 30;

export function printReport({ steps, problems }: Report): void {
	console.log(`\n${tableOf(steps)}`);
	for (const problem of problems.slice(0, mostProblems)) console.log(`  wrong: ${problem}`);
	if (problems.length > mostProblems) console.log(`  ... and ${problems.length - mostProblems} more`);
}

export function tableOf(steps: readonly Step[]): string {
	const shown = actions.filter(([action]) => always.has(action) || steps.some(({ counts }) => counts[action]));
	const services = [...new Set(steps.flatMap(({ calls }) => Object.keys(calls)))];
	const head = ['', ...shown.map(([, title]) => title), ...services.map((service) => `${service} calls`)];
	const rows = steps.map(({ name, counts, calls }) => [
		name,
		...shown.map(([action]) => String(counts[action] ?? 0)),
		...services.map((service) => String(calls[service] ?? 0)),
	]);
	return aligned([head, ...rows]);
}

/** What all steps did together: "12 created, 3 updated; 40 google calls, 9 raynet calls". */
export function countsText(steps: readonly Step[]): string {
	const total = (numbers: ReadonlyArray<Record<string, number>>, name: string): number => numbers.reduce((sum, one) => sum + (one[name] ?? 0), 0);
	const done = actions.map(([action, title]) => [total(steps.map(({ counts }) => counts), action), title] as const).filter(([count]) => count > 0);
	const services = [...new Set(steps.flatMap(({ calls }) => Object.keys(calls)))];
	const called = services.map((service) => `${total(steps.map(({ calls }) => calls), service)} ${service} calls`);
	return `${done.map(([count, title]) => `${count} ${title}`).join(', ') || 'nothing done'}; ${called.join(', ')}`;
}

function aligned(rows: readonly string[][]): string {
	const widths = (rows[0] ?? []).map((_title, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
	const line = (row: readonly string[]): string =>
		row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ');
	return rows.map(line).join('\n');
}
