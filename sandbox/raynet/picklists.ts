import type { PicklistRow } from './model';

const telTypes = ['mobil', 'práce', 'domů', 'asistentka', 'jiný'] as const;

/** Labels that a new instance starts with. Languages are free labels without a code [documented]. */
const labels: Record<string, readonly string[]> = {
	personCategory: ['A', 'B', 'C', 'VIP'],
	personClassification1: ['Rozhoduje', 'Doporučuje'],
	personClassification2: [],
	personClassification3: [],
	companyCategory: ['A', 'B', 'C'],
	companyClassification1: ['Výroba', 'Obchod'],
	companyClassification2: [],
	companyClassification3: [],
	language: ['čeština', 'slovenština', 'francouzština', 'ukrajinština', 'angličtina'],
	maritalStatus: ['svobodný/á', 'v manželství'],
	telType: telTypes,
	contactSource: ['web', 'veletrh', 'doporučení'],
	territory: ['Morava', 'Čechy'],
	legalForm: ['s.r.o.', 'a.s.', 'OSVČ'],
	paymentTerm: ['14 dní', '30 dní'],
	companyTurnover: ['do 10 mil.', 'nad 10 mil.'],
	economyActivity: ['stavebnictví', 'IT'],
	employeesNumber: ['1-10', '11-50', '51+'],
	activityCategory: ['obchod'],
	gdprFormAgreement: [],
	securityLevel: ['Sdílená'],
};

/** Categories have a colour in code02 [documented]. */
const coloured = new Set(['personCategory', 'companyCategory', 'activityCategory']);

export function initialPicklists(): Map<string, PicklistRow[]> {
	return new Map(
		Object.entries(labels).map(([name, texts]) => [
			name,
			texts.map((code01, index) => ({ id: index + 1, code01, code02: coloured.has(name) ? 'aa99dd' : null })),
		]),
	);
}

/** The lists that are served as `/<name>/` and can be added to; security levels have their own shape. */
export const picklistNames: readonly string[] = Object.keys(labels).filter((name) => name !== 'securityLevel');

export const telTypeOf = { mobile: telTypes[0], work: telTypes[1], home: telTypes[2], assistant: telTypes[3], other: telTypes[4] } as const;
