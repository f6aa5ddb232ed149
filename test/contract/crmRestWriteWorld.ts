import type { CrmScope } from '../../core/ports/crm';
import type { HttpResponse } from '../../core/ports/http';
import { personalities, restProfiles, type PersonalityName } from '../../sandbox/rest';
import type { Sandbox } from '../../sandbox/kit';
import type { JsonObject } from '../../sandbox/kit/json';
import { troubledHttp, type CrmWriteDriver, type CrmWriteHands, type CrmWriteWorld, type HeldRecord } from './crmKit';
import { connect, hand, SERVICE } from './crmRestWorld';

const SCOPE: CrmScope = { kind: 'tag', tag: 'VIP' };
const ANY = ['*'];

/**
 * The preset of Simple CRM takes no note and no number without a type, as the vendor's annexes name neither; here it is a
 * profile of a user's own that does.
 */
export function profileOf(name: PersonalityName): object {
	if (name !== 'register') return restProfiles[name];
	const { register } = restProfiles;
	const phones = register.fields.phones.map((slot) => ('type' in slot && slot.type === 'mobile' ? { ...slot, also: ANY } : slot));
	return { ...register, fields: { ...register.fields, note: 'remarque', phones } };
}

export function openWriteWorld(sandbox: Sandbox, name: PersonalityName, setSwitch: () => void = () => undefined): CrmWriteWorld {
	sandbox.reset();
	setSwitch();
	const { status, body } = personalities[name].errorAnswer('refused');
	const refusal: HttpResponse = { status, headers: {}, body };
	let trouble: CrmWriteWorld['trouble'] | undefined;
	const { crm, advance, cancel } = connect(sandbox, name, {
		profile: profileOf(name),
		wrap(http) {
			const troubled = troubledHttp(http, refusal, ({ method, url }) => method !== 'GET' && !url.endsWith('/login'));
			({ trouble } = troubled);
			return troubled.http;
		},
	});
	if (!trouble) throw new Error('The HttpClient was not wrapped.');
	return {
		crm,
		restarted: () => connect(sandbox, name, { profile: profileOf(name) }).crm,
		scope: SCOPE,
		hands: handsOf(sandbox, name),
		held: async (recordType, id) => (recordType === 'person' ? heldOf(sandbox, name, id) : undefined),
		ids: async (recordType) => (recordType === 'person' ? idsOf(sandbox, name) : []),
		trouble,
		now: sandbox.clock.now,
		advance(ms) {
			sandbox.clock.advance(ms);
			advance(ms);
		},
		cancel,
		close: async () => undefined,
	};
}

function handsOf(sandbox: Sandbox, name: PersonalityName): CrmWriteHands {
	const hands = hand(sandbox, name);
	const { keys } = personalities[name];
	return {
		async create({ firstName, lastName, email, phone, note, place }) {
			const values = { lastName, ...(firstName ? { firstName } : {}), ...(email ? { email } : {}), ...(phone ? { mobile: phone } : {}), ...(note ? { note } : {}) };
			return (hands('record.create', { values, tags: place === 'inScope' ? ['VIP'] : [] }) as { id: string }).id;
		},
		rename: async (_, id, lastName) => void hands('record.update', { id, values: { lastName } }),
		join: async (_, id) => void hands('record.tag', { id, tag: 'VIP' }),
		leave: async (_, id) => void hands('record.untag', { id, tag: 'VIP' }),
		// These CRMs know no records that are out of use; people take them out of the scope.
		invalidate: async (_, id) => void hands('record.untag', { id, tag: 'VIP' }),
		remove: async (_, id) => void hands('record.delete', { id }),
		link: async (_, id, link) => void hands('record.set', { id, path: keys.link ?? '', value: link }),
		optOut: async (_, id) => void hands('record.optOut', { id }),
	};
}

interface Dumped {
	id: number;
	document: JsonObject;
}

function dumped(sandbox: Sandbox, name: PersonalityName): Dumped[] {
	return (sandbox.service(SERVICE).dump() as Record<PersonalityName, Dumped[]>)[name];
}

function idsOf(sandbox: Sandbox, name: PersonalityName): string[] {
	return dumped(sandbox, name).map(({ id }) => String(personalities[name].id.show(id)));
}

function heldOf(sandbox: Sandbox, name: PersonalityName, wanted: string): HeldRecord | undefined {
	const personality = personalities[name];
	const document = dumped(sandbox, name).find(({ id }) => String(personality.id.show(id)) === wanted)?.document;
	if (!document) return undefined;
	const at = (path: string | undefined): unknown => path?.split('.').reduce<unknown>((place, step) => (place as JsonObject | undefined)?.[step], document);
	const text = (value: keyof typeof personality.keys): string => String(at(personality.keys[value]) ?? '');
	return {
		...(text('firstName') ? { firstName: text('firstName') } : {}),
		...(text('lastName') ? { lastName: text('lastName') } : {}),
		emails: [text('email'), text('workEmail')].filter(Boolean),
		phones: [text('mobile'), text('phone'), text('workPhone')].filter(Boolean),
		...(text('note') ? { note: text('note') } : {}),
		inScope: (at(personality.tags) as string[]).includes('VIP'),
		links: text('link').split(' ').filter(Boolean),
		optOut: at(personality.noMailing) === true,
		standing: 'active',
	};
}

export function writeDriver(name: PersonalityName): Omit<CrmWriteDriver, 'open'> {
	const links = name === 'cards' ? 'none' : 'listed';
	const counts = { ledger: [2, 3, 1, 1], register: [3, 6, 1, 0], cards: [2, 2, 0, 0], binder: [2, 2, 0, 0] }[name];
	const [emails, phones, addresses, websites] = counts;
	const more: readonly string[] = { ledger: ['birthday', 'addresses', 'websites'], register: ['addresses'], cards: [], binder: [] }[name];
	const fields = ['name', 'company', 'birthday', 'note', 'url', 'emails', 'phones', 'addresses', 'websites'] as const;
	const common: readonly string[] = ['name', 'company', 'note', 'emails', 'phones'];
	return {
		capabilities: {
			recordTypes: ['person'],
			scopes: ['all', 'tag'],
			pageSize: name === 'binder' ? 20 : 50,
			stampResolutionMs: 1_000,
			tellsDeletions: false,
			joinable: ['tag'],
			writable: { person: fields.filter((field) => common.includes(field) || more.includes(field)), company: [] },
			slots: { emails, phones, addresses, websites },
			links,
			destroys: name === 'ledger' || name === 'binder' ? 'gone' : 'nothing',
		},
		// Without a place for links the new record is known by its values.
		lostCreates: 'lookedUp',
		scopeMoves: 'stamped',
		optOut: 'taken',
		...(personalities[name].routes.some(({ method }) => method === 'PUT') ? { replaces: 'whole records' } : {}),
	};
}
