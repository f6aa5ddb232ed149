import { customColumn, idColumn, stampColumn, textColumn, type Column } from './columns';
import { RaynetError } from './errors';
import { splitTags } from './input';
import { stampSorts, type Listing } from './list';
import type { Desk, MassEmail, Recipient, RowInfo } from './model';
import { fullName, renderRowInfo, type Json } from './render';
import { formatStamp, parseStamp, type DateStyle } from './time';

const stamps = <R extends { rowInfo: RowInfo }>(): Record<string, Column<R>> => ({
	'rowInfo.createdAt': stampColumn('createdAt'),
	'rowInfo.updatedAt': stampColumn('updatedAt'),
	'rowInfo.lastModifiedAt': stampColumn('lastModifiedAt'),
});

const idOperators = ['EQ', 'NE', 'IN', 'GT', 'GE', 'LT', 'LE'] as const;

/** [documented CS] Mails that went to one of the records; leads are none of the sandbox's. */
const went = (to: (recipient: Recipient) => number | null): Column<MassEmail> =>
	customColumn((mail, value) => {
		const wanted = new Set(value.split(',').map(Number));
		return mail.recipients.some((recipient) => wanted.has(to(recipient) ?? NaN));
	});

/** [documented] EQ NE GT GE LT LE. */
const completedColumn: Column<MassEmail> = {
	operators: ['EQ', 'NE', 'GT', 'GE', 'LT', 'LE'],
	compile(desk, operator, value) {
		const asked = parseStamp(value, desk.actor.zone);
		if (asked === undefined) throw new RaynetError(400, `Invalid date ${value}`);
		const inner = idColumn<MassEmail>(({ completed }) => completed?.at ?? null, idOperators);
		return inner.compile(desk, operator, String(asked));
	},
};

/** [documented EN, CS23] There is no filter on externalId. */
export const massEmailListing: Listing<MassEmail> = {
	columns: {
		...stamps<MassEmail>(),
		id: idColumn((mail) => mail.id, idOperators),
		title: textColumn((mail) => mail.texts.title),
		campaignName: textColumn((mail) => mail.texts.campaignName),
		source: textColumn((mail) => mail.texts.source, ['EQ', 'NE']),
		tags: {
			operators: ['EQ', 'NE', 'LIKE', 'LIKE_NOCASE'],
			compile(desk, operator, value) {
				const tests = splitTags(value).map((tag) => textColumn<string>((own) => own).compile(desk, operator === 'NE' ? 'EQ' : operator, tag));
				return (mail) => mail.tags.some((own) => tests.some((test) => test(own))) === (operator !== 'NE');
			},
		},
		completed: completedColumn,
		person: went(({ person }) => person),
		company: went(({ company }) => company),
		lead: went(() => null),
	},
	sortBy: {
		...stampSorts<MassEmail>(),
		title: (mail) => mail.texts.title,
		campaignName: (mail) => mail.texts.campaignName,
		source: (mail) => mail.texts.source,
	},
	searched: ({ texts }) => [texts.title, texts.campaignName, texts.description],
	render: renderMassEmail,
	renderStatus: (desk, mail, style) => ({ id: mail.id, ...renderRowInfo(desk, mail, style), _version: mail.rowInfo.version }),
};

/** [documented] Counts come as texts in every example: switch massEmailStats. */
export function renderMassEmail(desk: Desk, mail: MassEmail, style: DateStyle): Json {
	const told = (value: number | null): unknown => (value === null || desk.setting('massEmailStats') === 'numbers' ? value : String(value));
	return {
		id: mail.id,
		...mail.texts,
		completed: renderCompleted(desk, mail, style),
		tags: mail.tags,
		stats: Object.fromEntries(Object.entries(mail.stats).map(([name, value]) => [name, told(value)])),
		...renderRowInfo(desk, mail, style),
		securityLevel: { id: 1, name: desk.actor.language === 'cs' ? 'Sdílená' : 'Shared' },
		_version: mail.rowInfo.version,
	};
}

function renderCompleted({ actor }: Desk, { completed }: MassEmail, style: DateStyle): string | null {
	if (completed === null) return null;
	const text = formatStamp(completed.at, actor.zone, style);
	return completed.precision === 'day' ? text.slice(0, 10) : text;
}

/** Recipients of one mass e-mail [documented]. */
export function recipientListing(mail: MassEmail): Listing<Recipient> {
	return {
		columns: {
			...stamps<Recipient>(),
			person: idColumn(({ person }) => person, idOperators),
			company: idColumn(({ company }) => company, idOperators),
			lead: idColumn(() => null, idOperators),
			status: textColumn(({ status }) => status, ['EQ', 'NE']),
		},
		sortBy: { id: ({ id }) => id, company: ({ company }) => company, person: ({ person }) => person, lead: () => null },
		searched: ({ email }) => [email],
		render: (desk, recipient) => renderRecipient(desk, mail, recipient),
		renderStatus: (desk, recipient, style) => ({ id: recipient.id, ...renderRowInfo(desk, recipient, style), _version: recipient.rowInfo.version }),
	};
}

function renderRecipient({ instance }: Desk, mail: MassEmail, { id, person, company, email, opened, clicked, unsubscribed, status }: Recipient): Json {
	const someone = instance.people.get(person ?? 0);
	const client = instance.companies.get(company ?? 0);
	return {
		id,
		massEmail: { id: mail.id, title: mail.texts.title },
		company: client ? { id: client.id, name: client.values.name } : null,
		lead: null,
		person: someone ? { id: someone.id, fullName: fullName(someone) } : null,
		email,
		opened,
		clicked,
		unsubscribed,
		status,
	};
}
