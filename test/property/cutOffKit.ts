import type { CrmSide, CrmScope } from '../../core/ports/crm';
import type { PartnerSide } from '../../core/ports/partner';
import { runSync, type SyncAnswer } from '../../core/sync';
import { EVA, fieldRules, flow } from '../support/contacts';
import { TAG } from '../core/syncKit';
import type { Fate, Sides } from './twoWayWorld';

const JAN = { firstName: 'Jan', lastName: 'Novák', emails: [{ value: 'jan@b.test' }] };

export type Cut = 'cutBefore' | 'cutAfter';

/** Two sides of which every call can be cut. The people of the CRM call the scope TAG. */
export interface Place extends Sides {
	scope: CrmScope;
	sides: { crm: CrmSide; partner: PartnerSide };
	/** Calls of the run that is cut, as "side.op". */
	calls: string[];
	cut?: { at: number; how: Cut };
	state: unknown;
	label: string;
}

/** Opens both sides; the fate is asked with "side.op". */
export type OpenSides = (fate: Fate, delayMs: number) => Sides & { scope: CrmScope };

function open(sidesOf: OpenSides, delayMs: number): Place {
	const place: Partial<Place> & Pick<Place, 'calls'> = { calls: [] };
	const fate: Fate = ({ op }) => {
		place.calls.push(op);
		const { cut } = place;
		return cut && cut.at === place.calls.length ? cut.how : 'goesThrough';
	};
	const sides = sidesOf(fate, delayMs);
	const { crm, partner } = sides;
	crm.hands.setVisibilityDelay(delayMs);
	partner.hands.setVisibilityDelay(delayMs);
	return Object.assign(place, sides, { sides: { crm, partner }, state: undefined, label: partner.hands.createGroup('CRM').id });
}

export async function run(place: Place, sides = place.sides, state = place.state): Promise<SyncAnswer> {
	const { scope, fake, crm } = place;
	fake.advance(1_000);
	const settings = { ...flow({ account: crm.account, scope: JSON.stringify(scope), fields: fieldRules('both') }), toCrm: { scope, leaving: 'leave' as const, creates: 'people' as const, writesPerRun: 1_000, linksPerRun: 1_000 } };
	const answer = await runSync({ ...sides, settings, recordTypes: ['person', 'company'], state, read: 'changes', env: fake.env, mode: 'apply' });
	place.state = JSON.parse(JSON.stringify(answer.state)) as unknown;
	return answer;
}

/** What a person sees on both sides, ids and stamps left out. */
export function seen({ crm, partner, label }: Place): object {
	const people = (fields: object) => JSON.stringify(Object.entries(fields).filter(([name]) => ['lastName', 'emails', 'note', 'tags'].includes(name)).sort(([a], [b]) => (a < b ? -1 : 1)));
	return {
		crm: [...crm.hands.records().values()].map(({ contact }) => people(contact)).sort(),
		partner: [...partner.hands.records().values()].map(({ fields, groups }) => `${people(fields)} ${groups.includes(label) ? 'in' : 'out'}`).sort(),
	};
}

export interface Scenario {
	name: string;
	/** Leads up to the run whose calls are cut. */
	before(place: Place): Promise<void>;
}

async function pairOf(place: Place): Promise<{ id: string; there: string }> {
	const id = place.crm.hands.put({ recordType: 'person', ...EVA, tags: [TAG] });
	place.fake.advance(11 * 60_000);
	await run(place);
	place.fake.advance(11 * 60_000);
	await run(place);
	return { id, there: [...place.partner.hands.records().keys()][0] ?? '' };
}

export const SCENARIOS: readonly Scenario[] = [
	{
		name: 'new on both sides',
		async before({ crm, partner, label }) {
			crm.hands.put({ recordType: 'person', ...EVA, tags: [TAG] });
			partner.hands.create(JAN, [label]);
		},
	},
	{
		name: 'changed on both sides',
		async before(place) {
			const { id, there } = await pairOf(place);
			place.crm.hands.edit(id, { emails: [...(EVA.emails ?? []), { value: 'office@acme.test' }] });
			place.partner.hands.edit(there, { note: 'from the phone' });
		},
	},
	{
		name: 'the same person on both sides',
		async before({ crm, partner, label }) {
			crm.hands.put({ recordType: 'person', ...EVA, tags: [TAG] });
			partner.hands.create({ ...EVA, note: undefined, emails: [...(EVA.emails ?? []), { value: 'home@acme.test' }] }, [label]);
		},
	},
	{
		name: 'out of the scope',
		async before(place) {
			const { id } = await pairOf(place);
			place.crm.hands.untag(id, TAG);
		},
	},
	{
		name: 'out of the label',
		async before(place) {
			const { there } = await pairOf(place);
			place.partner.hands.unlabel(there, place.label);
		},
	},
];

export async function prepared(sidesOf: OpenSides, { before }: Scenario, delayMs: number): Promise<Place> {
	const place = open(sidesOf, delayMs);
	await before(place);
	place.fake.advance(11 * 60_000);
	place.calls.length = 0;
	return place;
}

const ROUNDS = 4;

/** Runs until nothing is left to do, at most four times, in the same process or in a new one. */
export async function healed(place: Place, process: 'same' | 'new'): Promise<void> {
	if (process === 'new') place.sides = { crm: place.crm.connect(), partner: place.partner.connect() };
	for (let round = 0; round < ROUNDS; round += 1) {
		place.fake.advance(place.cut || round > 0 ? 11 * 60_000 : 0);
		const { report } = await run(place);
		if (report.results.every(({ sides, reason }) => sides.length === 0 && reason !== 'outcomeUnknown')) return;
	}
}

export interface CutOffs {
	delayMs: number;
	/** In which processes the run after the cut one goes on. */
	processes: ReadonlyArray<'same' | 'new'>;
	/** Called before the run that is not cut, and right after it. */
	before?(): void;
	whole?(): void;
}

/** Cuts every single call of a scenario, before and after it was carried out; answers how many calls were cut how often. */
export async function cutEach(sidesOf: OpenSides, scenario: Scenario, { delayMs, processes, before, whole }: CutOffs): Promise<{ log: string[]; cuts: number }> {
	const uncut = await prepared(sidesOf, scenario, delayMs);
	before?.();
	await run(uncut);
	whole?.();
	const log = [...uncut.calls];
	await healed(uncut, 'same');
	const wanted = seen(uncut);
	let cuts = 0;
	for (let at = 1; at <= log.length; at += 1) {
		for (const how of ['cutBefore', 'cutAfter'] as const) {
			for (const process of processes) {
				const place = await prepared(sidesOf, scenario, delayMs);
				place.cut = { at, how };
				await run(place).catch(() => undefined);
				expect(place.calls.slice(0, at)).toEqual(log.slice(0, at));
				await healed(place, process);
				const cut = { at, call: log[at - 1], how, process };
				expect({ ...cut, ...seen(place) }).toEqual({ ...cut, ...wanted });
				cuts += 1;
			}
		}
	}
	return { log, cuts };
}
