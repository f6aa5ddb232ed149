import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { ExecutionLifecycleHooks, HookContext, WebhookContext, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	NodeHelpers,
	Workflow,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IWebhookData,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
	type NodeExecutionHint,
} from 'n8n-workflow';
import type { AddressInfo } from 'node:net';
import { credentialsHelper } from './credentialStore';
import type { Engine, NodeSetting } from './engine';

const PACKAGE = 'n8n-nodes-contact-sync';

export interface Execution {
	items: IDataObject[];
	hints: NodeExecutionHint[];
	error?: Error;
	/** Tries it again, as the list of executions offers. */
	retry(): Promise<Execution>;
}

/** A webhook trigger of a workflow, on a server that does what n8n's does. */
export interface WebhookTrigger {
	/** `productionUrl` or `testUrl` as RAYNET would see it. */
	url: string;
	/** Publishes the workflow: registers unless the node says that it is registered. */
	activate(): Promise<'registered' | 'kept'>;
	deactivate(): Promise<void>;
	executions: Execution[];
	saved: IDataObject;
}

export interface WebhookServer {
	/** `at` is the public address where it is another one than the server's; `saved` what n8n stored for the workflow. */
	open(setting: NodeSetting, mode?: 'production' | 'test', at?: string, saved?: IDataObject): WebhookTrigger;
	/** When callers are answered: once the execution is over, so that tests see what came of it, or at once, as n8n does. */
	answer: 'afterwards' | 'atOnce';
	/** Resolves when no execution is running. */
	idle(): Promise<void>;
	close(): Promise<void>;
}

interface Opened {
	trigger: WebhookTrigger;
	take(request: FastifyRequest, reply: FastifyReply): Promise<unknown>;
}

export async function startWebhookServer(engine: Engine): Promise<WebhookServer> {
	const app = fastify({ forceCloseConnections: true });
	const opened = new Map<string, Opened>();
	app.post('/*', async (request, reply) => {
		const found = opened.get(request.url.split('?')[0] ?? '');
		return found ? await found.take(request, reply) : await reply.code(404).send();
	});
	app.setErrorHandler((error, request, reply) => {
		process.stderr.write(`${request.method} ${request.url}: ${error instanceof Error ? error.stack : String(error)}\n`);
		return reply.code(500).send();
	});
	await app.listen({ host: '127.0.0.1', port: 0 });
	const own = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
	const running = new Set<Promise<unknown>>();
	const server: WebhookServer = {
		answer: 'afterwards',
		open(setting, mode = 'production', at = own, saved = {}) {
			const start = async (execution: Promise<unknown>): Promise<void> => {
				running.add(execution);
				const over = execution.finally(() => running.delete(execution));
				if (server.answer === 'afterwards') await over;
			};
			const one = openTrigger(engine, setting, mode, at, saved, start);
			opened.set(one.trigger.url.slice(at.length), one);
			return one.trigger;
		},
		async idle() {
			while (running.size > 0) await Promise.all(running);
		},
		close: () => app.close(),
	};
	return server;
}

let executionCount = 0;

function openTrigger(engine: Engine, setting: NodeSetting, mode: 'production' | 'test', at: string, saved: IDataObject, start: (execution: Promise<unknown>) => Promise<void>): Opened {
	const node = nodeOf(setting);
	const type = NodeHelpers.getVersionedNodeType(engine.loader.getNode(setting.type).type);
	const nodeTypes: INodeTypes = { getByName: () => type, getByNameAndVersion: () => type, getKnownTypes: () => ({}) };
	const base = { id: 'wf', name: 'Test', active: false, nodes: [node], connections: {}, settings: {} } as unknown as IWorkflowBase;
	const workflow = new Workflow({ ...base, nodeTypes, staticData: saved });
	const isTest = mode === 'test';
	const runMode = isTest ? 'manual' : 'webhook';
	const webhookData = { httpMethod: 'POST', node: 'Node', path: 'p', isTest, webhookDescription: type.description.webhooks?.[0], workflowId: 'wf' } as unknown as IWebhookData;
	const surroundings = (more: object = {}): IWorkflowExecuteAdditionalData =>
		({ credentialsHelper: credentialsHelper(engine.loader, setting.credentials), webhookBaseUrl: `${at}/webhook`, webhookTestBaseUrl: `${at}/webhook-test`, ...more, ...rest(base) }) as unknown as IWorkflowExecuteAdditionalData;
	const hook = async (method: 'checkExists' | 'create' | 'delete'): Promise<boolean> =>
		(await type.webhookMethods?.default?.[method].call(new HookContext(workflow, node, surroundings(), isTest ? 'manual' : 'trigger', 'activate', webhookData))) ?? false;

	const executions: Execution[] = [];
	const execute = async (items: INodeExecutionData[][]): Promise<Execution> => {
		const data = createRunExecutionData({ executionData: { nodeExecutionStack: [{ node, data: { main: items }, source: null }] } });
		const run = await new WorkflowExecute(surroundings(), runMode, data).processRunExecutionData(workflow);
		const execution = executionOf(run, () => execute(items));
		engine.checkSchema(setting, execution.items);
		executions.push(execution);
		return execution;
	};
	const trigger: WebhookTrigger = {
		url: `${at}/webhook${isTest ? '-test' : ''}/${String(node.webhookId)}/webhook`,
		async activate() {
			if (await hook('checkExists')) return 'kept';
			await hook('create');
			return 'registered';
		},
		async deactivate() {
			await hook('delete');
		},
		executions,
		get saved() {
			return JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject;
		},
	};
	return {
		trigger,
		async take(request, reply) {
			const more = { httpRequest: requestOf(request), httpResponse: responseOf(reply) };
			const answer = await (type as Required<Pick<INodeType, 'webhook'>>).webhook.call(new WebhookContext(workflow, node, surroundings(more), runMode, webhookData, [], createRunExecutionData({})));
			if (answer.workflowData) await start(execute(answer.workflowData));
			if (answer.noWebhookResponse) return reply;
			return await reply.code(200).send(answer.webhookResponse ?? '');
		},
	};
}

function nodeOf({ type, parameters = {}, credentials }: NodeSetting): INode {
	return {
		id: 'node-id',
		name: 'Node',
		type: `${PACKAGE}.${type}`,
		typeVersion: 1,
		position: [0, 0],
		webhookId: 'a5b1c0de',
		parameters: parameters as INode['parameters'],
		credentials: Object.fromEntries(Object.keys(credentials).map((name) => [name, { id: name, name }])),
	};
}

function rest(workflow: IWorkflowBase): object {
	executionCount += 1;
	const executionId = String(executionCount);
	const urls = Object.fromEntries(['restApiUrl', 'instanceBaseUrl', 'formWaitingBaseUrl', 'webhookWaitingBaseUrl'].map((name) => [name, 'http://127.0.0.1/none']));
	return { ...urls, executionId, currentNodeExecutionIndex: 0, variables: {}, setExecutionStatus: () => undefined, hooks: new ExecutionLifecycleHooks('webhook', executionId, workflow) };
}

function executionOf({ data }: IRun, retry: () => Promise<Execution>): Execution {
	const [task] = data.resultData.runData.Node ?? [];
	const error = data.resultData.error as Error | undefined;
	return { items: (task?.data?.main?.[0] ?? []).map(({ json }) => json), hints: task?.hints ?? [], ...(error ? { error } : {}), retry };
}

function requestOf({ body, headers, query, method }: FastifyRequest): object {
	return { body, headers, query, method, params: {} };
}

function responseOf(reply: FastifyReply): object {
	const response = {
		status(code: number) {
			reply.code(code);
			return response;
		},
		send(body: unknown) {
			void reply.send(body);
			return response;
		},
	};
	return response;
}
