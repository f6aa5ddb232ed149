import { notFound } from './errors';
import { bodyObject, checkAttributes, readId, readText, refuse } from './input';
import { checkEmail, settle } from './embedded';
import { nextId, type Company, type Desk, type MassEmail, type Person, type Recipient, type RecipientStatus } from './model';
import { bump, newRowInfo, stamp } from './save';
import { isDate } from './time';

/** [documented] Most addresses of one bulk call. What happens above is assumed: refused. */
const mostInBulk = 1000;

const statuses: readonly RecipientStatus[] = ['NOT_SENT', 'DELIVERED', 'REJECTED', 'SENT', 'UNKNOWN'];
const dates = ['opened', 'clicked', 'unsubscribed'] as const;
const bulkAttributes = ['email', 'status', ...dates];
const attributes = ['person', 'company', 'lead', ...bulkAttributes];

type Dates = Pick<Recipient, (typeof dates)[number]>;

function readStatus(desk: Desk, value: unknown): RecipientStatus {
	const status = statuses.find((one) => one === value);
	if (!status) throw refuse(desk, `status cannot be ${String(value)}`);
	return status;
}

/** [documented] Each is a date without a time. */
function readDates(desk: Desk, body: Readonly<Record<string, unknown>>, current: Dates, absent: 'keep' | 'clear'): Dates {
	const next = { ...current };
	for (const name of dates) {
		const read = readText(desk, name, body[name]);
		const value = body[name] === undefined && absent === 'clear' ? null : settle(read, current[name]);
		if (value !== null && !isDate(value)) throw refuse(desk, `${name} is not a date`);
		next[name] = value;
	}
	return next;
}

const noDates: Dates = { opened: null, clicked: null, unsubscribed: null };

/** [documented] Required is the status alone; the body of the answer is not specified. */
export function addRecipient(desk: Desk, mail: MassEmail, input: unknown): number {
	const body = bodyObject(desk, input);
	checkAttributes(desk, body, attributes);
	const person = referred(desk, 'person', body.person, desk.instance.people);
	const company = referred(desk, 'company', body.company, desk.instance.companies);
	const email = settle(readText(desk, 'email', body.email), null) ?? '';
	const recipient = insert(desk, mail, { email, status: readStatus(desk, body.status), ...readDates(desk, body, noDates, 'keep') }, person ?? company);
	return recipient.id;
}

function referred<R extends Person | Company>(desk: Desk, name: string, value: unknown, records: ReadonlyMap<number, R>): R | undefined {
	const id = settle(readId(desk, name, value), null);
	if (id === null) return undefined;
	const record = records.get(id);
	if (!record) throw refuse(desk, `${name} cannot be ${id}`);
	return record;
}

function insert(desk: Desk, mail: MassEmail, facts: Dates & Pick<Recipient, 'email' | 'status'>, record: Person | Company | undefined): Recipient {
	const recipient: Recipient = {
		id: nextId(desk.instance, 'massEmailRecipient'),
		person: record?.entity === 'person' ? record.id : null,
		company: record?.entity === 'company' ? record.id : null,
		...facts,
		rowInfo: newRowInfo(desk),
	};
	mail.recipients.push(recipient);
	if (record && desk.setting('recipientSaves') === 'bumps') bump(desk, record);
	optOut(desk, recipient);
	return recipient;
}

/** Whether this happens is not documented: switch recipientOptsOut. */
function optOut(desk: Desk, { person, company, unsubscribed, email }: Recipient): void {
	if (unsubscribed === null || desk.setting('recipientOptsOut') === 'no') return;
	const found = desk.instance.people.get(person ?? 0);
	if (found) found.contactInfo.doNotSendMM = true;
	for (const { contactInfo } of desk.instance.companies.get(company ?? 0)?.addresses ?? []) {
		if (sameEmail(desk, contactInfo.email, email) || sameEmail(desk, contactInfo.email2, email)) contactInfo.doNotSendMM = true;
	}
}

export function updateRecipient(desk: Desk, mail: MassEmail, id: string, input: unknown): void {
	const recipient = findRecipient(mail, id);
	const body = bodyObject(desk, input);
	checkAttributes(desk, body, attributes);
	if (body.status !== undefined) recipient.status = readStatus(desk, body.status);
	recipient.email = settle(readText(desk, 'email', body.email), recipient.email) ?? '';
	Object.assign(recipient, readDates(desk, body, recipient, 'keep'));
	stamp(desk, recipient);
	optOut(desk, recipient);
}

function findRecipient(mail: MassEmail, id: string): Recipient {
	const found = mail.recipients.find((recipient) => recipient.id === Number(id));
	if (!found) throw notFound(`MassEmailRecipient ${id}`);
	return found;
}

export function removeRecipient(mail: MassEmail, id: string): void {
	const gone = findRecipient(mail, id);
	mail.recipients = mail.recipients.filter((recipient) => recipient !== gone);
}

export interface BulkResult {
	email: string;
	massEmailRecipientId: number[];
	success: boolean;
	message: 'inserted' | 'updated' | 'email not found';
}

/** [documented] Upsert by e-mail, of at most 1,000 addresses. One item that is malformed refuses the whole call [assumed]. */
export function bulkUpdate(desk: Desk, mail: MassEmail, input: unknown): BulkResult[] {
	const items = bulkItems(desk, input).map((item) => {
		const body = bodyObject(desk, item);
		checkAttributes(desk, body, bulkAttributes);
		if (typeof body.email !== 'string' || body.email === '') throw refuse(desk, 'email is required');
		checkEmail(desk, 'email', body.email);
		return { email: body.email, body, status: readStatus(desk, body.status), dates: readDates(desk, body, noDates, 'keep') };
	});
	const known = indexed(desk, mail.recipients, ({ email }) => [email]);
	const addressBook = indexed<Person | Company>(desk, [...desk.instance.companies.values(), ...desk.instance.people.values()], emailsOf);
	return items.map((item) => {
		const rows = known.get(emailKey(desk, item.email)) ?? [];
		for (const recipient of rows) {
			recipient.status = item.status;
			Object.assign(recipient, readDates(desk, item.body, recipient, desk.setting('absentDates')));
			stamp(desk, recipient);
			optOut(desk, recipient);
		}
		if (rows.length > 0) return bulkResult(item.email, rows, 'updated');
		const records = addressBook.get(emailKey(desk, item.email)) ?? [];
		const added = records.map((record) => insert(desk, mail, { email: item.email, status: item.status, ...item.dates }, record));
		known.set(emailKey(desk, item.email), added);
		return bulkResult(item.email, added, added.length > 0 ? 'inserted' : 'email not found');
	});
}

/** [documented] An address is looked up in email and email2 of clients and contact persons. There are no leads here. */
function emailsOf(record: Person | Company): Array<string | null> {
	const infos = record.entity === 'person' ? [record.contactInfo] : record.addresses.map(({ contactInfo }) => contactInfo);
	return infos.flatMap(({ email, email2 }) => [email, email2]);
}

/** Rows by each of their addresses. */
function indexed<R>(desk: Desk, rows: readonly R[], addresses: (row: R) => ReadonlyArray<string | null>): Map<string, R[]> {
	const index = new Map<string, R[]>();
	for (const row of rows) {
		const keys = new Set(addresses(row).flatMap((email) => (email ? [emailKey(desk, email)] : [])));
		for (const key of keys) index.set(key, [...(index.get(key) ?? []), row]);
	}
	return index;
}

function bulkResult(email: string, rows: readonly Recipient[], message: BulkResult['message']): BulkResult {
	return { email, massEmailRecipientId: rows.map(({ id }) => id), success: rows.length > 0, message };
}

/** [documented] Removes every recipient with one of the addresses. */
export function bulkDelete(desk: Desk, mail: MassEmail, input: unknown): void {
	const gone = new Set(bulkItems(desk, input).map((email) => emailKey(desk, String(email))));
	mail.recipients = mail.recipients.filter(({ email }) => !gone.has(emailKey(desk, email)));
}

function bulkItems(desk: Desk, input: unknown): unknown[] {
	if (!Array.isArray(input)) throw refuse(desk, 'the body is not an array');
	if (input.length > mostInBulk) throw refuse(desk, `more than ${mostInBulk} addresses`);
	return input;
}

function sameEmail(desk: Desk, one: string | null, other: string): boolean {
	return one !== null && other !== '' && emailKey(desk, one) === emailKey(desk, other);
}

function emailKey(desk: Desk, email: string): string {
	return desk.setting('emailLookup') === 'sensitive' ? email : email.toLowerCase();
}
