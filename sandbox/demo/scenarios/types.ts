import type { Sandbox } from '../../kit';
import type { N8nClient, N8nServer, WorkflowFile } from '../../n8n/launcher';
import type { DemoCredential } from '../credentials';

/** What a scenario works with; it checks results over plain HTTP only. */
export interface Stage {
	sandbox: Sandbox;
	server: N8nServer;
	client: N8nClient;
	/** Of the repository. */
	root: string;
	progress(line: string): void;
	signal: AbortSignal;
}

/** What happened in one step: what the workflow says it did, and what that cost. */
export interface Step {
	name: string;
	counts: Record<string, number>;
	/** Requests that the workflow made, by service. */
	calls: Record<string, number>;
}

export interface Report {
	steps: Step[];
	/** What is wrong, each as a sentence. Empty: everything arrived as it should. */
	problems: string[];
}

/** A flow that the demo shows, made from a template: what a user would set up, and a check of it that needs no user. */
export interface Scenario {
	title: string;
	credentials(sandboxUrl: string): DemoCredential[];
	/** The workflow that an open demo imports and publishes. */
	workflow(root: string): WorkflowFile & { id: string };
	/** What only the user can give it, e.g. "the address of your chat": an open demo imports it, and does not publish it. */
	needs?: string;
	/** What a user would do on both sides before publishing it, in an open demo. */
	prepare?(sandboxUrl: string, n8nUrl: string): Promise<void>;
	run(stage: Stage): Promise<Report>;
}
