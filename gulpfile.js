const { execFile } = require('node:child_process');
const { rm } = require('node:fs/promises');
const path = require('node:path');
const { promisify } = require('node:util');
const esbuild = require('esbuild');
const { dest, parallel, series, src } = require('gulp');

const out = path.join(__dirname, 'dist');

async function clean() {
	await rm(out, { recursive: true, force: true });
}

/** Compiles nodes, credentials, core and connectors, with the type check that belongs to it. */
async function compile() {
	try {
		await promisify(execFile)(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.json'], { cwd: __dirname });
	} catch (error) {
		throw new Error(`TypeScript found errors:\n${error.stdout}`);
	}
}

/** Everything but the bundled library stays a plain require: n8n supplies it, or it lies beside the file. */
const bundleOnlyPhones = {
	name: 'bundle-only-phones',
	setup(build) {
		build.onResolve({ filter: /.*/ }, ({ kind, importer, path: wanted }) => {
			const ours = kind !== 'entry-point' && !importer.includes('node_modules');
			return ours && !wanted.startsWith('libphonenumber-js') ? { path: wanted, external: true } : undefined;
		});
	},
};

/** A published node has no run-time dependencies, so the phone number library goes into the one module that uses it. */
async function bundlePhones() {
	await esbuild.build({
		absWorkingDir: __dirname,
		entryPoints: [path.join(__dirname, 'core/contact/phone.ts')],
		outfile: path.join(out, 'core/contact/phone.js'),
		allowOverwrite: true,
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'es2021',
		plugins: [bundleOnlyPhones],
		logLevel: 'warning',
	});
}

/** Icons as they are (encoding off), and the JSON that n8n or users read as files. */
function copyFiles() {
	const files = ['{nodes,credentials,icons}/**/*.{png,svg}', 'nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json', 'templates/*.json'];
	return src(files, { base: '.', encoding: false, allowEmpty: true }).pipe(dest(out));
}

/** The library's own licence, and that of the numbering plans inside it. */
function copyLicences() {
	return src('node_modules/libphonenumber-js/LICENSE{,.Apache}', { encoding: false })
		.on('data', (file) => {
			file.basename = `libphonenumber-js.${file.basename}`;
		})
		.pipe(dest(path.join(out, 'licenses')));
}

exports.clean = clean;
exports.build = series(clean, parallel(series(compile, bundlePhones), copyFiles, copyLicences));
exports.default = exports.build;
