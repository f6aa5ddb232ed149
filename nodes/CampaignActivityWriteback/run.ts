import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { previewSink } from '../../core/activity';
import { openCampaigns } from '../shared/crm';
import { readCredential } from '../shared/credential';
import { ECOMAIL_CREDENTIAL, openEmail } from '../shared/email';
import { mailingProgressOf } from '../shared/progress';
import { runMailings, type Desk } from './mailings';
import { openMarks } from './marks';
import { outputOf } from './output';
import { writebackSettings, type WritebackSettings } from './settings';

/** One output item for each mailing with news, and one for each failure. */
export async function writeBackActivity(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const settings = writebackSettings(context);
	const email = await openEmail(context, settings.service);
	const crm = await openSink(context, settings);
	const { id } = await readCredential(context, ECOMAIL_CREDENTIAL);
	const desk: Desk = {
		settings,
		email: email.side,
		crm,
		marks: openMarks(context.getWorkflowStaticData('node'), id),
		progress: mailingProgressOf(context),
		days: { zone: context.getTimezone(), now: new Date(email.env.clock.now()).toISOString() },
	};
	// Two runs at once would both create a mass e-mail that is missing.
	const report = await crm.exclusive(() => runMailings(desk));
	return outputOf(context, report, settings);
}

/** In a dry run nothing is written, and nothing remembered. */
async function openSink(context: IExecuteFunctions, { crm, mode }: WritebackSettings): ReturnType<typeof openCampaigns> {
	const open = await openCampaigns(context, crm);
	return mode === 'preview' ? { ...open, sink: previewSink(open.sink) } : open;
}
