import type { ContactFields, FieldPatch } from '../../../../core/contact/contact';

/** Values that lie on the record itself. */
export type OwnValues = Partial<Record<'titleBefore' | 'firstName' | 'lastName' | 'titleAfter' | 'name' | 'notice', string>> & { birthday?: string | null };

const NAME = ['namePrefix', 'firstName', 'middleName', 'lastName', 'nameSuffix'] as const;

/**
 * The personal name that results from a patch, whole; undefined where the patch has none. Raynet has no middle name: it
 * goes with the first one, so that nothing is lost. A last name is required: without one, whatever else there is
 * stands in its place.
 */
export function newName(current: ContactFields, patch: FieldPatch): Pick<OwnValues, 'titleBefore' | 'firstName' | 'lastName' | 'titleAfter'> | undefined {
	if (NAME.every((member) => patch[member] === undefined)) return undefined;
	const of = (member: (typeof NAME)[number]): string => (patch[member] ?? current[member] ?? '').trim();
	const first = [of('firstName'), of('middleName')].filter(Boolean).join(' ');
	const titles = { titleBefore: of('namePrefix'), titleAfter: of('nameSuffix') };
	if (of('lastName')) return { ...titles, firstName: first, lastName: of('lastName') };
	const instead = first || lastResort({ ...current, ...patch });
	return instead ? { ...titles, firstName: '', lastName: instead } : undefined;
}

/** A person without a name has an e-mail or a number. */
function lastResort({ emails, phones, company }: ContactFields): string {
	return emails?.[0]?.value ?? phones?.[0]?.value ?? company?.name ?? '';
}

/** Raynet knows whole dates only: a birthday without its year is left out. */
export function newBirthday({ birthday }: FieldPatch): Pick<OwnValues, 'birthday'> {
	if (birthday === undefined) return {};
	if (birthday === '') return { birthday: null };
	return /^\d{4}-\d{2}-\d{2}$/.test(birthday) ? { birthday } : {};
}
