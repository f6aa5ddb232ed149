import { oneWay } from './oneWay';
import { twoWay } from './twoWay';
import type { Mutant } from './types';

export type { Mutant } from './types';

export const mutants: readonly Mutant[] = [...oneWay, ...twoWay];
