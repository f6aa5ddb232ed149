import type { Desk } from './model';
import type { RawQuery } from './query';

export type Method = 'GET' | 'PUT' | 'POST' | 'DELETE';

export interface RaynetRequest {
	desk: Desk;
	/** What stood for :names in the path, decoded. */
	params: Readonly<Record<string, string>>;
	query: RawQuery;
	body: unknown;
	account: { instanceId: string; userName: string; bearerToken: string };
}

export interface RaynetAnswer {
	status: number;
	body: unknown;
	effect: 'read' | 'write';
	/** How many records were answered or changed. */
	records: number;
}

export interface Route {
	method: Method;
	/** Below /api/v2/, ":name" for a variable part. */
	path: string;
	op: string;
	handle(request: RaynetRequest): RaynetAnswer;
}
