import process from 'node:process';

/** What was started and has to be ended, and the signal that the end has come. */
export interface Lifetime {
	readonly signal: AbortSignal;
	/** Closers run once, the last one first. */
	onEnd(close: () => Promise<void>): void;
	end(): Promise<void>;
}

const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

export function createLifetime(): Lifetime {
	const controller = new AbortController();
	const closers: Array<() => Promise<void>> = [];
	let ending: Promise<void> | undefined;
	const closeAll = async (): Promise<void> => {
		controller.abort(new Error('Interrupted.'));
		for (const close of closers.reverse()) await close().catch((error: unknown) => console.error(error));
	};
	return {
		signal: controller.signal,
		onEnd: (close) => closers.push(close),
		end: () => (ending ??= closeAll()),
	};
}

/** Ctrl-C and its like end everything in order; a second Ctrl-C ends at once. */
export function endOnSignals(lifetime: Lifetime): void {
	endWithParent(lifetime);
	// Who reads the output may be gone before this is.
	process.stdout.on('error', () => undefined);
	let asked = 0;
	for (const [name, code] of Object.entries(codes)) {
		process.on(name, () => {
			asked += 1;
			if (asked > 1) process.exit(code);
			console.log('\nStopping ...');
			void lifetime.end().then(() => process.exit(code));
		});
	}
}

/** npm starts this through a shell; that one dies of a SIGTERM to npm, and does not pass it on. */
function endWithParent(lifetime: Lifetime): void {
	if (process.env['npm_lifecycle_event'] === undefined) return;
	const parent = process.ppid;
	const timer = setInterval(() => {
		if (process.ppid === parent) return;
		clearInterval(timer);
		void lifetime.end().then(() => process.exit(codes.SIGTERM));
	}, 500);
	timer.unref();
}
