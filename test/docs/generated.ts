import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { knownServices } from '../../sandbox/kit/known';
import { switches as creatio } from '../../sandbox/creatio/switches';
import { switches as ecomail } from '../../sandbox/ecomail/switches';
import { switches as google } from '../../sandbox/google/switches';
import { switches as raynet } from '../../sandbox/raynet/switches';
import { switches as rest } from '../../sandbox/rest/switches';
import type { Switch } from '../../sandbox/kit/types';
import { TESTED } from '../package/tested';
import { exists, root } from './pages';

/** Titles of the stand-ins and their switches; a new stand-in without an entry does not compile. */
const BY_SERVICE: Record<keyof typeof knownServices, { title: string; switches: readonly Switch[] }> = {
	raynet: { title: 'RAYNET', switches: raynet },
	google: { title: 'Google People API', switches: google },
	creatio: { title: 'Creatio', switches: creatio },
	ecomail: { title: 'Ecomail', switches: ecomail },
	'rest-reference': { title: 'REST CRM reference server', switches: rest },
};

function switchTable(switches: readonly Switch[]): string {
	const rows = switches.map(({ name, values, describes, certainty }) => `| \`${name}\` | ${values.map((value) => `\`${value}\``).join(', ')} | ${certainty} | ${describes.replaceAll('|', '\\|')} |`);
	return ['| switch | values, the default first | certainty | what it decides |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

interface Template {
	name: string;
	nodes: Array<{ type: string; parameters: { content?: string } }>;
}

/** As a newcomer looks for them; others follow by name. */
const ORDER = ['raynet-to-google', 'raynet-with-google', 'creatio', 'simple-crm', 'raynet-and-many', 'raynet-to-ecomail', 'ecomail-tags', 'ecomail-unsubscribes', 'campaign', 'nightly'];

function byOrder(a: string, b: string): number {
	const place = (file: string): number => ORDER.findIndex((start) => file.startsWith(start)) + 1 || ORDER.length + 1;
	return place(a) - place(b) || a.localeCompare(b);
}

/** One row for each template: its page where there is one, and for whom its own note says that it is. */
function flowTable(folder: 'docs/' | ''): string {
	const rows = readdirSync(path.join(root, 'templates')).sort(byOrder).map((file) => {
		const { name, nodes } = JSON.parse(readFileSync(path.join(root, 'templates', file), 'utf8')) as Template;
		const notes = nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote').map(({ parameters }) => parameters.content ?? '');
		const whom = /## Who is it for\n+([^\n]+)/i.exec(notes.join('\n'))?.[1] ?? '';
		const page = `docs/flows/${file.replace(/\.json$/, '.md')}`;
		const target = exists(page) ? page : `templates/${file}`;
		return `| [${name}](${folder === '' ? target : path.posix.relative('docs', target)}) | ${whom} |`;
	});
	return ['| flow | for |', '| --- | --- |', ...rows].join('\n');
}

/** Parts of pages that are made from the code, by page and name. */
export const GENERATED: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
	'docs/switches.md': {
		switches: () => Object.values(BY_SERVICE).map(({ title, switches }) => `## ${title}\n\n${switchTable(switches)}`).join('\n\n'),
	},
	'docs/README.md': { flows: () => flowTable('docs/') },
	'README.md': {
		flows: () => flowTable(''),
		versions: () => ['| n8n | on Node | |', '| --- | --- | --- |', ...TESTED.map(({ n8n, node }, index) => `| ${n8n} | ${node} | ${roleOf(index)} |`)].join('\n'),
	},
};

function roleOf(index: number): string {
	if (index === 0) return 'the oldest supported line';
	return index === TESTED.length - 1 ? 'the newest when this was released' : '';
}

const between = (name: string): RegExp => new RegExp(`(<!-- made from the code: ${name} -->\n\n)[\\s\\S]*?(\n\n<!-- until here -->)`);

/** The page with its parts made anew. Throws where a mark is missing. */
export function madeAnew(file: string, text: string): string {
	return Object.entries(GENERATED[file] ?? {}).reduce((page, [name, make]) => {
		if (!between(name).test(page)) throw new Error(`${file} has no place marked "made from the code: ${name}".`);
		return page.replace(between(name), (_, start: string, end: string) => `${start}${make()}${end}`);
	}, text);
}
