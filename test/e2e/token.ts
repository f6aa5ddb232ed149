import { setTimeout as sleep } from 'node:timers/promises';
import { everyone } from '../../sandbox/demo/scenarios/raynetToGoogle';
import { openGoogle } from '../../sandbox/demo/scenarios/raynetToGoogle/google';
import { openRaynet } from '../../sandbox/demo/scenarios/raynetToGoogle/raynet';
import { root, type Bench } from '../../sandbox/demo/setUp';
import type { Checks } from './checks';

const limitMs = 90_000;

/** After an hour Google's access token is dead; n8n has to get another one and go on. */
export async function tokenChecks(checks: Checks, { sandbox, client }: Bench, signal: AbortSignal): Promise<void> {
	await checks.that('an expired Google login is renewed, and the change arrives', async () => {
		await client.publish(everyone(root).id);
		const raynet = openRaynet(sandbox.baseUrl);
		const google = openGoogle(sandbox.baseUrl, 'owner');
		const before = sandbox.calls('google').filter(({ op }) => op === 'token').length;
		sandbox.service('google').control('token.expire', { account: 'owner' });
		const key = await raynet.create({ firstName: 'Late', lastName: 'Arrival', contactInfo: { email: 'late.arrival@example.org' } });
		const limit = Date.now() + limitMs;
		while (!arrived(sandbox.service('google').rows())) {
			if (Date.now() > limit) return [`${key} did not arrive within ${limitMs / 1000} s.`];
			await sleep(1_000, undefined, { signal });
		}
		const renewals = sandbox.calls('google').filter(({ op }) => op === 'token').length - before;
		return renewals > 0 && google.requests() === 0 ? [] : ['It arrived without the login having been renewed.'];
	});
}

function arrived(rows: ReadonlyArray<{ emails: string[] }>): boolean {
	return rows.some(({ emails }) => emails.includes('late.arrival@example.org'));
}
