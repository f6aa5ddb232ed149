import type { DemoCredential } from '../../sandbox/demo/credentials';
import type { Lifetime } from '../../sandbox/demo/lifetime';
import { scenarios } from '../../sandbox/demo/scenarios';
import { setUpBench, type Bench } from '../../sandbox/demo/setUp';
import type { SeedSize } from '../../sandbox/kit';

/** A fresh n8n with the package, all credentials of the demo and `more`, on free ports. */
export function e2eBench(lifetime: Lifetime, folder: string, size?: Partial<SeedSize>, more: (baseUrl: string) => DemoCredential[] = () => []): Promise<Bench> {
	return setUpBench({
		folder,
		start: 'fresh',
		sandboxPort: 7750,
		n8nPort: 5750,
		size,
		credentials: (baseUrl) => [...scenarios.flatMap((scenario) => scenario.credentials(baseUrl)), ...more(baseUrl)],
		progress: (line) => console.log(`        ${line}`),
		lifetime,
	});
}
