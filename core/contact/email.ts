/** E-mail addresses are equal without regard to case and surrounding blanks. */
export function emailKey(value: string): string {
	return value.normalize('NFC').trim().toLowerCase();
}

/** What every partner accepts: one "@", a dot in the domain, no blanks. Others are not matched by and not written. */
export function isWellFormedEmail(value: string): boolean {
	return /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]+$/.test(value.trim());
}
