import type { TypedValue } from '../../../../core/contact/contact';
import { PAGE_SIZE } from '../client';
import { phoneType } from '../phoneTypes';
import type { RaynetContactInfo, RaynetPicklistRow } from '../raw';
import type { Desk } from './desk';

/** What the instance calls a type of number. Read once, and only when a number gets a type that it does not have yet. */
export async function phoneLabels(desk: Desk, phones: readonly TypedValue[] = [], current: ReadonlyArray<RaynetContactInfo | null | undefined> = []): Promise<(type: string) => string | undefined> {
	const known = new Set(current.flatMap((info) => [`${info?.tel1} ${phoneType(info?.tel1Type)}`, `${info?.tel2} ${phoneType(info?.tel2Type)}`]));
	if (!phones.some(({ value, type }) => type && type !== 'fax' && !known.has(`${value} ${type}`))) return () => undefined;
	desk.phoneLabels ??= desk.client.list('telType', { limit: PAGE_SIZE }).then(({ rows }) => (rows as RaynetPicklistRow[]).flatMap(({ code01 }) => code01 ?? []));
	desk.phoneLabels.catch(() => delete desk.phoneLabels);
	const labels = await desk.phoneLabels;
	return (type) => labels.find((label) => label === type) ?? labels.find((label) => phoneType(label) === type);
}
