import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { createNormaliser } from '../../core/contact/normalise';
import { ConfigurationError } from '../../core/errors';
import { onlyWithTitle, readOnly, runSync, type SyncAnswer, type SyncRequest, type TitledCrm, withMappedFields } from '../../core/sync';
import { CRM_TITLES, openCrm, type OpenCrm } from '../shared/crm';
import { nodeError } from '../shared/errors';
import type { CallCounter } from '../shared/http';
import { errorItem } from '../shared/results';
import { explainItems } from './explainItems';
import { lostTriggers } from './instantTriggers';
import { item, outputsOf, type Outputs } from './output';
import { openPartner, type OpenPartner } from './partner';
import { rehearse, type Rehearsal } from './rehearse';
import { settingsFor, syncSettings, type SyncSettings } from './settings';
import { belongingOf, savedState, saveState } from './state';
import { summaryOf, type Circumstances, type Cursor } from './summary';

/** One run for the whole execution, whatever comes in. */
export async function syncContacts(context: IExecuteFunctions): Promise<Outputs> {
	try {
		const settings = syncSettings(context);
		if (settings.operation === 'explain' && settings.contact === '') throw new ConfigurationError('Give the name, e-mail address or ID of the contact to explain.');
		const desk = await openDesk(context, settings);
		switch (settings.operation) {
			case 'sync':
				return await desk.partner.exclusive(() => desk.crm.exclusive(() => syncNow(desk)));
			case 'preview':
				return await desk.partner.exclusive(() => preview(desk));
			case 'explain':
				return await desk.partner.exclusive(() => explainContact(desk));
		}
	} catch (error) {
		const problem = nodeError(context.getNode(), error, 0);
		if (!context.continueOnFail()) throw problem;
		return [[errorItem(problem, 0)], [], []];
	}
}

/** Everything that one run of the node works with. */
interface Desk {
	context: IExecuteFunctions;
	settings: SyncSettings;
	crm: OpenCrm;
	partner: OpenPartner;
	request: Omit<SyncRequest, 'mode'>;
	calls: Circumstances['calls'];
	/** Set where people need a legal title. */
	titles?: TitledCrm;
	keep(state: SyncAnswer['state']): void;
}

async function openDesk(context: IExecuteFunctions, settings: SyncSettings): Promise<Desk> {
	const calls: Record<'crm' | 'google', CallCounter> = { crm: { calls: 0 }, google: { calls: 0 } };
	const companies = settings.flow.toCrm.creates === 'peopleAndCompanies' ? 'create' : 'match';
	const crm = await openCrm(context, settings.crm, { counter: calls.crm, companies, fewerRows: settings.fewerRows });
	const { account } = crm.side;
	const partner = await openPartner(context, settings, account, calls.google);
	const data = context.getWorkflowStaticData('node');
	const belonging = belongingOf(account, settings.flow.group, settings.list?.listId);
	const mapped = withMappedFields(crm.side, settings.list?.mapped ?? []);
	const side = settings.direction === 'both' ? mapped : readOnly(mapped);
	const titles = settings.legalTitle ? onlyWithTitle(side, settings.legalTitle) : undefined;
	const request = {
		crm: titles?.side ?? side,
		partner: partner.side,
		settings: settingsFor(settings, crm),
		recordTypes: settings.recordTypes,
		state: savedState(data, belonging),
		read: settings.operation === 'explain' ? ('everything' as const) : settings.read,
		env: crm.env,
	};
	return { context, settings, crm, partner, request, calls, ...(titles ? { titles } : {}), keep: (state) => saveState(data, belonging, state) };
}

async function syncNow(desk: Desk): Promise<Outputs> {
	const answer = await runSync({ ...desk.request, mode: 'apply' });
	const cursor: Cursor = desk.context.getMode() === 'manual' ? 'manualRun' : answer.report.summary.stopped ? 'stopped' : 'saved';
	desk.keep(answer.state);
	const warnings = [...titleWarnings(desk), ...desk.partner.warnings(), ...(await warningsOf(desk, answer))];
	const summary = summaryOf(answer, { ...circumstances(desk), cursor, guards: [], warnings });
	tell(desk, [summary.text, ...durationOf(summary), ...(summary.matchKeyText ? [summary.matchKeyText] : []), ...(cursor === 'saved' ? [] : [summary.cursorText])], answer, warnings);
	return outputsOf(answer, desk.settings, 'apply', summary);
}

/** Only a run that reads everything, and came to its end, may cost one call more. */
async function warningsOf({ context, settings, crm, calls }: Desk, { report }: SyncAnswer): Promise<string[]> {
	if (settings.instantTriggers === 'leave' || settings.read !== 'everything' || report.summary.stopped) return [];
	return await lostTriggers(context, crm.side.account, calls.crm);
}

/** An instance without the GDPR module answers as one in which nobody has a title. */
function titleWarnings({ titles, settings }: Desk): string[] {
	const { read = 0, titled = 0 } = titles?.counts() ?? {};
	if (settings.read !== 'everything' || read === 0 || titled > 0) return [];
	return [`Nobody of the ${read} contacts that were read has a valid legal title, so nobody takes part. Is the GDPR module on in RAYNET, and may this login see it? Else turn off Only With Valid Legal Title.`];
}

async function preview(desk: Desk): Promise<Outputs> {
	const { answer, guards } = await rehearse(desk.request);
	const warnings = [...titleWarnings(desk), ...desk.partner.warnings()];
	const summary = summaryOf(answer, { ...circumstances(desk), cursor: 'notWritten', guards, warnings });
	tell(desk, [summary.text, ...durationOf(summary), ...(summary.matchKeyText ? [summary.matchKeyText] : []), ...guards.map(({ message }) => `The run would stop: ${message}`)], answer, warnings);
	const [changes, conflicts, summaries]: Outputs = answer ? outputsOf(answer, desk.settings, 'preview', summary) : [[], [], [item(summary)]];
	// An agent is handed the first output alone.
	return [isTool(desk) ? [...summaries, ...changes] : changes, conflicts, summaries];
}

async function explainContact(desk: Desk): Promise<Outputs> {
	const rehearsal = await rehearse(desk.request);
	const { settings, request, calls } = desk;
	const subject = { settings, flow: request.settings, normal: createNormaliser(settings.flow.defaultCountry, request.partner.capabilities.unknownParts), crmTitle: CRM_TITLES[settings.crm], state: request.state };
	const items = await explainItems(subject, rehearsal);
	const text = `${items.length} ${items.length === 1 ? 'contact fits' : 'contacts fit'}.`;
	tell(desk, [text], rehearsal.answer);
	return [items, [], [item({ operation: 'explain', text, guards: rehearsal.guards, cost: { crmCalls: calls.crm.calls, [settings.list ? 'listCalls' : 'googleCalls']: calls.google.calls }, cursorSaved: false })]];
}

function durationOf({ expectedMinutes }: IDataObject): string[] {
	return expectedMinutes === undefined ? [] : [`The limits of both services make it last about ${String(expectedMinutes)} minutes.`];
}

function isTool({ context }: Desk): boolean {
	return context.getNode().type.endsWith('Tool');
}

function circumstances({ settings, calls, request }: Desk): Pick<Circumstances, 'settings' | 'calls' | 'capabilities' | 'matchBy'> {
	return { settings, calls, matchBy: request.settings.matchBy, capabilities: { crm: request.crm.capabilities, partner: request.partner.capabilities } };
}

/** One line under the output: what was done, and what the user has to know. */
function tell({ context }: Desk, lines: readonly unknown[], answer: Rehearsal['answer'], warnings: readonly string[] = []): void {
	const stopped = answer?.report.summary.stopped;
	const failed = (answer?.report.summary.counts.failed ?? 0) > 0;
	const message = [...lines, ...(stopped ? [stopped.message] : []), ...warnings].map(String).join(' ');
	context.logger.info(message);
	context.addExecutionHints?.({ message, type: stopped || failed || warnings.length > 0 || !answer ? 'warning' : 'info', location: 'outputPane' });
}
