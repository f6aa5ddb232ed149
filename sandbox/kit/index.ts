export { defaultSeed, startSandbox, type Sandbox, type SandboxOptions } from './sandbox';
export type { SwitchState } from './switches';
export type * from './types';
