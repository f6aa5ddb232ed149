import { existsSync } from 'node:fs';
import process from 'node:process';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const usualPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** A page, and everything that went wrong on it. */
export interface Watched {
	page: Page;
	/** Errors on its console, failed scripts, and requests to other machines, since the last time that this was asked. */
	troubles(): string[];
}

/** Starts the browser that is installed. Throws with what to do where there is none. */
export async function launch(): Promise<Browser> {
	const named = process.env['CHROMIUM_PATH'];
	const executablePath = named === undefined ? usualPaths.find(existsSync) : named;
	if (executablePath === undefined || !existsSync(executablePath)) {
		throw new Error('No Chromium was found, so nothing was tested in a browser. Install it (Debian: apt-get install --no-install-recommends chromium), or name one in CHROMIUM_PATH.');
	}
	return chromium.launch({ executablePath, args: quiet });
}

/** `allowed`: errors that are expected, by a part of their text. */
export async function watchedPage(context: BrowserContext, allowed: readonly RegExp[] = []): Promise<Watched> {
	const page = await context.newPage();
	page.setDefaultTimeout(20_000);
	let troubles: string[] = [];
	const note = (text: string): void => {
		if (!allowed.some((one) => one.test(text))) troubles.push(text.slice(0, 300));
	};
	page.on('console', (message) => message.type() === 'error' && note(`console: ${message.text()} ${message.location().url}`));
	page.on('pageerror', (error) => note(`script: ${error.message}`));
	page.on('request', (request) => {
		const { protocol, hostname } = new URL(request.url());
		if (/^(?:http|ws)s?:$/.test(protocol) && hostname !== '127.0.0.1' && hostname !== 'localhost') note(`request to ${hostname}`);
	});
	return {
		page,
		troubles() {
			const found = troubles;
			troubles = [];
			return found;
		},
	};
}

/** Looks again and again until there are no problems; what is still wrong at the limit is returned. */
export async function eventually(problems: () => Promise<string[]> | string[], limitMs = 8_000): Promise<string[]> {
	const limit = Date.now() + limitMs;
	for (;;) {
		const wrong = await problems();
		if (wrong.length === 0 || Date.now() > limit) return wrong;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}
