/** One webhook call that the stand-in made. */
export interface Delivery {
	n: number;
	url: string;
	body: unknown;
	headers: Record<string, string>;
	/** Of the last try; "none" where no answer came, "open" while it runs, "foreign" for addresses outside this machine, which are never called. */
	status: number | 'none' | 'open' | 'foreign';
	tries: number;
}

export interface Deliveries {
	send(url: string, body: unknown, headers?: Record<string, string>): void;
	/** Sends again what was not answered with 2xx. [documented] Only message events are repeated by themselves, for 8 hours. */
	retry(): void;
	/** Sends one delivery once more, as it was. */
	repeat(n: number): void;
	/** Resolves when nothing is on its way, with all deliveries. */
	settled(): Promise<Delivery[]>;
	clear(): void;
}

/** [documented] Answers are waited for 10 seconds. */
const timeoutMs = 10_000;

/** Delivers for real, one after the other, in the background. */
export function createDeliveries(): Deliveries {
	let all: Delivery[] = [];
	let last: Promise<void> = Promise.resolve();
	const queue = (delivery: Delivery): void => {
		delivery.status = 'open';
		last = last.then(() => post(delivery));
	};
	return {
		send(url, body, headers = {}) {
			const delivery: Delivery = { n: all.length + 1, url, body, headers, status: 'open', tries: 0 };
			all.push(delivery);
			queue(delivery);
		},
		retry() {
			for (const delivery of all) if (delivery.status !== 'open' && !isAnswered(delivery)) queue(delivery);
		},
		repeat(n) {
			const delivery = all.find((one) => one.n === n);
			if (!delivery) throw new Error(`No delivery ${n}.`);
			queue(delivery);
		},
		async settled() {
			await last;
			return all.map((delivery) => ({ ...delivery }));
		},
		clear() {
			all = [];
		},
	};
}

const isLoopback = (url: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(URL.parse(url)?.hostname ?? '');

const isAnswered = ({ status }: Delivery): boolean => typeof status === 'number' && status >= 200 && status < 300;

async function post(delivery: Delivery): Promise<void> {
	delivery.tries += 1;
	if (!isLoopback(delivery.url)) {
		delivery.status = 'foreign';
		return;
	}
	try {
		// One connection for each, as an idle one may be closed in the moment in which it is used again, and steps are not repeated.
		const headers = { 'content-type': 'application/json', connection: 'close', ...delivery.headers };
		const answer = await fetch(delivery.url, { method: 'POST', headers, body: JSON.stringify(delivery.body), signal: AbortSignal.timeout(timeoutMs) });
		await answer.arrayBuffer();
		delivery.status = answer.status;
	} catch {
		delivery.status = 'none';
	}
}
