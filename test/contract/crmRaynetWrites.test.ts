import { switches } from '../../sandbox/raynet/switches';
import type { Sandbox } from '../../sandbox/kit';
import { crmChangesContract } from './crmChanges';
import type { CrmWriteDriver } from './crmKit';
import { OTHER_PARTS, SERVICE, startRaynet } from './crmRaynetWorld';
import { openWriteWorld } from './crmRaynetWriteWorld';
import { crmWriteContract } from './crmWrites';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startRaynet();
});
afterAll(() => sandbox.close());

const CAPABILITIES: CrmWriteDriver['capabilities'] = {
	recordTypes: ['person', 'company'],
	scopes: ['all', 'tag', 'owner', 'category'],
	pageSize: 1_000,
	stampResolutionMs: 60_000,
	tellsDeletions: false,
	joinable: ['tag'],
	writable: {
		person: ['name', 'company', 'birthday', 'note', 'emails', 'phones', 'addresses', 'websites'],
		company: ['name', 'company', 'birthday', 'note', 'emails', 'phones', 'addresses', 'websites'],
	},
	slots: { emails: 2, phones: 2, addresses: 1, websites: 1 },
	links: 'single',
	destroys: 'invalid',
};

function changesWith(name: string | undefined): CrmWriteDriver['changes'] {
	if (name === undefined) return 'thorough';
	return COUNTED.test(name) ? 'quick' : 'elsewhere';
}

function driverWith(name?: string, value?: string): CrmWriteDriver {
	const is = (wanted: string, setting: string): boolean => name === wanted && value === setting;
	return {
		open: async () => openWriteWorld(sandbox, () => name && value && sandbox.setSwitch(SERVICE, name, value)),
		capabilities: CAPABILITIES,
		lostCreates: is('extIdInPersonCreate', 'ignored') ? 'blind' : 'lookedUp',
		scopeMoves: is('tagChange', 'silent') ? 'silent' : 'stamped',
		optOut: is('doNotSendMMWritable', 'no') ? 'ignored' : 'taken',
		changes: changesWith(name),
	};
}

/**
 * Every behaviour that nobody has confirmed and that writing or counting meets, turned one by one: the connector may
 * rest on none of them. Paging, connections and the login are turned in crmRaynet.test.ts.
 */
const ELSEWHERE = /^(?:defaultLimit|limitAbove|connection|blocked|customFields)/;
const COUNTED = /^(?:invalidListed|stampPrecision|isoDates|tagCase|successFlag|unchangedSave|(?:tag|extId|standing)Change|referencedDelete|restoreEvent)$/;
const ONLY_COUNTED = /^(?:invalidListed|stampPrecision|isoDates|restoreEvent)$/;

crmWriteContract('the Raynet connector', driverWith());

const turns = switches.flatMap(({ name, values }) => (ELSEWHERE.test(name) || OTHER_PARTS.test(name) ? [] : values.slice(1).map((value) => ({ name, value }))));

describe.each(turns)('with $name = $value', ({ name, value }) => {
	if (ONLY_COUNTED.test(name)) crmChangesContract('the Raynet connector', driverWith(name, value));
	else crmWriteContract('the Raynet connector', driverWith(name, value));
});

afterAll(() => {
	process.stdout.write(`Raynet, written to with switches turned one by one (${turns.length}): ${turns.map(({ name, value }) => `${name}=${value}`).join(', ')}\n`);
});

