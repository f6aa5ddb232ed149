import './surroundings';
import 'reflect-metadata';
import { ExecutionLifecycleHooks, LoadOptionsContext, PackageDirectoryLoader, PollContext, WorkflowExecute } from 'n8n-core';
import {
	NodeHelpers,
	Workflow,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeListSearchResult,
	type INodeType,
	type INodeTypes,
	type IPollFunctions,
	type IRun,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import path from 'node:path';
import { credentialsHelper, type CredentialStore } from './credentialStore';
import { assertFitsSchema } from './schemas';

const root = path.join(__dirname, '../..');
const PACKAGE = 'n8n-nodes-contact-sync';
const MANUAL = 'n8n-nodes-base.manualTrigger';

export type NodeName = 'campaignActivityWriteback' | 'contactSync' | 'crmContact' | 'crmInstantTrigger' | 'crmTrigger' | 'emailMarketingTag' | 'emailMarketingTrigger' | 'googleContactsTrigger' | 'googleContactsUpsert';

/** A node as a workflow holds it. */
export interface NodeSetting {
	type: NodeName;
	parameters?: IDataObject;
	credentials: CredentialStore;
	onError?: INode['onError'];
	/** Of an active workflow: what n8n stores for it. Absent: the node is run by hand. */
	stored?: { staticData: IDataObject };
	/** As the twin that n8n makes of a node for AI agents. */
	asTool?: 'yes';
	/** Filled with what a run by hand tells the editor while it goes on. */
	told?: string[];
}

/** Runs the built nodes in n8n's own engine, without a server or a database. Whatever they hand on has to fit their output schema. */
export interface Engine {
	loader: PackageDirectoryLoader;
	/** Feeds the node with items. Throws the node's error. Outputs by index: regular, error. */
	run(setting: NodeSetting, items: readonly IDataObject[]): Promise<INodeExecutionData[][]>;
	/** The whole outcome of such a run, with its hints. */
	outcome(setting: NodeSetting, items: readonly IDataObject[]): Promise<IRun>;
	trigger(setting: NodeSetting): Trigger;
	/** Fills a list of the editor. */
	search(setting: NodeSetting, method: string, filter?: string): Promise<INodeListSearchResult>;
	node(name: NodeName): INodeType;
	/** Throws where items of its first output do not fit what the node says of them. */
	checkSchema(setting: NodeSetting, items: readonly IDataObject[]): void;
	/** What n8n hands to a node while it polls. */
	context(setting: NodeSetting): IPollFunctions;
}

/** A polling trigger of an active workflow. */
export interface Trigger {
	/** Json of the items, or null. */
	poll(): Promise<IDataObject[] | null>;
	/** "Fetch Test Event" in the editor. */
	fetchTestEvent(): Promise<IDataObject[] | null>;
	/** What n8n would store now. */
	saved(): IDataObject;
	/** A new process, with what n8n stored. */
	restart(stored: IDataObject): void;
}

export async function startEngine(): Promise<Engine> {
	const loader = new PackageDirectoryLoader(root);
	await loader.loadAll();
	const nodeTypes = typesOf(loader);
	const outcome = async (setting: NodeSetting, items: readonly IDataObject[]): Promise<IRun> => {
		const run = await runNode(loader, nodeTypes, setting, items);
		checkSchema(nodeTypes, setting, (run.data.resultData.runData.Node?.[0]?.data?.main?.[0] ?? []).map(({ json }) => json));
		return run;
	};
	return {
		loader,
		outcome,
		async run(setting, items) {
			const { data } = await outcome(setting, items);
			if (data.resultData.error) throw data.resultData.error;
			return (data.resultData.runData.Node?.[0]?.data?.main ?? []).map((one) => one ?? []);
		},
		trigger: (setting) => openTrigger(loader, nodeTypes, setting),
		search: (setting, method, filter) => search(loader, nodeTypes, setting, method, filter),
		checkSchema: (setting, items) => checkSchema(nodeTypes, setting, items),
		context: (setting) => pollContext(loader, nodeTypes, setting),
		node: (name) => NodeHelpers.getVersionedNodeType(loader.getNode(name).type),
	};
}

const manualTrigger = {
	description: { displayName: 'In', name: 'manualTrigger', group: ['trigger'], version: 1, defaults: { name: 'In' }, description: '', inputs: [], outputs: ['main'], properties: [] },
	execute: async () => [[]],
} as unknown as INodeType;

function typesOf(loader: PackageDirectoryLoader): INodeTypes {
	const type = (name: string): INodeType => {
		if (name === MANUAL) return manualTrigger;
		return NodeHelpers.getVersionedNodeType(loader.getNode(name.replace(`${PACKAGE}.`, '').replace(/Tool$/, '')).type);
	};
	return { getByName: type, getByNameAndVersion: type, getKnownTypes: () => ({}) };
}

function nodeOf({ type, parameters = {}, credentials, onError, asTool }: NodeSetting): INode {
	return {
		id: 'node-id',
		name: 'Node',
		type: `${PACKAGE}.${type}${asTool ? 'Tool' : ''}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: parameters as INode['parameters'],
		credentials: Object.fromEntries(Object.keys(credentials).map((name) => [name, { id: name, name }])),
		...(onError ? { onError } : {}),
	};
}

function surroundings(loader: PackageDirectoryLoader, credentials: CredentialStore, workflow: IWorkflowBase): IWorkflowExecuteAdditionalData {
	const none = 'http://127.0.0.1/none';
	return {
		credentialsHelper: credentialsHelper(loader, credentials),
		executionId: '1',
		currentNodeExecutionIndex: 0,
		...Object.fromEntries(['restApiUrl', 'instanceBaseUrl', 'formWaitingBaseUrl', 'webhookBaseUrl', 'webhookWaitingBaseUrl', 'webhookTestBaseUrl'].map((name) => [name, none])),
		variables: {},
		setExecutionStatus: () => undefined,
		hooks: new ExecutionLifecycleHooks('manual', '1', workflow),
	} as unknown as IWorkflowExecuteAdditionalData;
}

function plainWorkflow(nodes: INode[], connections: IWorkflowBase['connections']): IWorkflowBase {
	return { id: 'wf', name: 'Test', active: false, isArchived: false, createdAt: new Date(0), updatedAt: new Date(0), nodes, connections, settings: {}, activeVersionId: null } as IWorkflowBase;
}

async function runNode(loader: PackageDirectoryLoader, nodeTypes: INodeTypes, setting: NodeSetting, items: readonly IDataObject[]): Promise<IRun> {
	const start: INode = { id: 'in', name: 'In', type: MANUAL, typeVersion: 1, position: [0, 0], parameters: {} };
	const base = plainWorkflow([start, nodeOf(setting)], { In: { main: [[{ node: 'Node', type: 'main', index: 0 }]] } });
	const { stored } = setting;
	const workflow = new Workflow({ ...base, nodeTypes, ...(stored ? { staticData: JSON.parse(JSON.stringify(stored.staticData)) as IDataObject } : {}) });
	const pinData = { In: items.map((json) => ({ json })) };
	const told = { sendDataToUI: (_kind: string, data: IDataObject | IDataObject[]) => void setting.told?.push(...((data as { messages: string[] }).messages ?? [])) };
	const outcome = await new WorkflowExecute({ ...surroundings(loader, setting.credentials, base), ...told }, stored ? 'trigger' : 'manual').run({ workflow, pinData });
	if (stored && '__dataChanged' in workflow.staticData && workflow.staticData.__dataChanged) stored.staticData = JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject;
	return outcome;
}

/** An agent's twin hands on the summary first. */
function checkSchema(nodeTypes: INodeTypes, { type, parameters = {}, asTool }: NodeSetting, items: readonly IDataObject[]): void {
	if (asTool) return;
	const { description } = nodeTypes.getByNameAndVersion(`${PACKAGE}.${type}`, 1) as INodeType;
	assertFitsSchema(path.join(root, 'dist/nodes', type.charAt(0).toUpperCase() + type.slice(1)), description, parameters, items);
}

function openTrigger(loader: PackageDirectoryLoader, nodeTypes: INodeTypes, setting: NodeSetting): Trigger {
	const base = plainWorkflow([nodeOf(setting)], {});
	let workflow = new Workflow({ ...base, nodeTypes });
	const additionalData = surroundings(loader, setting.credentials, base);
	const poll = async (mode: 'trigger' | 'manual') => {
		const node = workflow.getNode('Node') as INode;
		const context = new PollContext(workflow, node, additionalData, mode, mode === 'manual' ? 'manual' : 'activate');
		const output = await nodeTypes.getByNameAndVersion(node.type, 1).poll?.call(context);
		const items = output ? (output[0] ?? []).map(({ json }) => json) : null;
		checkSchema(nodeTypes, setting, items ?? []);
		return items;
	};
	return {
		poll: () => poll('trigger'),
		fetchTestEvent: () => poll('manual'),
		saved: () => JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject,
		restart(stored) {
			workflow = new Workflow({ ...base, nodeTypes, staticData: JSON.parse(JSON.stringify(stored)) as IDataObject });
		},
	};
}

function pollContext(loader: PackageDirectoryLoader, nodeTypes: INodeTypes, setting: NodeSetting): IPollFunctions {
	const base = plainWorkflow([nodeOf(setting)], {});
	const workflow = new Workflow({ ...base, nodeTypes });
	return new PollContext(workflow, workflow.getNode('Node') as INode, surroundings(loader, setting.credentials, base), 'trigger', 'activate');
}

async function search(loader: PackageDirectoryLoader, nodeTypes: INodeTypes, setting: NodeSetting, method: string, filter?: string): Promise<INodeListSearchResult> {
	const base = plainWorkflow([nodeOf(setting)], {});
	const workflow = new Workflow({ ...base, nodeTypes });
	const node = workflow.getNode('Node') as INode;
	const additionalData = { ...surroundings(loader, setting.credentials, base), currentNodeParameters: node.parameters };
	const list = nodeTypes.getByNameAndVersion(node.type, 1) as INodeType;
	const found = await list.methods?.listSearch?.[method]?.call(new LoadOptionsContext(workflow, node, additionalData, ''), filter);
	if (!found) throw new Error(`The node has no list "${method}".`);
	return found;
}
