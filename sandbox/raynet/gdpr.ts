import { isObject } from '../kit/json';
import type { Desk, LegalTitleRow, RaynetRecord } from './model';
import type { Json } from './render';
import { bumpPart } from './save';

const kinds = ['LEGITIMATE_INTEREST', 'CONSENT', 'CONTRACT', 'LEGAL_OBLIGATION', 'PUBLIC_INTEREST', 'VITAL_INTEREST'];

/** What a record tells of its legal titles [documented]; nothing where the module is off [assumed]. */
export function inlineGdpr(desk: Desk, record: RaynetRecord): Json[] {
	return titlesOf(desk, record).map(({ id, legalTitle, validFrom, validTill }) => ({
		id,
		validFrom,
		validTill,
		legalTitle,
		templateName: legalTitle,
		gdprTemplate: { id: kinds.indexOf(legalTitle) + 1, name: legalTitle },
	}));
}

export function titlesOf(desk: Desk, { legalTitles = [] }: RaynetRecord): readonly LegalTitleRow[] {
	return desk.setting('gdprModule') === 'on' ? legalTitles : [];
}

export function hasTemplate(desk: Desk, record: RaynetRecord, templateId: string): boolean {
	return titlesOf(desk, record).some(({ legalTitle }) => String(kinds.indexOf(legalTitle) + 1) === templateId);
}

/** A person enters the titles of a record: [{ legalTitle, validFrom?, validTill? }], days as "yyyy-MM-dd". */
export function setTitles(desk: Desk, record: RaynetRecord, titles: unknown): void {
	if (!Array.isArray(titles) || !titles.every(isObject)) throw new Error('titles must be an array of objects.');
	record.legalTitles = titles.map(({ legalTitle = 'CONSENT', validFrom = null, validTill = null }, index) => {
		if (!kinds.includes(String(legalTitle))) throw new Error(`legalTitle must be one of ${kinds.join(', ')}.`);
		return { id: index + 1, legalTitle: String(legalTitle), validFrom: validFrom === null ? null : String(validFrom), validTill: validTill === null ? null : String(validTill) };
	});
	bumpPart(desk, record, desk.setting('gdprChange'));
}
