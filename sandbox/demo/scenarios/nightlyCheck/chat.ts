import { createServer } from 'node:http';
import { isObject } from '../../../kit/json';

/** A chat with an incoming webhook, on this machine. */
export interface Chat {
	/** Where messages are posted to. */
	url: string;
	/** Texts of the messages so far. */
	messages(): readonly string[];
	close(): Promise<void>;
}

export async function openChat(): Promise<Chat> {
	const messages: string[] = [];
	const server = createServer((request, response) => {
		let body = '';
		request.on('data', (chunk: Buffer) => (body += chunk.toString()));
		request.on('end', () => {
			messages.push(textOf(body));
			response.end('ok');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	const port = typeof address === 'object' && address !== null ? address.port : 0;
	return {
		url: `http://127.0.0.1:${port}/hooks/contacts`,
		messages: () => messages,
		close: () => new Promise((resolve) => server.close(() => resolve())),
	};
}

/** The form that Slack, Mattermost, Rocket.Chat and Google Chat take. */
function textOf(body: string): string {
	const message: unknown = JSON.parse(body);
	return isObject(message) && typeof message['text'] === 'string' ? message['text'] : `(no text in ${body})`;
}
