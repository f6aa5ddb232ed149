import { creatioSwitches } from '../../sandbox/creatio';
import type { Sandbox } from '../../sandbox/kit';
import { SERVICE, startCreatio } from '../connectors/creatioSupport';
import { openCreatio, type Site } from './crmCreatioWorld';
import type { CrmWriteDriver } from './crmKit';
import { crmWriteContract } from './crmWrites';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startCreatio();
});
afterAll(() => sandbox.close());

const CAPABILITIES: CrmWriteDriver['capabilities'] = {
	recordTypes: ['person'],
	scopes: ['all', 'group', 'tag', 'owner'],
	pageSize: 400,
	stampResolutionMs: 1,
	tellsDeletions: false,
	joinable: ['group', 'tag'],
	writable: { person: ['name', 'company', 'birthday', 'note', 'emails', 'phones', 'addresses', 'websites'], company: [] },
	slots: {},
	links: 'listed',
	destroys: 'gone',
};

function driver(site: Site, turned: Turned = []): CrmWriteDriver {
	return {
		open: async () => openCreatio(sandbox, site, () => turned.forEach(([name, value]) => sandbox.setSwitch(SERVICE, name, value))),
		capabilities: CAPABILITIES,
		lostCreates: 'repeated',
		scopeMoves: 'stamped',
		optOut: 'taken',
	};
}

const SITES: Site[] = [
	{ login: 'password', pathStyle: 'withZero', scope: 'group' },
	{ login: 'password', pathStyle: 'withoutZero', scope: 'tag' },
	{ login: 'oauth', pathStyle: 'withZero', scope: 'tag' },
	{ login: 'oauth', pathStyle: 'withoutZero', scope: 'group' },
];

describe.each(SITES)('$login, $pathStyle, a scope by $scope', (site) => {
	crmWriteContract('the Creatio connector', driver(site));
});

type Turned = ReadonlyArray<readonly [name: string, value: string]>;

/**
 * Every behaviour that is not certain, turned: the connector may rest on none of them. Those that do not meet are turned
 * together, as each of these runs is the whole contract.
 */
const TURNS: Array<{ what: string; login: Site['login']; turned: Turned }> = [
	{ what: 'dates in local time', login: 'oauth', turned: [['zone', 'local']] },
	{ what: 'other forms of answers', login: 'password', turned: [['stampDigits', 'milli'], ['nullLookups', 'null'], ['expandedNothing', 'zeros'], ['nextLink', 'present']] },
	{ what: 'no reads in batches', login: 'password', turned: [['batchReads', 'refused']] },
	{ what: 'rows apart from columns', login: 'password', turned: [['columnsToRows', 'none'], ['newCommunication', 'staysSecondary'], ['addressColumns', 'stay']] },
	{ what: 'other orders', login: 'password', turned: [['primaryDeleted', 'next'], ['nameOrder', 'surnameFirst'], ['textCase', 'sensitive'], ['folderRemovalStamp', 'utc']] },
	{ what: 'other ways with writes', login: 'password', turned: [['patchMissing', 'creates'], ['patchUnknown', 'ignored'], ['duplicateKeyStatus', '400'], ['refusedCreate', 'stored'], ['folderRemovalStamp', 'none'], ['loginZone', 'ignored']] },
];

describe.each(TURNS)('with $what', ({ login, turned }) => {
	crmWriteContract('the Creatio connector', driver({ login, pathStyle: 'withZero', scope: 'group' }, turned));
});

it('turns every switch but those of logins and refused queries, which the tests of faults turn', () => {
	const turned = TURNS.flatMap((run) => run.turned.map(([name, value]) => `${name}=${value}`));
	const all = creatioSwitches.flatMap(({ name, values }) => values.slice(1).map((value) => `${name}=${value}`));
	const elsewhere = ['runtime=core', 'lostSession=redirect', 'lostSession=page', 'expiredPassword=url', 'dateEq=answered', 'flatLookupStatus=200', 'unknownColumnStatus=500'];
	expect([...turned, ...elsewhere].sort()).toEqual([...all].sort());
	process.stdout.write(`Creatio, switches turned: ${turned.join(', ')}\n`);
});
