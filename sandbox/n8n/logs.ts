import { existsSync, readFileSync } from 'node:fs';

/** The last lines of a log file, for an error text. */
export function tailOf(logFile: string, lines = 25): string {
	if (!existsSync(logFile)) return '(nothing was logged)';
	return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
