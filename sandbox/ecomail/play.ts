import { occur } from './events';
import { enter } from './pipelines';
import { keyOf, nextId, type Account, type Campaign, type Desk, type List, type Pipeline } from './model';

const dayMs = 86_400_000;

export interface Sending {
	title: string;
	subject: string;
	/** true: stays in the state "sending". */
	sending?: boolean;
}

/** Sends a campaign to everybody who is subscribed to one of the lists, now. */
export function sendCampaign(desk: Desk, lists: readonly List[], { title, subject, sending = false }: Sending): Campaign {
	const { account, now } = desk;
	const recipients = lists.flatMap(({ members }) => [...members].filter(([, { status }]) => status === 1).map(([key]) => key));
	const [first] = lists;
	const campaign: Campaign = {
		id: nextId(account, 'campaign'),
		title,
		subject,
		fromName: first?.fromName ?? '',
		fromEmail: first?.fromEmail ?? '',
		status: sending ? 2 : 3,
		listIds: lists.map(({ id }) => id),
		sentAt: now,
		recipients: [...new Set(recipients)],
	};
	account.campaigns.set(campaign.id, campaign);
	for (const email of campaign.recipients) occur(desk, { event: 'send', email, at: now, campaign });
	return campaign;
}

export interface Played {
	campaigns: number[];
	events: number;
}

export interface PlayPlan {
	days: number;
	list: List;
	pipeline?: Pipeline;
	/** Called at the end of each day. */
	nextDay(): number;
	random(): number;
}

/**
 * Days in the life of a list: each sends a campaign in the morning; people open and click what they got in the last three days,
 * a few unsubscribe, complain or bounce, and a few enter the automation.
 */
export function play(desk: Desk, { days, list, pipeline, nextDay, random }: PlayPlan): Played {
	const campaigns: number[] = [];
	const before = desk.account.log.length;
	let now = desk.now;
	for (let day = 1; day <= days; day += 1) {
		const today: Desk = { ...desk, now };
		const number = desk.account.campaigns.size + 1;
		campaigns.push(sendCampaign(today, [list], { title: `Newsletter ${number}`, subject: `Novinky ${number}` }).id);
		for (const campaign of recent(desk.account, list, now)) react(today, campaign, random);
		if (pipeline) for (const key of list.members.keys()) if (random() < 0.05) enter(today, pipeline, key);
		now = nextDay();
	}
	return { campaigns, events: desk.account.log.length - before };
}

function recent(account: Account, list: List, now: number): Campaign[] {
	return [...account.campaigns.values()].filter(({ sentAt, listIds }) => sentAt !== null && sentAt <= now && now - sentAt <= 3 * dayMs && listIds.includes(list.id));
}

/** Reactions come within the day, later ones less often. */
function react(desk: Desk, campaign: Campaign, random: () => number): void {
	const age = Math.floor((desk.now - (campaign.sentAt ?? desk.now)) / dayMs);
	const share = 0.35 / (age + 1);
	for (const key of campaign.recipients) {
		const luck = random();
		if (luck >= share) continue;
		const at = desk.now + Math.floor(random() * 8 * 3_600_000);
		const member = campaign.listIds.map((id) => desk.account.lists.get(id)?.members.get(keyOf(key))).find((found) => found !== undefined);
		if (age === 0 && luck < 0.01) occur(desk, { event: 'hard_bounce', email: key, at, campaign });
		else if (member?.status === 1) {
			occur(desk, { event: 'open', email: key, at, campaign });
			if (luck < share * 0.4) occur(desk, { event: 'click', email: key, at: at + 60_000, url: 'https://shop.example/news', campaign });
			if (luck < share * 0.05) occur(desk, { event: 'unsub', email: key, at: at + 120_000, campaign });
		}
	}
}
