import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.join(__dirname, '../..');
/** n8n supplies the first two, Node the third. */
const suppliedByN8n = ['n8n-workflow', 'luxon', 'node:crypto'];

interface Manifest {
	dependencies?: Record<string, string>;
	peerDependencies?: Record<string, string>;
	n8n: { credentials: string[]; nodes: string[] };
}

describe('the tarball of npm pack', () => {
	let folder: string;
	let files: string[];
	let manifest: Manifest;

	beforeAll(() => {
		folder = mkdtempSync(path.join(tmpdir(), 'tarball-'));
		execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root, stdio: 'ignore' });
		const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
		execFileSync('tar', ['-xzf', tarball], { cwd: folder });
		files = filesIn(path.join(folder, 'package'));
		manifest = JSON.parse(read('package.json')) as Manifest;
	});

	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	const read = (file: string): string => readFileSync(path.join(folder, 'package', file), 'utf8');

	test('holds dist and the papers, no tests, no sandbox, no sources', () => {
		const outside = files.filter((file) => !file.startsWith('dist/'));
		expect(outside.filter((file) => !['LICENSE', 'README.md', 'package.json'].includes(file))).toEqual([]);
		expect(outside).toContain('LICENSE');
		const folders = new Set(files.filter((file) => file.startsWith('dist/')).map((file) => file.split('/')[1]));
		expect([...folders].sort()).toEqual(['connectors', 'core', 'credentials', 'icons', 'licenses', 'nodes', 'templates']);
		expect(files.filter((file) => /\.ts$|\.test\.|\.map$/.test(file))).toEqual([]);
	});

	test('brings no run-time dependencies', () => {
		expect(manifest.dependencies).toBeUndefined();
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	});

	test('holds every node and credential that it announces, with icon and codex', () => {
		const announced = [...manifest.n8n.credentials, ...manifest.n8n.nodes];
		expect(announced.length).toBeGreaterThan(0);
		expect(announced.filter((file) => !files.includes(file))).toEqual([]);
		const codex = manifest.n8n.nodes.map((file) => file.replace(/\.js$/, '.json'));
		expect(codex.filter((file) => !files.includes(file))).toEqual([]);
		expect(announced.flatMap((file) => iconsOf(file)).filter((icon) => !files.includes(icon))).toEqual([]);
	});

	test('holds output schemas of every node, so that fields are offered before its first run', () => {
		const folders = manifest.n8n.nodes.map((file) => `${path.dirname(file)}/__schema__/`);
		expect(folders.filter((folder) => !files.some((file) => file.startsWith(folder) && file.endsWith('.json')))).toEqual([]);
	});

	test('requires only what n8n supplies and what lies in it', () => {
		const unresolved = files.filter((file) => file.endsWith('.js')).flatMap((file) => requiresOf(file).filter((wanted) => !resolves(file, wanted)).map((wanted) => `${file}: ${wanted}`));
		expect(unresolved).toEqual([]);
	});

	test('holds the bundled library, at work, with its licences', () => {
		const { phoneKey } = jest.requireActual<{ phoneKey(value: string, country: string): string }>(path.join(folder, 'package/dist/core/contact/phone.js'));
		expect(phoneKey('601 000 001', 'CZ')).toBe('+420601000001');
		expect(files.filter((file) => file.startsWith('dist/licenses/')).sort()).toEqual([
			'dist/licenses/libphonenumber-js.LICENSE',
			'dist/licenses/libphonenumber-js.LICENSE.Apache',
		]);
	});

	function iconsOf(file: string): string[] {
		const found = [...read(file).matchAll(/'file:([^']+)'/g)].map(([, icon]) => path.posix.join(path.posix.dirname(file), icon ?? ''));
		expect(found.length).toBeGreaterThan(0);
		return found;
	}

	function requiresOf(file: string): string[] {
		return [...read(file).matchAll(/\brequire\(["']([^"']+)["']\)/g)].map(([, wanted]) => wanted ?? '');
	}

	function resolves(file: string, wanted: string): boolean {
		if (!wanted.startsWith('.')) return suppliedByN8n.includes(wanted);
		const target = path.join(folder, 'package', path.dirname(file), wanted);
		return [`${target}.js`, path.join(target, 'index.js'), target].some((candidate) => candidate.endsWith('.js') && existsSync(candidate));
	}
});

function filesIn(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
}
