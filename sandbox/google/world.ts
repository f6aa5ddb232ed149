import type { ServiceContext } from '../kit/types';
import { googleAccountList } from './accounts';
import { createBearers, type Bearers } from './bearers';
import { defaultAccountLimits, type AccountLimits } from './limits';
import { createQuota, defaultQuotas, type Bucket, type Charge } from './quota';
import { createAccountState, type AccountState } from './state';
import { settingOf, type Setting } from './switches';
import { systemGroups } from './systemGroups';
import { createTokenBox, type TokenBox } from './tokens';

/** A user of the API: what the account holds, what its quotas have left, and which mutations run now. */
export interface User {
	state: AccountState;
	charge: Charge;
	/** Mutations that came in and are not answered yet. */
	running: Set<object>;
	/** How many mutations came in while another one ran. */
	overlaps: number;
}

/** Everything that the stand-in knows. */
export interface World {
	readonly context: ServiceContext;
	readonly setting: Setting;
	readonly tokens: TokenBox;
	readonly bearers: Bearers;
	readonly users: ReadonlyMap<string, User>;
	readonly quotas: Record<Bucket, number>;
	readonly limits: AccountLimits;
	visibilityDelayMs: number;
	/** Back to empty accounts, default quotas, limits and delay. */
	reset(): void;
}

export function createWorld(context: ServiceContext): World {
	const setting = settingOf(context);
	const { now } = context.clock;
	const users = new Map<string, User>();
	let epoch = '';
	const world: World = {
		context,
		setting,
		tokens: createTokenBox(() => epoch),
		bearers: createBearers(now),
		users,
		quotas: { ...defaultQuotas },
		limits: { ...defaultAccountLimits },
		visibilityDelayMs: 0,
		reset() {
			epoch = String(context.random());
			Object.assign(world.quotas, defaultQuotas);
			Object.assign(world.limits, defaultAccountLimits);
			world.visibilityDelayMs = 0;
			world.bearers.reset();
			for (const { name } of googleAccountList) users.set(name, createUser(name));
		},
	};
	const createUser = (name: string): User => {
		const state = createAccountState(name, { now, random: context.random, delayMs: () => world.visibilityDelayMs });
		for (const group of systemGroups(state, now())) state.putGroup(group);
		return { state, charge: createQuota({ now, limit: (bucket) => world.quotas[bucket], setting }), running: new Set(), overlaps: 0 };
	};
	world.reset();
	return world;
}
