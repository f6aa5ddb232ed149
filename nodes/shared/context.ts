import type { IExecuteFunctions, ILoadOptionsFunctions, IPollFunctions } from 'n8n-workflow';

/** What n8n gives a node while it runs, polls, or fills a list in the editor. */
export type NodeContext = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;
