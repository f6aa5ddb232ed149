import { runSync, type RunMode, type SyncAnswer } from '../../core/sync';
import type { RecordType } from '../../core/contact/contact';
import type { CrmScope } from '../../core/ports/crm';
import { FIELDS } from '../../core/sync/fields';
import type { FlowSettings, ToCrmSettings } from '../../core/sync/settings';
import { scopeText } from '../../core/sync/scope';
import { openWorld, type World, type WorldOptions } from './world';

/** Raynet with Google Contacts over HTTP, as Contact Sync runs it. */
export interface TwoWayWorld extends World {
	run(read?: RunMode, more?: { toCrm?: Partial<ToCrmSettings>; settings?: Partial<FlowSettings> }): Promise<SyncAnswer>;
	/** Runs, and answers "action reason sides" for each contact that is not unchanged. */
	does(read?: RunMode, more?: { toCrm?: Partial<ToCrmSettings>; settings?: Partial<FlowSettings> }): Promise<string[]>;
	/** What the last run handed on to the next one. */
	state: unknown;
}

export async function openTwoWay(options: WorldOptions & { scope?: CrmScope; recordTypes?: readonly RecordType[] } = {}): Promise<TwoWayWorld> {
	const world = await openWorld(options);
	const scope = options.scope ?? { kind: 'all' };
	const both: TwoWayWorld = Object.assign(world, {
		state: undefined as unknown,
		async run(read: RunMode = 'changes', { toCrm = {}, settings = {} }: { toCrm?: Partial<ToCrmSettings>; settings?: Partial<FlowSettings> } = {}) {
			const answer = await runSync({
				crm: world.crm,
				partner: world.partner,
				settings: {
					...world.settings,
					scope: scopeText(scope),
					fields: FIELDS.map((field) => ({ field, direction: 'both' as const, mode: 'mirror' as const })),
					...settings,
					toCrm: { scope, leaving: 'leave', creates: 'people', writesPerRun: 1_000, linksPerRun: 100, ...toCrm },
				},
				recordTypes: options.recordTypes ?? ['person', 'company'],
				state: both.state,
				read,
				env: world.env,
				mode: 'apply',
			});
			both.state = JSON.parse(JSON.stringify(answer.state)) as unknown;
			return answer;
		},
		async does(read?: RunMode, more?: { toCrm?: Partial<ToCrmSettings>; settings?: Partial<FlowSettings> }) {
			const { report } = await both.run(read, more);
			return report.results.filter(({ action }) => action !== 'unchanged').map(({ action, reason, sides }) => [action, reason, ...sides].join(' '));
		},
	});
	return both;
}
