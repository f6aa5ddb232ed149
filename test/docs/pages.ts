import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.join(__dirname, '../..');

/** A page of the documentation; `file` is relative to the root of the repository, with "/" between its parts. */
export interface Page {
	file: string;
	text: string;
}

const outside = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'sandbox/README.md', 'sandbox/rest/README.md'];

export function page(file: string): Page {
	return { file, text: readFileSync(path.join(root, file), 'utf8') };
}

/** Everything that users and contributors read. */
export function allPages(): Page[] {
	const docs = readdirSync(path.join(root, 'docs'), { recursive: true }).map(String).filter((file) => file.endsWith('.md'));
	return [...outside, ...docs.map((file) => `docs/${file.split(path.sep).join('/')}`)].map(page);
}

/** The text without blocks of code, whose lines are no headings, links or tables. */
export function prose(text: string): string {
	return text.replace(/^```[\s\S]*?^```/gm, '');
}

export interface Heading {
	title: string;
	anchor: string;
}

/** Headings with the anchors that GitHub makes of them. */
export function headingsOf({ text }: Page): Heading[] {
	const seen = new Map<string, number>();
	return [...prose(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, title = '']) => {
		const plain = title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').trim();
		const base = plain.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replace(/ /g, '-');
		const count = seen.get(base) ?? 0;
		seen.set(base, count + 1);
		return { title: plain, anchor: count === 0 ? base : `${base}-${count}` };
	});
}

/** Targets of links and pictures. */
export function linksOf({ text }: Page): string[] {
	return [...prose(text).matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target);
}

export interface Table {
	/** Title of the nearest heading above. */
	under: string;
	head: string[];
	rows: string[][];
}

export function tablesOf({ text }: Page): Table[] {
	const tables: Table[] = [];
	let under = '';
	let open: Table | undefined;
	for (const line of prose(text).split('\n')) {
		const cells = line.startsWith('|') ? cellsOf(line) : undefined;
		if (line.startsWith('#')) under = line.replace(/^#+ /, '');
		if (!cells) open = undefined;
		else if (!open) tables.push((open = { under, head: cells, rows: [] }));
		else if (!cells.every((cell) => /^:?-+:?$/.test(cell))) open.rows.push(cells);
	}
	return tables;
}

function cellsOf(line: string): string[] {
	return line.replace(/^\||\|\s*$/g, '').split(/(?<!\\)\|/).map((cell) => cell.trim());
}

/** The part of a page under a heading, up to the next one of the same level. */
export function section({ text }: Page, title: string): string {
	const start = text.split('\n').findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === title);
	if (start < 0) throw new Error(`There is no heading "${title}".`);
	const lines = text.split('\n').slice(start);
	const level = /^#+/.exec(lines[0] ?? '')?.[0].length ?? 1;
	const end = lines.findIndex((line, index) => index > 0 && new RegExp(`^#{1,${level}} `).test(line));
	return lines.slice(0, end < 0 ? undefined : end).join('\n');
}

/** The sources that are published, by path. */
export function sources(): Map<string, string> {
	const files = ['core', 'connectors', 'nodes', 'credentials'].flatMap((folder) =>
		readdirSync(path.join(root, folder), { recursive: true }).map((file) => `${folder}/${String(file).split(path.sep).join('/')}`),
	);
	return new Map(files.filter((file) => file.endsWith('.ts')).map((file) => [file, readFileSync(path.join(root, file), 'utf8')]));
}

export function exists(file: string): boolean {
	return existsSync(path.join(root, file));
}
