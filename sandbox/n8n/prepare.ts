import process from 'node:process';
import { ensureInstalled } from './launcher';

/** Installs the n8n of the demo and of the end-to-end tests ahead of them. */
ensureInstalled((line) => console.log(line)).catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
