import type { SandboxCreatioAccount } from './accounts';
import type { Store } from './store';
import type { Setting } from './switches';

/** What every read and write is given. */
export interface Desk {
	store: Store;
	setting: Setting;
	/** Milliseconds since 1970. */
	now: number;
	account: SandboxCreatioAccount;
	/** Minutes that the session's local time is ahead of UTC. */
	zoneMinutes: number;
	/** The most rows of one answer. */
	rowCap: number;
	/** How long (ms) it takes until lists show a new row; a contact that is asked for by its id shows all of its rows at once. */
	visibleAfterMs: number;
	/** Whether the create that runs now ends with an error after the insert. */
	refusesCreate(entity: string): boolean;
	/** Up to the odata root, for contexts and locations. */
	root: string;
}

export interface Answer {
	status: number;
	body?: unknown;
	headers?: Record<string, string>;
	effect: 'read' | 'write';
	/** How many rows were answered or changed, of a batch: how many parts it had. */
	records: number;
}

const minuteMicros = 60_000_000;

/** What is added to a stored date before it is shown with a Z. */
export function shownShift({ setting, zoneMinutes }: Desk): number {
	return setting('zone') === 'local' ? zoneMinutes * minuteMicros : 0;
}

/** Microseconds of a date-time text with an offset; undefined for anything else. */
export function parseMicros(text: string): number | undefined {
	const [, whole = '', fraction = '', zone = ''] = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?)(?:\.(\d{1,7}))?(Z|[+-]\d{2}:\d{2})$/i.exec(text) ?? [];
	const ms = Date.parse(`${whole}${zone}`);
	return Number.isNaN(ms) ? undefined : ms * 1_000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}

/** [seen] The answer to a create shows 7 decimals, a read 6 with zeros trimmed, or milliseconds. */
export function microsText(micros: number, digits: 'written' | 'micro' | 'milli'): string {
	const whole = new Date(Math.floor(micros / 1_000_000) * 1_000).toISOString().slice(0, 19);
	const fraction = String(((micros % 1_000_000) + 1_000_000) % 1_000_000).padStart(6, '0');
	if (digits === 'written') return `${whole}.${fraction}1Z`;
	const kept = (digits === 'milli' ? fraction.slice(0, 3) : fraction).replace(/0+$/, '');
	return kept === '' ? `${whole}Z` : `${whole}.${kept}Z`;
}
