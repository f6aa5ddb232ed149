import { createServer, type Socket } from 'node:net';

/** A mail server on this machine that keeps what it is given: as much of SMTP as one sender needs. */
export interface Mailbox {
	port: number;
	/** Mails so far, headers and text as they were sent. */
	mails(): readonly string[];
	close(): Promise<void>;
}

const answers: ReadonlyArray<[command: RegExp, answer: string]> = [
	[/^(EHLO|HELO)/i, '250 mailbox'],
	[/^DATA/i, '354 go on'],
	[/^QUIT/i, '221 bye'],
	[/^(MAIL|RCPT|RSET|NOOP)/i, '250 ok'],
];

export async function openMailbox(): Promise<Mailbox> {
	const mails: string[] = [];
	const server = createServer((socket) => serve(socket, mails));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	return {
		port: typeof address === 'object' && address !== null ? address.port : 0,
		mails: () => mails,
		close: () => new Promise((resolve) => server.close(() => resolve())),
	};
}

function serve(socket: Socket, mails: string[]): void {
	let pending = '';
	let mail: string[] | undefined;
	socket.write('220 mailbox\r\n');
	socket.on('error', () => socket.destroy());
	socket.on('data', (chunk) => {
		const lines = (pending + chunk.toString()).split('\r\n');
		pending = lines.pop() ?? '';
		for (const line of lines) mail = take(line, mail);
	});
	const take = (line: string, open: string[] | undefined): string[] | undefined => {
		if (open && line !== '.') return [...open, line];
		if (open) mails.push(open.join('\n'));
		const answer = open ? '250 kept' : (answers.find(([command]) => command.test(line))?.[1] ?? '502 unknown');
		socket.write(`${answer}\r\n`);
		if (answer.startsWith('221')) socket.end();
		return answer.startsWith('354') ? [] : undefined;
	};
}
