import { createGooglePeople } from '../google';
import { createRaynet } from '../raynet';
import type { ServiceFactory } from './types';

/** Every stand-in that there is, by the name it goes by in `startSandbox` and in paths. */
export const knownServices = {
	raynet: createRaynet,
	google: createGooglePeople,
} satisfies Record<string, ServiceFactory>;

export type KnownService = keyof typeof knownServices;
