import { raynetAccountList, type SandboxRaynetAccount } from './accounts';
import { RaynetError } from './errors';
import { minute } from './time';

export interface LoginHeaders {
	authorization: string | undefined;
	instanceName: string | undefined;
	instanceId: string | undefined;
}

export type LoginResult =
	| { kind: 'account'; account: SandboxRaynetAccount }
	| { kind: 'unknownInstance'; named: string }
	| { kind: 'wrong' };

/** The three documented forms: Basic with X-Instance-Name or X-Instance-Id, or Bearer, which carries the instance. */
export function logIn(headers: LoginHeaders): LoginResult {
	const [scheme = '', secret = ''] = (headers.authorization ?? '').split(' ');
	if (scheme.toLowerCase() === 'bearer') {
		return accountOrWrong(raynetAccountList.find((account) => account.bearerToken === secret));
	}
	const { instanceName, instanceId } = headers;
	const here = raynetAccountList.filter((account) =>
		instanceName === undefined ? account.instanceId === instanceId : account.instance === instanceName,
	);
	// That a missing header is an unknown instance too is assumed.
	if (here.length === 0) return { kind: 'unknownInstance', named: instanceName ?? instanceId ?? '' };
	if (scheme.toLowerCase() !== 'basic') return { kind: 'wrong' };
	const [user = '', ...key] = Buffer.from(secret, 'base64').toString('utf8').split(':');
	return accountOrWrong(here.find((account) => account.userName === user.toLowerCase() && account.apiKey === key.join(':')));
}

function accountOrWrong(account: SandboxRaynetAccount | undefined): LoginResult {
	return account ? { kind: 'account', account } : { kind: 'wrong' };
}

export interface LoginGuard {
	/** Throws while the address is blocked. */
	check(address: string, now: number, status: number): void;
	countFailure(address: string, now: number): void;
	reset(): void;
}

const failuresAllowed = 20;
const blockLength = 60 * minute;

/**
 * [documented] More than 20 requests with a wrong login from one address: that access is blocked for 60 minutes.
 * Over what time they are counted is not; here over the last 60 minutes [assumed], and good logins clear nothing.
 */
export function createLoginGuard(): LoginGuard {
	const failures = new Map<string, number[]>();
	const blockedUntil = new Map<string, number>();
	return {
		check(address, now, status) {
			if ((blockedUntil.get(address) ?? 0) <= now) return;
			throw new RaynetError(status, 'Access blocked after too many failed logins');
		},
		countFailure(address, now) {
			const recent = [...(failures.get(address) ?? []).filter((at) => at > now - blockLength), now];
			failures.set(address, recent);
			if (recent.length <= failuresAllowed) return;
			blockedUntil.set(address, now + blockLength);
			failures.delete(address);
		},
		reset() {
			failures.clear();
			blockedUntil.clear();
		},
	};
}
