const transform = { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }] };
const project = (displayName, folders) => ({
	displayName,
	rootDir: __dirname,
	testEnvironment: 'node',
	transform,
	testMatch: folders.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
});

/** Pure tests first, then those that open local servers, then the nodes in n8n's own engine. */
module.exports = {
	// By default one core stays free for watching, which halves a machine of two.
	maxWorkers: '100%',
	// What a test file leaves behind in its worker slows the next ones down several times.
	workerIdleMemoryLimit: '400MB',
	projects: [
		project('unit', ['core', 'connectors', 'sandbox', 'docs']),
		project('property', ['property']),
		project('contract', ['contract']),
		project('flows', ['flows']),
		project('headless', ['headless']),
	],
};
