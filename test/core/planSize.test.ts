import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Probe } from './planProbe';

const MOST_MEGABYTES = 150;
/** Measured 6 to 15, the more the busier the machine; comparing every contact with every other one takes hundreds of times as long. */
const MOST_TIMES_THE_BASELINE = 40;

/** In a process of its own: inside the test runner every use of a global costs many times as much. */
function measured(): Probe {
	const script = join(__dirname, 'planProbe.ts');
	return JSON.parse(execFileSync(process.execPath, ['--expose-gc', '--import', 'tsx', script], { encoding: 'utf8' })) as Probe;
}

test(`a plan of 25,000 pairs costs a few times what writing them as JSON costs, and less than ${MOST_MEGABYTES} MB`, () => {
	const { counts, planMs, baselineMs, megabytes } = measured();
	const times = planMs / baselineMs;
	process.stdout.write(
		`plan of 25,000 pairs: ${planMs.toFixed(0)} ms, ${times.toFixed(1)} times JSON of the same data (${baselineMs.toFixed(0)} ms), ${megabytes.toFixed(0)} MB\n`,
	);
	expect(counts).toEqual({ update: 500, unchanged: 24_500 });
	expect(times).toBeLessThan(MOST_TIMES_THE_BASELINE);
	expect(megabytes).toBeLessThan(MOST_MEGABYTES);
}, 120_000);
