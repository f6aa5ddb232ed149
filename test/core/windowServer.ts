import type { RecordType } from '../../core/contact/contact';
import type { CrmRecord, WindowedCrm, WindowPage, WindowRequest } from '../../core/ports/crm';
import { fromNowOn, fromTheBeginning, type WindowCursor, type WindowPlan } from '../../core/sync/window';
import { readChanges } from '../../core/sync/poll';

export const START = Date.parse('2026-03-02T10:00:00.000Z');

interface Row {
	id: number;
	recordType: RecordType;
	createdAt: number;
	modifiedAt: number;
	version: number;
	/** When the last change can be seen by reading. */
	visibleAt: number;
	before?: Row;
}

export interface ServerSettings {
	/** How far the server's clock is ahead of the reader's. */
	aheadMs?: number;
	resolutionMs?: number;
	tellsTime?: boolean;
}

/** A CRM that keeps stamps only, with clocks that the test moves and changes that it times. */
export class StampServer {
	/** The reader's clock. */
	now = START;
	readonly rows = new Map<string, Row>();
	readonly requests: WindowRequest[] = [];
	/** Runs before the answer of each page. */
	beforePage: () => void = () => undefined;
	private nextId = 1;

	constructor(private readonly settings: ServerSettings = {}) {}

	get serverNow(): number {
		return this.now + (this.settings.aheadMs ?? 0);
	}

	create(recordType: RecordType = 'person', lateMs = 0): string {
		const id = this.nextId;
		this.nextId += 1;
		const stamp = this.stamp();
		this.rows.set(`${recordType}:${id}`, { id, recordType, createdAt: stamp, modifiedAt: stamp, version: 1, visibleAt: this.now + lateMs });
		return `${recordType}:${id}`;
	}

	change(key: string, lateMs = 0): void {
		const row = this.rows.get(key);
		if (!row) return;
		const before = row.visibleAt <= this.now ? row : row.before;
		this.rows.set(key, { ...row, modifiedAt: this.stamp(), version: row.version + 1, visibleAt: this.now + lateMs, ...(before ? { before } : {}) });
	}

	remove(key: string): void {
		this.rows.delete(key);
	}

	readWindow = async (request: WindowRequest): Promise<WindowPage> => {
		this.beforePage();
		this.requests.push(request);
		const inWindow = [...this.rows.values()]
			.map((row) => (row.visibleAt <= this.now ? row : row.before))
			.filter((row): row is Row => row !== undefined && row.recordType === request.recordType)
			.filter((row) => row.modifiedAt >= (request.from ?? 0) && row.modifiedAt < request.to)
			.sort((a, b) => a.id - b.id);
		return {
			records: inWindow.slice(request.offset, request.offset + request.limit).map(recordOf),
			total: inWindow.length,
			...(this.settings.tellsTime === false ? {} : { serverTime: Math.floor(this.serverNow / 1000) * 1000 }),
		};
	};

	private stamp(): number {
		const resolution = this.settings.resolutionMs ?? 1;
		return Math.floor(this.serverNow / resolution) * resolution;
	}
}

function recordOf(row: Row): CrmRecord {
	return {
		contact: {
			id: `demo:acme:${row.recordType}:${row.id}`,
			crm: 'demo',
			account: 'acme',
			recordType: row.recordType,
			recordId: String(row.id),
			createdAt: new Date(row.createdAt).toISOString(),
			modifiedAt: new Date(row.modifiedAt).toISOString(),
		},
		standing: 'active',
		version: String(row.version),
		raw: {},
	};
}

/** Reads from a StampServer as the trigger does, and keeps what came: "person:3@2 updated". */
export class Reader {
	emitted: string[] = [];

	constructor(
		private readonly server: StampServer,
		readonly plan: WindowPlan,
		public cursor: WindowCursor,
		private readonly pages = 5,
	) {}

	static existing(server: StampServer, plan: WindowPlan, pages?: number): Reader {
		return new Reader(server, plan, fromTheBeginning(), pages);
	}

	static fromNow(server: StampServer, plan: WindowPlan, pages?: number): Reader {
		return new Reader(server, plan, fromNowOn(server.now, plan.stampResolutionMs, server.serverNow), pages);
	}

	/** One poll; the cursor goes through JSON, as n8n keeps it. */
	async poll(deadline = Number.POSITIVE_INFINITY): Promise<string[]> {
		const result = await readChanges(
			{ readWindow: this.server.readWindow } as WindowedCrm,
			this.cursor,
			this.plan,
			{ pages: this.pages, deadline },
			{ now: () => this.server.now, sleep: async () => undefined },
		);
		this.cursor = JSON.parse(JSON.stringify(result.cursor)) as WindowCursor;
		const lines = result.changes.map(({ record, novelty }) => `${record.contact.recordType}:${record.contact.recordId}@${record.version} ${novelty}`);
		this.emitted.push(...lines);
		return lines;
	}
}

export function plan(overrides: Partial<WindowPlan> = {}): WindowPlan {
	return { recordTypes: ['person'], pageSize: 1000, stampResolutionMs: 1, ...overrides };
}

export const MINUTE = 60_000;
