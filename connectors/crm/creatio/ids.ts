import { createHash } from 'node:crypto';

/** Rows of the base product; the ids are the same on all sites (seen in its own configuration, not documented). */
export const COMMUNICATION = {
	email: 'ee1c85c3-cfcb-df11-9b2a-001d60e938c6',
	work: '3dddb3cc-53ee-49c4-a71f-e9e257f59e49',
	mobile: 'd4a2dc80-30ca-df11-9b2a-001d60e938c6',
	home: '0da6a26b-d7bc-df11-b00f-001d60e938c6',
	other: '21c0d693-9a52-43fa-b7f1-c6d8b53975d4',
	extension: 'e9d91e45-8d92-4e38-95a0-ef8aa28c9e7a',
	fax: '9a7ab41b-67cc-df11-9b2a-001d60e938c6',
	web: '6a8ba927-67cc-df11-9b2a-001d60e938c6',
	main: '6a3fb10c-67cc-df11-9b2a-001d60e938c6',
} as const;

export const ADDRESS_TYPE = {
	home: '4f8b2d67-71d0-45fb-897e-cd4a308a97c0',
	work: 'fb7a3f6a-f36b-1410-6f81-1c6f65e50343',
	actual: '780bf68c-4b6e-df11-b988-001d60e938c6',
	legal: '770bf68c-4b6e-df11-b988-001d60e938c6',
	shipping: '760bf68c-4b6e-df11-b988-001d60e938c6',
	other: 'ce157f11-f425-4811-ba0e-e3816e8eced5',
} as const;

export const STATIC_FOLDER = '9dc5f6e6-2a61-4de8-a059-de30f4e74f24';
export const PRIVATE_TAG = '8d7f6d6c-4ca5-4b43-bdd9-a5e01a582260';
export const EMPLOYEE = '60733efc-f36b-1410-a883-16d83cab0980';

/** The namespace of the ids that we choose; any fixed UUID would do. */
const NAMESPACE = '5f0cf2a4-6c0b-4d0e-9a53-3d6c1be0c9a1';

/**
 * A UUID (version 5, RFC 9562) that is the same for the same parts: a create whose answer was lost can be sent again and
 * meets its own row.
 */
export function nameId(...parts: string[]): string {
	const bytes = createHash('sha1').update(Buffer.from(NAMESPACE.replaceAll('-', ''), 'hex')).update(parts.join('\n')).digest().subarray(0, 16);
	bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
	bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
	const hex = bytes.toString('hex');
	return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export function isId(text: string): boolean {
	return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
