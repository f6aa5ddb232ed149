import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';

interface Asset {
	path: string;
	type: string;
}

const own = (name: string, type: string): Asset => ({ path: join(__dirname, name), type });
const installed = (name: string, type: string): Asset => ({ path: require.resolve(name), type });

const script = 'text/javascript; charset=utf-8';
const style = 'text/css; charset=utf-8';

/** The page's modules, which the browser loads as they are. */
function scripts(): string[] {
	return readdirSync(__dirname, { recursive: true }).map(String).filter((name) => name.endsWith('.js'));
}

/** Everything that the page loads, from here and from node_modules; nothing comes from elsewhere. */
const assets: Readonly<Record<string, () => Asset>> = {
	'/': () => own('page.html', 'text/html; charset=utf-8'),
	'/console/console.css': () => own('console.css', style),
	...Object.fromEntries(scripts().map((name) => [`/console/${name}`, () => own(name, script)])),
	'/console/pico.css': () => installed('@picocss/pico/css/pico.min.css', style),
	'/console/tabulator.css': () => installed('tabulator-tables/dist/css/tabulator_simple.min.css', style),
	'/console/tabulator.js': () => installed('tabulator-tables/dist/js/tabulator.min.js', script),
};

/** The console page at `/`: it only calls the control API. */
export function addConsole(app: FastifyInstance): void {
	for (const [url, asset] of Object.entries(assets)) {
		app.get(url, async (_request, reply) => {
			const { path, type } = asset();
			return reply.type(type).send(await readFile(path));
		});
	}
	app.get('/favicon.ico', async (_request, reply) => reply.code(204).send());
}
