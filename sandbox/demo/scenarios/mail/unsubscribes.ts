import { ecomailCredential, raynetCredential } from '../../credentials';
import { publishWorkflow } from '../../setUp';
import { at } from '../http';
import { openRaynet } from '../raynetToGoogle/raynet';
import type { Report, Scenario, Stage } from '../types';
import type { Watched } from '../watch';
import { deliveriesOf, openEcomail, type EcomailDesk } from './ecomail';
import { effectsOf, emailTagType, emailTriggerType, listOf, mailWorkflow, playChapters, secret, seededList, webhookUrl, type MailChapter, type MailWorkflow } from './flow';
import { openOffice, type Office } from './office';

const template = 'ecomail-unsubscribes-to-raynet.json';
const id = 'demoUnsubscribes';

export const unsubscribes: Scenario = {
	title: 'Unsubscribes into the mailing opt-out of Raynet',
	credentials: (url) => [raynetCredential(url), ecomailCredential(url)],
	workflow: (root) => workflow(root, seededList),
	prepare: (sandboxUrl, n8nUrl) => enterWebhook(openEcomail(sandboxUrl), seededList, n8nUrl),
	run,
};

/** As typed into the settings of the list. */
async function enterWebhook(ecomail: EcomailDesk, list: number, n8nUrl: string): Promise<void> {
	await ecomail.hand('list.webhook', { id: list, url: `${webhookUrl(n8nUrl, id, 'Left the List')}?token=${secret}` });
}

function workflow(root: string, list: number): MailWorkflow {
	return mailWorkflow(root, template, { id, parameters: { 'Left the List': { secret }, [emailTagType]: listOf(list), [emailTriggerType]: {} } });
}

/** Who does what in the story, by the first part of the address; all but the last are in Raynet. */
const PEOPLE = ['odhlasena', 'odkaz', 'nedorucena', 'stezuje', 'programem', 'ctenarka', 'neznama'] as const;
const address = (name: (typeof PEOPLE)[number]): string => `${name}@optout.example`;

interface Desk {
	stage: Stage;
	office: Office;
	ecomail: EcomailDesk;
	list: number;
	watched: Watched;
	/** Keys of records that were opted out before the flow began. */
	before: Set<string>;
	/** Addresses that have to be opted out by now. */
	out: string[];
}

async function run(stage: Stage): Promise<Report> {
	const { baseUrl } = stage.sandbox;
	const [ecomail, raynet, office] = [openEcomail(baseUrl), openRaynet(baseUrl), openOffice(baseUrl)];
	const list = await ecomail.newList('Odhlášky');
	for (const name of PEOPLE) await ecomail.put(list, address(name));
	for (const name of PEOPLE.slice(0, -1)) await raynet.create({ firstName: 'Petra', lastName: 'Odhlášková', contactInfo: { email: address(name), tel1: '+420 601 555 020', tel1Type: 'mobil' } });
	// One address may stand on two records.
	await raynet.create({ firstName: 'Petr', lastName: 'Odhláška', contactInfo: { email: 'petr@optout.example', email2: address('stezuje') } });
	const before = new Set((await office.addressees()).filter(({ optedOut }) => optedOut).map(({ key }) => key));
	const watched: Watched = { workflow: workflow(stage.root, list), workers: ['Opt Out in RAYNET'] };
	const desk: Desk = { stage, office, ecomail, list, watched, before, out: [] };
	const own = { raynet: () => raynet.requests() + office.requests(), ecomail: ecomail.requests };
	const report = await playChapters(stage, [watched], own, chapters(desk));
	return report.problems.length > 0 ? report : { ...report, problems: await repeated(desk) };
}

function chapters(desk: Desk): MailChapter[] {
	const { stage, watched, ecomail, list, out } = desk;
	const problems = (): Promise<string[]> => wrongIn(desk);
	return [
		{
			name: 'Unsubscribed in the list',
			problems,
			async act() {
				await publishWorkflow(stage.client, watched.workflow);
				await enterWebhook(ecomail, list, stage.server.baseUrl);
				for (const name of ['odhlasena', 'neznama'] as const) await ecomail.hand('subscriber.status', { listId: list, email: address(name), status: 2 });
				await ecomail.hand('deliveries.settled', {});
				out.push(address('odhlasena'));
			},
		},
		{
			name: 'What became of a campaign',
			problems,
			async act() {
				const campaignId = at(await ecomail.hand('campaign.send', { listIds: [list], title: 'Podzim' }), 'id');
				for (const [name, event] of [['odkaz', 'unsub'], ['nedorucena', 'hard_bounce'], ['stezuje', 'spam'], ['ctenarka', 'open'], ['ctenarka', 'soft_bounce']] as const) {
					await ecomail.hand('event', { event, email: address(name), campaignId });
				}
				await ecomail.hand('deliveries.settled', {});
				out.push(address('odkaz'), address('nedorucena'), address('stezuje'));
			},
		},
		{
			name: 'At night',
			problems,
			async act() {
				// Ecomail tells nobody of this.
				await ecomail.unsubscribeByApi(list, address('programem'));
				out.push(address('programem'));
				await stage.client.runByHand(watched.workflow.id, 'Every Night');
			},
		},
	];
}

/** The opt-outs of all of Raynet. */
async function wrongIn({ office, before, out }: Desk): Promise<string[]> {
	const all = await office.addressees();
	return [
		...out.filter((email) => !all.some(({ emails }) => emails.includes(email))).map(() => 'Somebody of the story is gone from Raynet.'),
		...all.flatMap(({ key, emails, optedOut }) => {
			const wanted = before.has(key) || emails.some((email) => out.includes(email));
			if (wanted === optedOut) return [];
			return [wanted ? `${key} is not opted out.` : `${key} is opted out and should not be.`];
		}),
		...(all.some(({ emails }) => emails.includes(address('neznama'))) ? ['Somebody was created in Raynet.'] : []),
	];
}

/** Every delivery once more, and another night: nothing is written a second time. */
async function repeated(desk: Desk): Promise<string[]> {
	const { stage, watched, ecomail } = desk;
	stage.progress('every webhook once more, and another night');
	const mine = (await deliveriesOf(ecomail)).filter(({ url }) => url.startsWith(stage.server.baseUrl) && url.includes(watched.workflow.id));
	const again = await effectsOf(stage, watched, 'raynet', 0, async () => {
		for (const { n } of mine) await ecomail.hand('deliveries.repeat', { n });
		await ecomail.hand('deliveries.settled', {});
	});
	const night = await effectsOf(stage, watched, 'raynet', 1, async () => void (await stage.client.runByHand(watched.workflow.id, 'Every Night')));
	return [
		...(mine.length > 0 ? [] : ['Ecomail told nothing.']),
		...(again.writes === 0 ? [] : [`Webhooks that came twice led to ${again.writes} writes.`]),
		...(night.writes === 0 ? [] : ['A night without news wrote to Raynet.']),
		...(await wrongIn(desk)),
	];
}
