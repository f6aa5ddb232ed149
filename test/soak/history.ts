import { SyncError } from '../../core/errors';
import type { RunReport } from '../../core/sync/report';
import type { Fault } from '../../sandbox/kit/types';
import { openTwoWay, type TwoWayWorld } from '../flows/twoWayWorld';
import { seededRandom } from '../support/environment';
import { isIn } from '../flows/hands';
import { act, look, nameOf, noteOf, TAG, type Draw } from './hands';

export interface Told {
	count(name: string): void;
}

/** Lives through one history with faults on, comes to rest, and answers what is wrong then. Empty: all is well. */
export async function liveThrough(seed: number, told: Told): Promise<string[]> {
	const random = seededRandom(seed);
	let words = 0;
	const draw: Draw = { below: (count) => Math.floor(random() * count), word: () => `w${(words += 1)}w` };
	const world = await openTwoWay({ scope: { kind: 'tag', tag: TAG }, recordTypes: ['person'] });
	const output: string[] = [];
	const take = (report: RunReport): void => void output.push(JSON.stringify(report.results.map(({ changes, conflicts }) => [changes, conflicts])));
	try {
		const written = new Set<string>();
		for (let step = 4 + draw.below(9); step > 0; step--) {
			if (draw.below(3) > 0) await actAndNote(world, draw, told, written);
			else await faultyRun(world, draw, told, take);
		}
		return [...(await rest(world, told, take)), ...(await wrong(world, written, output.join('\n')))];
	} finally {
		await world.close();
	}
}

/** What a person takes away is not lost; what a person brings must not be. */
async function actAndNote(world: TwoWayWorld, draw: Draw, told: Told, written: Set<string>): Promise<void> {
	const before = wordsIn(await look(world));
	told.count(await act(world, draw));
	const after = new Set(wordsIn(await look(world)));
	for (const word of before) if (!after.has(word)) written.delete(word);
	for (const word of after) written.add(word);
}

const EFFECTS: ReadonlyArray<Fault['effect']> = [
	{ kind: 'cutBefore' },
	{ kind: 'cutAfter' },
	{ kind: 'answer', status: 500, body: { message: 'broken' } },
	{ kind: 'answer', status: 503, body: '<html>busy</html>' },
	{ kind: 'answer', status: 429, headers: { 'retry-after': '2' }, body: {} },
];

async function faultyRun(world: TwoWayWorld, draw: Draw, told: Told, take: (report: RunReport) => void): Promise<void> {
	for (let count = draw.below(3); count > 0; count--) {
		const effect = EFFECTS[draw.below(EFFECTS.length)] as Fault['effect'];
		world.sandbox.fault({ service: draw.below(2) === 0 ? 'raynet' : 'google', op: '*', after: draw.below(8), times: 1 + draw.below(2), effect });
		told.count(`fault ${effect.kind}${effect.kind === 'answer' ? ` ${effect.status}` : ''}`);
	}
	if (draw.below(4) === 0) restart(world, draw, told);
	await run(world, draw.below(3) === 0 ? 'everything' : 'changes', told, take);
	world.sandbox.clearFaults();
}

/** A new process, sometimes one that has lost what was stored between the runs, too. */
function restart(world: TwoWayWorld, draw: Draw, told: Told): void {
	world.wait(11 * 60_000);
	world.forget();
	if (draw.below(2) === 0) world.state = undefined;
	told.count('restart');
}

async function run(world: TwoWayWorld, read: 'changes' | 'everything', told: Told, take: (report: RunReport) => void): Promise<RunReport | undefined> {
	told.count('runs');
	try {
		const { report } = await world.run(read, { settings: { overrides: ['emptySide', 'massLeave', 'massClear', 'massChange'] } });
		take(report);
		if (report.summary.stopped) told.count('runs stopped');
		return report;
	} catch (error) {
		if (!(error instanceof SyncError)) throw error;
		told.count('runs that could not begin');
		return undefined;
	}
}

/** Without faults, at most three rounds until nothing is written any more. */
async function rest(world: TwoWayWorld, told: Told, take: (report: RunReport) => void): Promise<string[]> {
	world.wait(15 * 60_000);
	for (let round = 0; round <= 4; round++) {
		world.sandbox.clearCalls();
		const report = await run(world, 'everything', told, take);
		const writes = world.sandbox.calls().filter(({ committed }) => committed);
		if (report && writes.length === 0) return [];
		world.wait(15 * 60_000);
	}
	return [`not at rest after four rounds: ${world.sandbox.calls().filter(({ committed }) => committed).map(({ op }) => op).join(', ')}`];
}

function wordsIn(value: unknown): string[] {
	return JSON.stringify(value).match(/w\d+w/g) ?? [];
}

async function wrong(world: TwoWayWorld, written: ReadonlySet<string>, output: string): Promise<string[]> {
	const sides = await look(world);
	const { raynet, google, label } = sides;
	const complaints: string[] = [];
	const there = new Set(wordsIn(sides));
	const deleted = new Set(wordsIn([world.sandbox.service('google').dump(), world.sandbox.service('raynet').dump()]));
	for (const word of written) if (!there.has(word) && !deleted.has(word) && !output.includes(word)) complaints.push(`${word} lost silently`);
	for (const [name, names] of [['Raynet', raynet.map(({ lastName }) => lastName ?? '')], ['Google', google.map(nameOf)]] as const) {
		for (const one of names.filter((text, at) => names.indexOf(text) !== at)) complaints.push(`two of "${one}" in ${name}`);
	}
	for (const one of google.filter((person) => label !== '' && isIn(person, label))) {
		const id = one.externalIds?.find(({ value }) => value.startsWith('raynet:acme:'))?.value.split(':').pop();
		const person = raynet.find((other) => String(other.id) === id);
		if (!person?.tags?.includes(TAG)) complaints.push(`${nameOf(one)} is in the label and not in the scope`);
		else if ((person.notice ?? '') !== noteOf(one)) complaints.push(`${nameOf(one)}: "${person.notice ?? ''}" in Raynet, "${noteOf(one)}" in Google`);
	}
	const paired = new Set(google.filter((person) => label !== '' && isIn(person, label)).flatMap(({ externalIds = [] }) => externalIds.map(({ value }) => value)));
	for (const one of raynet) if (one.tags?.includes(TAG) && !paired.has(`raynet:acme:person:${one.id}`)) complaints.push(`${one.lastName ?? ''} is in the scope and not in the label`);
	return complaints;
}
