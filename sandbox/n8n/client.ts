import { setTimeout as sleep } from 'node:timers/promises';
import type { INodeTypeDescription } from 'n8n-workflow';
import { isObject, type JsonObject } from '../kit/json';
import { createRest, N8nRestError, type Rest } from './rest';

export interface Owner {
	email: string;
	password: string;
	firstName: string;
	lastName: string;
}

/** A node as it stands in a workflow file; more properties than these are kept as they are. */
export interface WorkflowNode {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: JsonObject;
	credentials?: Record<string, CredentialReference>;
	[more: string]: unknown;
}

export interface WorkflowFile {
	/** Kept by n8n when given. */
	id?: string;
	name: string;
	nodes: WorkflowNode[];
	connections: JsonObject;
	settings?: JsonObject;
}

export interface CredentialReference {
	id: string;
	name: string;
}

export type ExecutionStatus = 'canceled' | 'crashed' | 'error' | 'new' | 'running' | 'success' | 'unknown' | 'waiting';

export interface Execution {
	id: string;
	status: ExecutionStatus;
	mode: string;
	/** Absent while it runs. */
	stoppedAt?: string;
	error?: string;
	/** What each node put out, all of its runs and outputs together. */
	output: Record<string, JsonObject[]>;
}

export interface Choice {
	name: string;
	value: unknown;
}

/** Where a node asks its service: for lists that are loaded live. */
export interface NodeQuestion {
	type: string;
	typeVersion: number;
	/** The parameter that is filled, e.g. "parameters.tag". */
	path: string;
	method: string;
	parameters: JsonObject;
	credentials: Record<string, CredentialReference>;
}

export interface N8nClient {
	/** Sets the owner of a fresh n8n up, or logs in where there is one. */
	login(owner: Owner): Promise<void>;
	/** Names of all node types, e.g. "n8n-nodes-base.if". */
	nodeTypes(): Promise<string[]>;
	/** What the editor is told of each node: one description for each range of versions. */
	nodeDescriptions(): Promise<INodeTypeDescription[]>;
	/** What n8n's Test button says. `data` is tested in place of what is stored. */
	testCredential(reference: CredentialReference, type: string, data: JsonObject): Promise<{ status: 'OK' | 'Error'; message: string }>;
	/** Stores a credential beside those that were imported. */
	createCredential(name: string, type: string, data: JsonObject): Promise<CredentialReference>;
	workflowIds(): Promise<string[]>;
	/** Returns the id. */
	createWorkflow(workflow: WorkflowFile): Promise<string>;
	/** Resolves when its triggers are registered, rejects with n8n's reason when they cannot be. */
	publish(workflowId: string): Promise<void>;
	unpublish(workflowId: string): Promise<void>;
	/** Runs it by hand from a trigger, as the button in the editor does, and waits for its end. */
	runByHand(workflowId: string, trigger: string): Promise<Execution>;
	/** Newest first, with data, at most 100. */
	executions(workflowId: string): Promise<Execution[]>;
	/** Whether an execution of the workflow is under way. */
	isRunning(workflowId: string): Promise<boolean>;
	/** Runs a failed or crashed execution again from where it stopped, as the button in the editor does. Resolves when it ended. */
	retry(executionId: string): Promise<void>;
	/** Options of a dropdown list. */
	options(question: NodeQuestion): Promise<Choice[]>;
	/** "From list" of a resource locator. */
	listSearch(question: NodeQuestion, filter?: string): Promise<Choice[]>;
	/** Ids of the columns that a resource mapper offers. */
	mapperFields(question: NodeQuestion): Promise<string[]>;
}

// Registration is tried 5 times with growing pauses, about 15 s, before n8n says "failed".
const publishLimitMs = 60_000;
const runLimitMs = 120_000;

export function createClient(baseUrl: string): N8nClient {
	const rest = createRest(baseUrl);
	let apiKey: string | undefined;
	const executions = async (query: Record<string, string>): Promise<unknown[]> => {
		apiKey ??= await createApiKey(rest);
		return list(property(await rest.publicGet(`/executions?${new URLSearchParams(query)}`, apiKey), 'data'));
	};
	return {
		login: (owner) => login(rest, owner),
		async nodeTypes() {
			return list(await rest.file('/types/nodes.json')).map((type) => text(type, 'name'));
		},
		async nodeDescriptions() {
			return list(await rest.file('/types/nodes.json')) as INodeTypeDescription[];
		},
		testCredential: (reference, type, data) => testCredential(rest, reference, type, data),
		async createCredential(name, type, data) {
			return { id: text(await rest.post('/credentials', { name, type, data }), 'id'), name };
		},
		async workflowIds() {
			return list(await rest.get('/workflows')).map((workflow) => text(workflow, 'id'));
		},
		async createWorkflow(workflow) {
			return text(await rest.post('/workflows', { settings: {}, ...workflow }), 'id');
		},
		publish: (workflowId) => publish(rest, workflowId),
		async unpublish(workflowId) {
			await rest.post(`/workflows/${workflowId}/deactivate`, {});
		},
		async runByHand(workflowId, trigger) {
			const id = text(await rest.post(`/workflows/${workflowId}/run`, { triggerToStartFrom: { name: trigger } }), 'executionId');
			const limit = Date.now() + runLimitMs;
			for (;;) {
				const found = (await executions({ workflowId, includeData: 'true', limit: '100' })).find((one) => String(property(one, 'id')) === id);
				if (optionalText(found, 'stoppedAt') !== undefined) return parseExecution(found);
				if (Date.now() > limit) throw new Error(`The run by hand did not end within ${runLimitMs / 1000} s.`);
				await sleep(250);
			}
		},
		async executions(workflowId) {
			return (await executions({ workflowId, includeData: 'true', limit: '100' })).map(parseExecution);
		},
		async isRunning(workflowId) {
			return (await executions({ workflowId, status: 'running', limit: '1' })).length > 0;
		},
		async retry(executionId) {
			await rest.post(`/executions/${executionId}/retry`, { loadWorkflow: false });
		},
		async options(question) {
			return list(await rest.post('/dynamic-node-parameters/options', asked(question))).map(parseChoice);
		},
		async listSearch(question, filter) {
			const answer = await rest.post('/dynamic-node-parameters/resource-locator-results', { ...asked(question), filter });
			return list(property(answer, 'results')).map(parseChoice);
		},
		async mapperFields(question) {
			const answer = await rest.post('/dynamic-node-parameters/resource-mapper-fields', asked(question));
			return list(property(answer, 'fields')).map((field) => text(field, 'id'));
		},
	};
}

async function login(rest: Rest, owner: Owner): Promise<void> {
	try {
		await rest.post('/owner/setup', owner);
	} catch (error) {
		if (!(error instanceof N8nRestError) || error.status !== 400) throw error;
		await rest.post('/login', { emailOrLdapLoginId: owner.email, password: owner.password });
	}
}

async function testCredential(rest: Rest, { id, name }: CredentialReference, type: string, data: JsonObject) {
	const answer = await rest.post('/credentials/test', { credentials: { id, name, type, data } });
	const status = text(answer, 'status');
	if (status !== 'OK' && status !== 'Error') throw new Error(`n8n answered the credential test with the status "${status}".`);
	return { status, message: text(answer, 'message') } as const;
}

/** n8n answers "active" before anything was registered, and goes on to say so when that fails; the status tells. */
async function publish(rest: Rest, workflowId: string): Promise<void> {
	const versionId = text(await rest.get(`/workflows/${workflowId}`), 'versionId');
	await rest.post(`/workflows/${workflowId}/activate`, { versionId, name: '', description: '' });
	const limit = Date.now() + publishLimitMs;
	for (;;) {
		const answer = await rest.get(`/workflows/${workflowId}/publication-status`);
		const status = text(answer, 'status');
		if (status === 'published') return;
		if (status === 'failed' || Date.now() > limit) throw new Error(`n8n did not publish the workflow (${status}): ${triggerErrors(answer)}`);
		await sleep(200);
	}
}

function triggerErrors(answer: unknown): string {
	const errors = list(property(answer, 'triggers')).map((trigger) => optionalText(trigger, 'errorMessage'));
	return errors.filter((one) => one !== undefined).join('; ') || 'no reason given';
}

async function createApiKey(rest: Rest): Promise<string> {
	const scopes = await rest.get('/api-keys/scopes');
	return text(await rest.post('/api-keys', { label: `sandbox ${Date.now()}`, scopes, expiresAt: null }), 'rawApiKey');
}

function asked({ type, typeVersion, path, method, parameters, credentials }: NodeQuestion): JsonObject {
	return { path, methodName: method, nodeTypeAndVersion: { name: type, version: typeVersion }, currentNodeParameters: parameters, credentials };
}

function parseExecution(answer: unknown): Execution {
	const result = property(property(answer, 'data'), 'resultData');
	const runs = property(result, 'runData');
	const output = Object.entries(isObject(runs) ? runs : {}).map(([node, all]) => [node, list(all).flatMap(itemsOf)] as const);
	return {
		id: String(property(answer, 'id')),
		status: text(answer, 'status') as ExecutionStatus,
		mode: text(answer, 'mode'),
		stoppedAt: optionalText(answer, 'stoppedAt'),
		error: optionalText(property(result, 'error'), 'message'),
		output: Object.fromEntries(output),
	};
}

function itemsOf(run: unknown): JsonObject[] {
	const outputs = list(property(property(run, 'data'), 'main'));
	return outputs.flatMap((items) => list(items)).flatMap((item) => {
		const json = property(item, 'json');
		return isObject(json) ? [json] : [];
	});
}

function parseChoice(answer: unknown): Choice {
	return { name: text(answer, 'name'), value: property(answer, 'value') };
}

function property(value: unknown, name: string): unknown {
	return isObject(value) ? value[name] : undefined;
}

function list(value: unknown): unknown[] {
	return Array.isArray(value) ? value : [];
}

function optionalText(value: unknown, name: string): string | undefined {
	const found = property(value, name);
	return typeof found === 'string' ? found : undefined;
}

function text(value: unknown, name: string): string {
	const found = optionalText(value, name);
	if (found === undefined) throw new Error(`n8n's answer has no text "${name}".`);
	return found;
}
