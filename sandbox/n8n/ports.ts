import { createServer } from 'node:net';

/** The preferred port of 127.0.0.1, else one of the next twenty, else any; the first that is free. */
export async function freePort(preferred?: number): Promise<number> {
	const wanted = preferred === undefined ? [] : Array.from({ length: 21 }, (_unused, step) => preferred + step);
	for (const port of [...wanted, 0]) {
		const free = await tryPort(port);
		if (free !== undefined) return free;
	}
	throw new Error('No free port on 127.0.0.1 was found.');
}

/** Ports of different programs: none is given out twice. */
export async function freePorts(count: number): Promise<number[]> {
	const found = new Set<number>();
	while (found.size < count) found.add(await freePort());
	return [...found];
}

function tryPort(port: number): Promise<number | undefined> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => resolve(undefined));
		server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
			const address = server.address();
			server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
		});
	});
}
