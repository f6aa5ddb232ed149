import type { CrmScope } from '../../core/ports/crm';
import { personalityNames } from '../../sandbox/rest';
import type { Sandbox } from '../../sandbox/kit';
import { SERVICE as CREATIO, startCreatio } from '../connectors/creatioSupport';
import { SERVICE as REST, startRest } from '../contract/crmRestWorld';
import { TAG } from '../core/syncKit';
import { creatioSide, FOLDER, type CreatioVariant } from './creatioSide';
import { cutEach, SCENARIOS, type OpenSides } from './cutOffKit';
import { overHttp } from './httpSides';
import { restSide } from './restSide';

let creatio: Sandbox;
let rest: Sandbox;

beforeAll(async () => {
	[creatio, rest] = [await startCreatio(), await startRest()];
});
afterAll(async () => {
	await creatio.close();
	await rest.close();
});

interface Kind {
	name: string;
	sandbox: () => Sandbox;
	service: string;
	sidesOf: OpenSides;
	/** The two kinds of a connector that can do most share all four ways; the others go the way that most can go wrong on. */
	cuts: keyof typeof WAYS;
}

const PARTNER = { reshape: { partner: 'none' }, batchSize: 1 } as const;
const inTag: CrmScope = { kind: 'tag', tag: TAG };
const inFolder: CrmScope = { kind: 'group', groupId: FOLDER };

const creatioKind = (name: string, variant: CreatioVariant, cuts: Kind['cuts']): Kind => ({
	name: `Creatio, ${name}`,
	sandbox: () => creatio,
	service: CREATIO,
	sidesOf: (fate) => ({ ...overHttp(creatio, (fake) => creatioSide(creatio, fake, variant))(PARTNER, fate), scope: variant.scope === 'group' ? inFolder : inTag }),
	cuts,
});

const KINDS: readonly Kind[] = [
	creatioKind('a folder, links in a column', { login: 'password', scope: 'group', links: 'column' }, 'newIfLate'),
	creatioKind('a tag, marks of pairs', { login: 'password', scope: 'tag', links: 'tag' }, 'newIfAtOnce'),
	...personalityNames.map((name): Kind => ({
		name: `REST CRM "${name}"`,
		sandbox: () => rest,
		service: REST,
		sidesOf: (fate) => ({ ...overHttp(rest, (fake) => restSide(rest, fake, name))(PARTNER, fate), scope: inTag }),
		cuts: name === 'ledger' ? 'newIfLate' : name === 'register' ? 'newIfAtOnce' : 'lateAndNew',
	})),
];

const FIVE_MINUTES = 5 * 60_000;
const WAYS = {
	newIfLate: [{ delayMs: 0, processes: ['same'] }, { delayMs: FIVE_MINUTES, processes: ['new'] }],
	newIfAtOnce: [{ delayMs: 0, processes: ['new'] }, { delayMs: FIVE_MINUTES, processes: ['same'] }],
	lateAndNew: [{ delayMs: FIVE_MINUTES, processes: ['new'] }],
} as const;

describe.each(KINDS)('$name', ({ name: kind, sandbox, service, sidesOf, cuts: wanted }) => {
	test.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('%s: whichever call is cut, the end is the same', async (name, scenario) => {
		for (const { delayMs, processes } of WAYS[wanted]) {
			let arrived = 0;
			const { log, cuts } = await cutEach(sidesOf, scenario, { delayMs, processes, before: () => sandbox().clearCalls(), whole: () => (arrived = sandbox().calls(service).length) });
			process.stdout.write(`${kind}, ${name}, visible after ${delayMs / 60_000} minutes: ${log.length} calls, ${cuts} cuts (${log.join(', ')})\n`);
			expect(log.filter((call) => call.startsWith('crm.'))).toHaveLength(arrived);
			expect(cuts).toBe(log.length * 2 * processes.length);
		}
	}, 300_000);
});
