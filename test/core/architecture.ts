import ts from 'typescript';

/** One place where a file breaks the rules of the house, as "path: what". */
export type Violation = string;

interface Layer {
	/** Path prefix, "/" at the end. The first layer that fits counts. */
	within: string;
	/** Prefixes of what its relative imports may reach. */
	reaches: readonly string[];
	/** Packages it may import. */
	packages: readonly string[];
	/** Time, randomness and I/O are passed in. */
	surroundings: 'passed in' | 'free';
}

const contact = 'core/contact/';
const ports = 'core/ports/';
const errors = 'core/errors';
const forConnectors = [ports, contact, errors, 'connectors/http/'];

/** Imports go inwards only: nodes -> connectors -> core. One connector never sees another. */
const layers: readonly Layer[] = [
	{ within: contact, reaches: [contact, errors], packages: ['luxon', 'libphonenumber-js'], surroundings: 'passed in' },
	{ within: ports, reaches: [ports, contact, errors], packages: [], surroundings: 'passed in' },
	{ within: 'core/', reaches: ['core/'], packages: ['luxon'], surroundings: 'passed in' },
	{ within: 'connectors/http/', reaches: forConnectors, packages: ['luxon', 'node:crypto'], surroundings: 'passed in' },
	{ within: 'connectors/', reaches: forConnectors, packages: ['luxon', 'node:crypto'], surroundings: 'passed in' },
	{ within: 'credentials/', reaches: ['credentials/'], packages: ['n8n-workflow'], surroundings: 'free' },
	{ within: 'nodes/', reaches: ['nodes/', 'connectors/', 'core/'], packages: ['n8n-workflow', 'luxon', 'node:crypto'], surroundings: 'free' },
];

/** The product names that core must not know; "Google" in a comment stands for the partner side. */
const productNames = /raynet|creatio|google|ecomail|simple ?crm|hubspot|pipedrive|mailchimp/i;

const surroundings = /\b(?:Date\.now|Math\.random|DateTime\.(?:now|utc\(\)|local\(\))|randomUUID|randomBytes|performance\.now|fetch\(|XMLHttpRequest|new Date\(\))/;

/** `file` is relative to the root of the repository, with "/" between its parts. */
export function violationsOf(file: string, text: string): Violation[] {
	const layer = layers.find(({ within }) => file.startsWith(within));
	if (!layer) return [];
	const code = withoutComments(text);
	const found = importsOf(text).flatMap((wanted) => importViolation(layer, file, wanted));
	if (layer.surroundings === 'passed in') {
		const reached = surroundings.exec(code)?.[0];
		if (reached) found.push(`uses ${reached}, which has to be passed in`);
	}
	const product = file.startsWith('core/') ? productNames.exec(code)?.[0] : undefined;
	if (product) found.push(`names the product "${product}"`);
	return found.map((what) => `${file}: ${what}`);
}

export function lineViolations(file: string, text: string, most = 400): Violation[] {
	const lines = text.trimEnd().split('\n').length;
	return lines > most ? [`${file}: ${lines} lines, more than ${most}`] : [];
}

interface Import {
	from: string;
	use: 'types' | 'values';
}

function importViolation(layer: Layer, file: string, { from, use }: Import): string[] {
	if (from.startsWith('.')) {
		const target = resolve(file, from);
		const own = layer.within === 'connectors/' ? [connectorOf(file)] : [];
		const allowed = [...layer.reaches, ...own].some((prefix) => target.startsWith(prefix));
		return allowed ? [] : [`imports ${target}`];
	}
	const name = packageOf(from);
	if (name === 'libphonenumber-js' && file !== 'core/contact/phone.ts') return [`imports ${from}, which only core/contact/phone.ts may`];
	if (layer.packages.includes(name)) return [];
	const wireFormat = name === '@googleapis/people' && use === 'types' && file.startsWith('connectors/google/');
	return wireFormat ? [] : [`imports ${from}`];
}

/** Connectors stand in "connectors/<name>/", those of CRMs and e-mail tools in a folder of their kind; one file can be one too. */
function connectorOf(file: string): string {
	const [, first = '', ...rest] = file.split('/');
	const depth = first === 'crm' || first === 'email' ? 3 : 2;
	return rest.length > depth - 2 ? `${file.split('/').slice(0, depth).join('/')}/` : file;
}

function packageOf(from: string): string {
	return from.split('/').slice(0, from.startsWith('@') ? 2 : 1).join('/');
}

function resolve(file: string, from: string): string {
	const parts = file.split('/').slice(0, -1);
	for (const part of from.split('/')) {
		if (part === '..') parts.pop();
		else if (part !== '.') parts.push(part);
	}
	// A folder is imported through its index, so "core/contact" counts as lying within "core/contact/".
	return `${parts.join('/')}/`.replace(/(\.[jt]s|\.json)\/$/, '$1');
}

function importsOf(text: string): Import[] {
	const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true);
	const found: Import[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isImportDeclaration(node)) found.push(declared(node.moduleSpecifier, node.importClause?.isTypeOnly));
		if (ts.isExportDeclaration(node) && node.moduleSpecifier) found.push(declared(node.moduleSpecifier, node.isTypeOnly));
		if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) found.push(declared(node.argument.literal, true));
		if (ts.isCallExpression(node) && node.arguments[0] && /^(?:import|require)$/.test(node.expression.getText())) {
			found.push(declared(node.arguments[0], false));
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

function declared(specifier: ts.Node, typesOnly: boolean | undefined): Import {
	return { from: ts.isStringLiteralLike(specifier) ? specifier.text : specifier.getText(), use: typesOnly ? 'types' : 'values' };
}

function withoutComments(text: string): string {
	const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, false);
	return ts.createPrinter({ removeComments: true }).printFile(source);
}
