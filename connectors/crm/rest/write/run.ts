import type { Environment } from '../../../../core/ports/environment';
import type { Source } from '../changes';
import type { RestMemory } from '../session';

export interface WriteRun {
	source: Source;
	env: Environment;
	memory: RestMemory;
}
