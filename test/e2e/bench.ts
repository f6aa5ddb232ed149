import type { DemoCredential } from '../../sandbox/demo/credentials';
import type { Lifetime } from '../../sandbox/demo/lifetime';
import { scenarios } from '../../sandbox/demo/scenarios';
import { setUpBench, type Bench, type SetUp } from '../../sandbox/demo/setUp';
import type { SeedSize } from '../../sandbox/kit';

/** Opens a fresh n8n with the package, all credentials of the demo and `more`, on free ports. */
export type OpenBench = (folder: string, size?: Partial<SeedSize>, more?: (baseUrl: string) => DemoCredential[]) => Promise<Bench>;

/** `place` keeps the ports of parts that run side by side apart. */
export function e2eBenches(lifetime: Lifetime, make: SetUp['make'], place: number): OpenBench {
	return (folder, size, more = () => []) =>
		setUpBench({
			folder,
			start: 'fresh',
			make,
			sandboxPort: 7750 + 30 * place,
			n8nPort: 5750 + 30 * place,
			size,
			credentials: (baseUrl) => [...scenarios.flatMap((scenario) => scenario.credentials(baseUrl)), ...more(baseUrl)],
			progress: (line) => console.log(`        ${line}`),
			lifetime,
		});
}
