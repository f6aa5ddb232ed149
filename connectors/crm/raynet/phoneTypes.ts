/**
 * Raynet stores the label of a number as text, in the words of each instance (picklist telType; the Czech page
 * shows "mobil" and "pevná linka"). Known labels become neutral types; every other label stays as it is.
 */
const LABELS: Readonly<Record<string, readonly string[]>> = {
	mobile: ['mobil', 'mobile', 'mobilní', 'mobilný', 'mobilní telefon', 'mobilný telefón', 'mobile phone', 'cell', 'handy'],
	work: ['práce', 'prace', 'pracovní', 'práca', 'pracovný', 'do práce', 'zaměstnání', 'firma', 'firemní', 'kancelář', 'kancelária', 'work', 'office', 'business'],
	home: ['domů', 'domu', 'doma', 'domácí', 'domov', 'domáci', 'soukromý', 'soukromé', 'súkromný', 'home', 'private'],
	fax: ['fax'],
	main: ['hlavní', 'hlavný', 'main'],
	other: ['jiný', 'jiné', 'iný', 'ostatní', 'ostatné', 'other'],
};

const TYPES = new Map(Object.entries(LABELS).flatMap(([type, labels]) => labels.map((label): [string, string] => [label, type])));

/** The neutral type of a label, or the label itself; undefined when there is none. */
export function phoneType(label: string | null | undefined): string | undefined {
	const text = label?.normalize('NFC').trim();
	if (!text) return undefined;
	return TYPES.get(text.toLowerCase()) ?? text;
}
