import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isObject, type JsonObject } from '../kit/json';
import type { N8nServer } from '../n8n/launcher';

/**
 * Lets all workflows of a stopped n8n forget where their triggers stand: the people of the sandbox are new with each
 * start, and nobody would come over. Returns the ids of those that were published; the import unpublishes them.
 */
export async function beginAnew(server: N8nServer, dataFolder: string): Promise<string[]> {
	if (!existsSync(path.join(dataFolder, '.n8n/database.sqlite'))) return [];
	const file = path.join(dataFolder, 'workflows.json');
	try {
		await server.command('export:workflow', '--all', `--output=${file}`);
		const workflows = readWorkflows(file);
		writeFileSync(file, JSON.stringify(workflows.map((workflow) => ({ ...workflow, active: false, staticData: null }))));
		await server.command('import:workflow', `--input=${file}`);
		return workflows.filter(({ active }) => active === true).map(({ id }) => String(id));
	} finally {
		rmSync(file, { force: true });
	}
}

function readWorkflows(file: string): JsonObject[] {
	const workflows: unknown = JSON.parse(readFileSync(file, 'utf8'));
	return Array.isArray(workflows) ? workflows.filter(isObject) : [];
}
