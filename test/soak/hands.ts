import { raynetAccounts } from '../../sandbox/raynet/accounts';
import { googlePeople, inGoogle, inRaynet, isIn, labelId, type GooglePerson } from '../flows/hands';
import type { TwoWayWorld } from '../flows/twoWayWorld';

export const TAG = 'Google';
export const LABEL = 'RAYNET CRM';

/** A contact person as Raynet tells anybody by plain HTTP. */
export interface RaynetPerson {
	id: number;
	firstName?: string | null;
	lastName?: string | null;
	notice?: string | null;
	tags?: string[] | null;
	contactInfo?: { email?: string | null; tel1?: string | null } | null;
	rowInfo?: { rowState?: string | null } | null;
}

export async function raynetPeople(world: TwoWayWorld): Promise<RaynetPerson[]> {
	const { instance, userName, apiKey } = raynetAccounts.acme;
	const headers = { Authorization: `Basic ${Buffer.from(`${userName}:${apiKey}`).toString('base64')}`, 'X-Instance-Name': instance };
	const response = await fetch(`${world.sandbox.url('raynet')}/api/v2/person/?limit=1000`, { headers });
	return ((await response.json()) as { data: RaynetPerson[] }).data;
}

/** Both sides as a person sees them. */
export interface Sides {
	raynet: RaynetPerson[];
	google: GooglePerson[];
	label: string;
}

export async function look(world: TwoWayWorld): Promise<Sides> {
	return { raynet: await raynetPeople(world), google: await googlePeople(world), label: await labelId(world, LABEL) };
}

export const noteOf = (one: GooglePerson): string => one.biographies?.[0]?.value ?? '';
export const nameOf = (one: GooglePerson): string => one.names?.[0]?.familyName ?? '';

export interface Draw {
	below(count: number): number;
	word(): string;
}

/** One thing that a person does on one of the sides; answers what it was. */
export async function act(world: TwoWayWorld, draw: Draw): Promise<string> {
	const sides = await look(world);
	const acts = [...raynetActs(world, sides, draw), ...googleActs(world, sides, draw)];
	const [name, doIt] = acts[draw.below(acts.length)] as readonly [string, () => unknown];
	doIt();
	world.wait(61_000 + draw.below(3) * 60_000);
	return name;
}

type Act = readonly [string, () => unknown];

function raynetActs(world: TwoWayWorld, { raynet }: Sides, draw: Draw): Act[] {
	const lastName = `Novák ${draw.word()}`;
	const creating: Act = ['raynet create', () => inRaynet(world, 'person.create', { firstName: 'Jan', lastName, contactInfo: { email: `${lastName.split(' ')[1]}@acme.test` }, tags: [TAG] })];
	const one = raynet[draw.below(Math.max(1, raynet.length))];
	if (!one) return [creating];
	const { id } = one;
	const tagged = one.tags?.includes(TAG) === true;
	return [
		creating,
		['raynet note', () => inRaynet(world, 'person.update', { id, notice: draw.word() })],
		['raynet note', () => inRaynet(world, 'person.update', { id, notice: draw.word() })],
		['raynet phone', () => inRaynet(world, 'person.update', { id, contactInfo: { tel1: `+42077700${1000 + draw.below(9000)}` } })],
		tagged ? ['raynet untag', () => inRaynet(world, 'person.untag', { id, tag: TAG })] : ['raynet tag', () => inRaynet(world, 'person.tag', { id, tag: TAG })],
		...(draw.below(4) === 0 ? ([['raynet delete', () => inRaynet(world, 'person.delete', { id })]] as const) : []),
	];
}

function googleActs(world: TwoWayWorld, { google, label }: Sides, draw: Draw): Act[] {
	const familyName = `Malá ${draw.word()}`;
	const create = () => {
		const { resourceName } = inGoogle(world, 'person.create', { person: { names: [{ givenName: 'Eva', familyName }], emailAddresses: [{ value: `${familyName.split(' ')[1]}@phone.test` }] } });
		if (label) inGoogle(world, 'label.add', { resourceName, label: LABEL });
	};
	const creating: Act = ['google create', create];
	const one = google[draw.below(Math.max(1, google.length))];
	if (!one) return [creating];
	const { resourceName } = one;
	const note = () => inGoogle(world, 'person.update', { resourceName, person: { biographies: [{ value: draw.word() }] } });
	const membership: Act[] = !label ? [] : isIn(one, label) ? [['google unlabel', () => inGoogle(world, 'label.remove', { resourceName, label: LABEL })]] : [['google label', () => inGoogle(world, 'label.add', { resourceName, label: LABEL })]];
	return [
		creating,
		['google note', note],
		['google note', note],
		['google phone', () => inGoogle(world, 'person.update', { resourceName, person: { phoneNumbers: [{ value: `+42060200${1000 + draw.below(9000)}` }] } })],
		...membership,
		...(draw.below(4) === 0 ? ([['google delete', () => inGoogle(world, 'person.delete', { resourceName })]] as const) : []),
	];
}
