export { createClient, type Choice, type CredentialReference, type Execution, type N8nClient, type NodeQuestion, type Owner, type WorkflowFile, type WorkflowNode } from './client';
export { ensureInstalled, type Installation, type Progress } from './install';
export { installPackage, packageName, run } from './package';
export { freePort, freePorts } from './ports';
export { prepareN8n, startN8n, type N8nServer, type ServerOptions } from './server';
