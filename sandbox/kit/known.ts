import { createCreatio } from '../creatio';
import { createEcomail } from '../ecomail';
import { createGooglePeople } from '../google';
import { createRaynet } from '../raynet';
import { createRestReference } from '../rest';
import type { ServiceFactory } from './types';

/** Every stand-in that there is, by the name it goes by in `startSandbox` and in paths. */
export const knownServices = {
	raynet: createRaynet,
	google: createGooglePeople,
	creatio: createCreatio,
	ecomail: createEcomail,
	'rest-reference': createRestReference,
} satisfies Record<string, ServiceFactory>;

export type KnownService = keyof typeof knownServices;
