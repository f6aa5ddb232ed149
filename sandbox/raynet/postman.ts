import axios from 'axios';
import http from 'node:http';
import type { JsonObject } from '../kit/json';
import type { SandboxClock } from '../kit/types';
import { letterOf, type Letter } from './letters';
import type { Actor, Instance, RecordEvent, Webhook } from './model';
import type { Setting } from './switches';
import { minute } from './time';

const hour = 60 * minute;
/** [documented] Technical contacts are told after a day of failing, and again on recovery; after seven the webhook is removed. */
const mailedAfter = 24 * hour;
const removedAfter = 7 * 24 * hour;
/** [documented] */
const answerTimeout = minute;
/** [documented] The pause between sends: 500 ms with more than 100 in the queue, 5 s with none. In between it is linear [assumed]. */
const pauses = { shortest: 500, longest: 5_000, crowd: 100 };
/** How often the sandbox's clock is looked at while something waits. */
const lookEvery = 10;

/** One attempt to deliver an event. */
export interface Delivery {
	at: number;
	uuid: string;
	url: string;
	event: Letter;
	/** 1 for the first attempt. */
	attempt: number;
	answer: number | 'unreachable';
}

interface Line {
	instance: Instance;
	webhook: Webhook;
	queue: Letter[];
	attempt: number;
	nextAt: number;
	failingSince: number | undefined;
	mailed: boolean;
	busy: { since: number; controller: AbortController } | undefined;
}

/** Delivers events to webhooks over HTTP, one line for each webhook, in the order of the queue [assumed]. */
export interface Postman {
	queue(instance: Instance, event: RecordEvent, actor: Actor): void;
	deliveries(): readonly Delivery[];
	/** What waits, by webhook. */
	waiting(): JsonObject[];
	/** A fixed pause between sends instead of the documented one; undefined: the documented one. */
	setPause(ms: number | undefined): void;
	reset(): void;
	close(): void;
}

/** What the postman works with. */
interface Office {
	readonly clock: SandboxClock;
	readonly setting: Setting;
	lines: Map<string, Line>;
	deliveries: Delivery[];
	pause: number | undefined;
	timer: NodeJS.Timeout | undefined;
	letters: number;
}

export function createPostman(clock: SandboxClock, setting: Setting): Postman {
	const office: Office = { clock, setting, lines: new Map(), deliveries: [], pause: undefined, timer: undefined, letters: 0 };
	return {
		queue: (instance, event, actor) => queue(office, instance, event, actor),
		deliveries: () => office.deliveries,
		waiting: () => [...office.lines.values()].map(({ webhook, queue: { length }, nextAt, failingSince = null }) => ({ uuid: webhook.uuid, url: webhook.url, events: length, nextAt, failingSince })),
		setPause(ms) {
			office.pause = ms;
			for (const line of office.lines.values()) if (line.failingSince === undefined) line.nextAt = 0;
		},
		reset() {
			close(office);
			Object.assign(office, { deliveries: [], pause: undefined, letters: 0 });
		},
		close: () => close(office),
	};
}

function queue(office: Office, instance: Instance, event: RecordEvent, actor: Actor): void {
	const { setting, lines, clock } = office;
	if (actor.source.name === 'api' && setting('ownWritesTold') === 'no') return;
	const wanting = instance.webhooks.filter((webhook) => wants(webhook, event, setting));
	if (wanting.length === 0) return;
	office.letters += 1;
	const letter = letterOf(event, actor, office.letters, clock.now());
	for (const webhook of wanting) lineOf(lines, instance, webhook).queue.push(letter);
	office.timer ??= setInterval(() => look(office), lookEvery).unref();
}

function close(office: Office): void {
	for (const line of office.lines.values()) line.busy?.controller.abort();
	office.lines = new Map();
	rest(office);
}

function rest(office: Office): void {
	clearInterval(office.timer);
	office.timer = undefined;
}

function look(office: Office): void {
	for (const line of [...office.lines.values()]) step(office, line);
	if ([...office.lines.values()].every((line) => line.queue.length === 0)) rest(office);
}

function step(office: Office, line: Line): void {
	const now = office.clock.now();
	const { instance, webhook, busy, failingSince } = line;
	if (failingSince !== undefined && now - failingSince >= removedAfter) instance.webhooks = instance.webhooks.filter((one) => one !== webhook);
	if (!instance.webhooks.includes(webhook)) {
		busy?.controller.abort();
		office.lines.delete(webhook.uuid);
		return;
	}
	if (busy) {
		if (now - busy.since > answerTimeout) busy.controller.abort();
		return;
	}
	const [letter] = line.queue;
	if (letter && now >= line.nextAt) void send(office, line, letter);
}

async function send(office: Office, line: Line, letter: Letter): Promise<void> {
	const { uuid, url } = line.webhook;
	const at = office.clock.now();
	line.busy = { since: at, controller: new AbortController() };
	line.attempt += 1;
	const answer = await post(line.webhook, letter, office.setting, line.busy.controller.signal);
	line.busy = undefined;
	if (office.lines.get(uuid) !== line) return;
	office.deliveries.push({ at, uuid, url, event: letter, attempt: line.attempt, answer });
	if (typeof answer === 'number' && answer >= 200 && answer < 300) accepted(office, line);
	else refused(office, line, at);
	look(office);
}

function accepted({ clock, pause }: Office, line: Line): void {
	line.queue.shift();
	line.attempt = 0;
	if (line.mailed) mail(line, 'recovered', clock.now());
	line.mailed = false;
	line.failingSince = undefined;
	line.nextAt = clock.now() + (pause ?? pauseWith(line.queue.length));
}

/** [documented] Not accepted: the event stays queued and is sent again; how soon is the switch webhookRetryMinutes. */
function refused({ clock, setting }: Office, line: Line, at: number): void {
	line.failingSince ??= at;
	line.nextAt = clock.now() + Number(setting('webhookRetryMinutes')) * minute;
	if (line.mailed || clock.now() - line.failingSince < mailedAfter) return;
	mail(line, 'failing', clock.now());
	line.mailed = true;
}

function mail({ instance, webhook }: Line, about: 'failing' | 'recovered', at: number): void {
	instance.technicalMails.push({ at, to: [...instance.technicalContacts], about, url: webhook.url });
}

function wants({ events, entityFilter }: Webhook, { type, entityName }: RecordEvent, setting: Setting): boolean {
	const everything = entityFilter.length === 0 || setting('entityFilter') === 'ignored';
	return events.includes(type) && (everything || entityFilter.includes(entityName));
}

function lineOf(lines: Map<string, Line>, instance: Instance, webhook: Webhook): Line {
	const line = lines.get(webhook.uuid) ?? { instance, webhook, queue: [], attempt: 0, nextAt: 0, failingSince: undefined, mailed: false, busy: undefined };
	lines.set(webhook.uuid, line);
	return line;
}

/** An event that comes into an empty queue goes at once, though never more than two a second [documented]. */
function pauseWith(waiting: number): number {
	if (waiting === 0) return pauses.shortest;
	const crowded = Math.min(waiting, pauses.crowd) / pauses.crowd;
	return Math.round(pauses.longest - crowded * (pauses.longest - pauses.shortest));
}

const loopback = /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;

/** The sandbox sends nothing to other machines: such webhooks count as unreachable. */
async function post({ url, secretToken }: Webhook, letter: Letter, setting: Setting, signal: AbortSignal): Promise<Delivery['answer']> {
	const target = new URL(url);
	if (!loopback.test(target.hostname)) return 'unreachable';
	if (setting('webhookQuery') === 'dropped') target.search = '';
	const headers = { 'content-type': 'application/json; charset=UTF-8', ...(secretToken === null ? {} : { [setting('tokenHeader')]: secretToken }) };
	try {
		const agent = new http.Agent({ keepAlive: false });
		const answer = await axios.post(target.href, letter, { headers, signal, httpAgent: agent, maxRedirects: 0, proxy: false, validateStatus: () => true });
		return answer.status;
	} catch {
		return 'unreachable';
	}
}
