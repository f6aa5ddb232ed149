import { ConfigurationError, RecordError } from '../../../../core/errors';
import { passOn } from '../client';
import { extIdOf, MOST_EXT_IDS } from '../links';
import { sameTag } from '../scope';
import { addressChanges, companyChanges, type AddressChange } from './companyValues';
import type { Desk, Detail } from './desk';
import { mappedChanges } from './mappedValues';
import { personChanges } from './personValues';
import { writeRelationship } from './relationship';
import type { UpdateWrite } from './update';

/** A part of an update that is still to be done. */
export interface Step {
	op: string;
	/** Tells how many writes it took. */
	send(): Promise<number>;
}

export function assertPossible({ capabilities }: Desk, { move, scope, link }: UpdateWrite, { raw, record }: Detail): void {
	if (move !== 'stay' && !capabilities.joinable.includes(scope.kind)) {
		throw new RecordError('scopeNotJoinable', 'Raynet lets records be put into a scope and taken out of it by tag only. Choose a tag as the scope.');
	}
	if (scope.kind === 'tag' && scope.tag.includes(',')) throw new ConfigurationError('Choose one tag: tags in Raynet hold no comma.');
	if (link && 'set' in link && !record.links?.includes(link.set) && (raw.extIds?.length ?? 0) >= MOST_EXT_IDS) {
		throw new RecordError('noRoomForLink', 'This record holds ten external ids, and Raynet allows no more. Remove one that is not needed.');
	}
}

/** What is left to do against the record as just read: values first, then in or out of the scope, then the link. */
export async function stepsOf(desk: Desk, write: UpdateWrite, detail: Detail): Promise<Step[]> {
	const values = detail.record.contact.recordType === 'person' ? await personSteps(desk, write, detail) : await companySteps(desk, write, detail);
	return [...values, ...tagSteps(desk, write, detail), ...linkSteps(desk, write, detail)];
}

async function personSteps(desk: Desk, { patch, optOut }: UpdateWrite, { raw, record }: Detail): Promise<Step[]> {
	const body = { ...(await personChanges(desk, raw, record.contact, patch, optOut)), ...(await mappedChanges(desk, 'person', raw, patch)) };
	const steps = Object.keys(body).length > 0 ? [step(desk, 'POST', `person/${raw.id}/`, 'person.update', body)] : [];
	const { company } = patch;
	const now = record.contact.company;
	const isSame = !company || ((company.name ?? '') === (now?.name ?? '') && (!company.name || !company.title || company.title === now?.title));
	return isSame ? steps : [...steps, { op: 'relationship', send: () => writeRelationship(desk, raw, company) }];
}

async function companySteps(desk: Desk, { patch, optOut }: UpdateWrite, { raw, record }: Detail): Promise<Step[]> {
	const own = { ...companyChanges(raw, record.contact, patch), ...(await mappedChanges(desk, 'company', raw, patch)) };
	const steps = Object.keys(own).length > 0 ? [step(desk, 'POST', `company/${raw.id}/`, 'company.update', own)] : [];
	const addresses = await addressChanges(desk, raw, patch, optOut);
	return [...steps, ...addresses.map((change, n): Step => ({ op: `address ${change.outerId ?? `new ${n}`}`, send: () => writeAddress(desk, raw.id, change) }))];
}

/** Which of its two ids names an address in its path is not documented: the other one is tried where the first is unknown. */
async function writeAddress({ client, memory }: Desk, companyId: number, { outerId, innerId, body }: AddressChange): Promise<number> {
	const path = `company/${companyId}/address/`;
	if (outerId === undefined) {
		await client.write({ method: 'PUT', path, op: 'company.addAddress', body });
		return 1;
	}
	const send = (id: number): Promise<unknown> => client.write({ method: 'POST', path: `${path}${id}/`, op: 'company.updateAddress', body });
	try {
		await send(memory.addressId === 'inner' ? (innerId ?? outerId) : outerId);
	} catch (error) {
		const other = memory.addressId === 'inner' ? outerId : innerId;
		if (!(error instanceof RecordError) || error.reason !== 'notFound' || other === undefined) return passOn(error);
		await send(other);
		memory.addressId = memory.addressId === 'inner' ? 'outer' : 'inner';
	}
	return 1;
}

/** A comma separates tags (documented), so that all of them go in one call, and none of them holds one. */
function tagSteps(desk: Desk, { tags, move, scope }: UpdateWrite, { raw, record }: Detail): Step[] {
	const own = raw.tags ?? [];
	const scopeTag = scope.kind === 'tag' ? [scope.tag.trim()] : [];
	const wanted = [...(tags?.add ?? []).map(withoutComma), ...(move === 'join' ? scopeTag : [])].filter((tag) => !own.some((one) => sameTag(one, tag)));
	const unwanted = [...(tags?.remove ?? []), ...(move === 'leave' ? scopeTag : [])];
	const removed = own.filter((tag) => unwanted.some((one) => sameTag(one, tag)));
	const { recordType } = record.contact;
	const path = `${recordType}/${raw.id}/tag/`;
	return [
		...(wanted.length > 0 ? [step(desk, 'PUT', path, `${recordType}.addTag`, { tag: [...new Set(wanted)].join(',') })] : []),
		...(removed.length > 0 ? [step(desk, 'DELETE', path, `${recordType}.removeTag`, { tag: removed.join(',') })] : []),
	];
}

export function withoutComma(tag: string): string {
	return tag.replaceAll(',', ' ').trim();
}

function linkSteps(desk: Desk, { link }: UpdateWrite, { raw, record }: Detail): Step[] {
	if (!link) return [];
	const { recordType } = record.contact;
	const path = `${recordType}/${raw.id}/extId/`;
	const has = (text: string): boolean => (raw.extIds ?? []).includes(extIdOf(text));
	if ('set' in link) return has(link.set) ? [] : [step(desk, 'PUT', path, `${recordType}.addExtId`, { extId: extIdOf(link.set) })];
	// Without a slash at its end, as documented.
	return has(link.remove) ? [step(desk, 'DELETE', `${path}${encodeURIComponent(extIdOf(link.remove))}`, `${recordType}.removeExtId`)] : [];
}

function step({ client }: Desk, method: 'PUT' | 'POST' | 'DELETE', path: string, op: string, body?: unknown): Step {
	return {
		op,
		async send() {
			await client.write({ method, path, op, ...(body === undefined ? {} : { body }) });
			return 1;
		},
	};
}
