import { TransportError, type HttpClient, type HttpRequest, type HttpResponse } from '../../core/ports/http';

/** An answer, or what becomes of the request instead of one. */
export type Reply = Partial<HttpResponse> | TransportError;

export interface FakeHttp {
	http: HttpClient;
	/** "GET https://host/path?query" of each request, in order. */
	calls: string[];
}

/** Answers in turn; a request for which no answer is left fails the test. */
export function scriptedHttp(...replies: Reply[]): FakeHttp {
	return respondingHttp(() => {
		const reply = replies.shift();
		if (!reply) throw new Error('No answer was expected to be needed here.');
		return reply;
	});
}

export function respondingHttp(respond: (request: HttpRequest) => Reply | Promise<Reply>): FakeHttp {
	const calls: string[] = [];
	return {
		calls,
		async http(request) {
			calls.push(lineOf(request));
			const reply = await respond(request);
			if (reply instanceof TransportError) throw reply;
			return { status: 200, headers: {}, body: undefined, ...reply };
		},
	};
}

/** A request that must not be made. */
export function bombHttp(): HttpClient {
	return async (request) => {
		throw new Error(`Must not be called: ${lineOf(request)}`);
	};
}

function lineOf({ method, url, query = {} }: HttpRequest): string {
	const pairs = Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [value].flat().map((one) => `${key}=${String(one)}`)));
	return `${method} ${url}${pairs.length > 0 ? `?${pairs.join('&')}` : ''}`;
}
