import type { ElementView } from '../../core/sync/fields';
import { settledBase, type ListDecision, type ListValues } from '../../core/sync/mergeList';
import type { Side } from '../../core/sync/mergeScalar';
import { wholeHash, type ListBase } from '../../core/sync/pairEntry';

/** Lists as words: "a b:w" is an element a without type and an element b of type w. */
export function list(words: string): Map<string, ElementView> {
	const views = words.split(' ').filter(Boolean).map((word): ElementView => {
		const [value = '', type = '.'] = word.split(':');
		return { hash: value.repeat(4).slice(0, 4), type, value: { value, ...(type === '.' ? {} : { type }) } };
	});
	return new Map(views.map((view) => [view.hash, view]));
}

export function lists(crm: string, partner: string): ListValues {
	return { crm: list(crm), partner: list(partner) };
}

/** What is settled when the sides hold these lists. */
export function listBase(crm: string, partner: string = crm): ListBase {
	return settledBase(lists(crm, partner));
}

/** The same, as an entry keeps it that has no room for the elements. */
export function cutBase(crm: string, partner: string = crm): ListBase {
	const base = listBase(crm, partner);
	return { kind: 'whole', crm: wholeHash(base, 'crm'), partner: wholeHash(base, 'partner') };
}

export function words(elements: ReadonlyMap<string, ElementView>): string {
	return [...elements.values()]
		.map(({ hash, type }) => (type === '.' ? hash.slice(0, 1) : `${hash.slice(0, 1)}:${type}`))
		.sort()
		.join(' ');
}

/** The lists once the decision is written. */
export function afterList(now: ListValues, { edits }: ListDecision): ListValues {
	const side = (one: Side) => {
		const elements = new Map(now[one]);
		const edit = edits[one];
		for (const hash of edit?.remove ?? []) elements.delete(hash);
		for (const view of edit?.add ?? []) elements.set(view.hash, view);
		for (const [hash, source] of edit?.retype ?? []) elements.set(hash, source);
		return elements;
	};
	return { crm: side('crm'), partner: side('partner') };
}

/** A base in words: what both have, then what only one of them has. */
export function baseWords(base: ListBase): string {
	if (base.kind === 'whole') return `whole ${base.crm} ${base.partner}`;
	const common = [...base.common].map(([hash, { crmType, partnerType }]) => `${hash.slice(0, 1)}${crmType}${partnerType}`);
	const only = (hashes: ReadonlySet<string>) => [...hashes].map((hash) => hash.slice(0, 1)).sort().join('');
	return `${common.sort().join(' ')} | ${only(base.crmOnly)} | ${only(base.partnerOnly)}`;
}
