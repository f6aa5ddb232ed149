import type { FastifyInstance } from 'fastify';

/** Far above every vendor's limit, so that the stand-ins themselves decide what is too big. */
export const bodyLimitBytes = 128 * 1024 * 1024;

/**
 * Real servers read bodies leniently: an empty body with a JSON content type is no body, and JSON under another
 * content type is JSON. A form becomes an object of strings. What is no JSON arrives as its text, so that each
 * stand-in refuses it in its vendor's own words.
 */
export function acceptAnyBody(app: FastifyInstance): void {
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'string' }, (request, text, done) => {
		done(null, parseBody(String(text), request.headers['content-type'] ?? ''));
	});
}

function parseBody(text: string, contentType: string): unknown {
	if (text.trim() === '') return undefined;
	if (contentType.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text));
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
