import { RecordError } from '../../core/errors';
import type { PartnerRecord, PartnerSide } from '../../core/ports/partner';
import { company, emails, EVA, item, person } from '../support/contacts';
import { runner, short } from './runKit';

const people = (count: number, fields = {}) => Array.from({ length: count }, (_, i) => item(person(String(i + 1), { lastName: `N${i + 1}`, ...fields })));

describe('odd contacts', () => {
	test('one that the partner refuses is reported, the rest goes through', async () => {
		const kit = runner();
		const refused = new RecordError('refusedByServer', 'The company name is too long.');
		const partner: PartnerSide = {
			...kit.partner,
			async *write(writes) {
				const [bad, ...others] = writes;
				if (bad) yield [{ kind: 'failed', key: bad.key, error: refused }];
				yield* kit.partner.write(others);
			},
		};
		const report = await kit.run(people(3, { company: { name: 'x'.repeat(1_025) } }), { partner });
		expect(report.results.map((one) => [short(one), one.error])).toEqual([['failed refusedByServer', refused], ['create new', undefined], ['create new', undefined]]);
		expect(report.summary.stopped).toBeUndefined();
	});

	test('two people with one e-mail are two contacts, now and later', async () => {
		const { run, does, partner } = runner();
		const items = [item(person('1', { firstName: 'Jan', lastName: 'Novák', emails: emails('novakovi@a.test') })), item(person('2', { firstName: 'Eva', lastName: 'Nováková', emails: emails('novakovi@a.test') }))];
		expect((await run(items)).results.map(short)).toEqual(['create new', 'create new']);
		expect(await does(items)).toEqual(['unchanged equal', 'unchanged equal']);
		expect(partner.hands.records().size).toBe(2);
	});

	test('people with a shared info@ address are told from the company that it belongs to', async () => {
		const { run, does, partner } = runner();
		const info = { emails: emails('info@acme.test') };
		partner.hands.create({ company: { name: 'Acme' }, ...info });
		const items = [item(company('1', { company: { name: 'Acme' }, ...info })), item(person('1', { lastName: 'Malá', ...info })), item(person('2', { lastName: 'Nová', ...info }))];
		const report = await run(items);
		expect(report.results.map(short)).toEqual(['update linked', 'create new', 'create new']);
		expect(await does(items)).toEqual(Array(3).fill('unchanged equal'));
		expect(partner.hands.records().size).toBe(3);
	});

	test('people with a shared address are not linked to somebody else’s record, and that is told', async () => {
		const { run, partner } = runner();
		partner.hands.create({ lastName: 'Novák', firstName: 'Jan', emails: emails('info@acme.test') });
		const report = await run([item(person('1', { firstName: 'Eva', lastName: 'Malá', emails: emails('info@acme.test') }))]);
		expect(report.results.map((one) => [short(one), one.warnings])).toEqual([['create new', [{ code: 'sharedEmail', count: 1 }]]]);
	});

	test('a note of 20,000 characters goes through, and once', async () => {
		const { does, only } = runner();
		const long = person('31', { ...EVA, note: 'ž\r\n'.repeat(7_000) });
		await does([item(long)]);
		expect(only().fields.note).toHaveLength(21_000);
		expect(await does([item(long)])).toEqual(['unchanged equal']);
	});

	test('a malformed e-mail is not written, one at the partner is not removed', async () => {
		const { does, only, partner } = runner();
		const odd = person('31', { ...EVA, emails: emails('eva at home', 'eva@acme.test') });
		await does([item(odd)]);
		partner.hands.edit(only().id, { emails: emails('own at home', 'eva@acme.test') });
		expect(await does([item({ ...odd, emails: emails('eva at home', 'new@acme.test') })])).toEqual(['update changed']);
		expect(only().fields.emails).toEqual(emails('own at home', 'new@acme.test'));
	});
});

describe('a contact with 120 e-mails, of which lists show 100', () => {
	const many = (count: number) => Array.from({ length: count }, (_, i) => `a${i}@acme.test`);
	const long = person('31', { ...EVA, emails: emails(...many(120)) });
	const listedElements = 100;
	const values = (record: PartnerRecord) => (record.fields.emails ?? []).map(({ value }) => value);

	test('is read whole before it is written, and loses none', async () => {
		const { does, only, calls } = runner({ listedElements });
		expect(await does([item(long)])).toEqual(['create new']);
		calls();
		expect(await does([item({ ...long, note: 'new' })])).toEqual(['update changed']);
		expect(calls()).toEqual(['snapshot 1', 'update 1', 'update 1']);
		expect(values(only())).toEqual(many(120));
	});

	test('gets an addition and a removal', async () => {
		const { does, only } = runner({ listedElements });
		await does([item(long)]);
		expect(await does([item({ ...long, emails: emails(...many(121).slice(1)) })])).toEqual(['update changed']);
		expect(values(only())).toEqual(many(121).slice(1));
	});

	test('keeps what a person added beyond the hundredth', async () => {
		const { does, only, partner } = runner({ listedElements });
		await does([item(long)]);
		partner.hands.edit(only().id, { emails: [...emails(...many(120)), { value: 'own@acme.test' }] });
		await does([item({ ...long, note: 'new' })]);
		expect(values(only())).toEqual([...many(120), 'own@acme.test']);
	});

	test('with nothing changed is not written', async () => {
		const { does, state } = runner({ listedElements });
		await does([item(long)]);
		const before = state();
		expect(await does([item(long)])).toEqual(['unchanged equal']);
		expect(state()).toEqual(before);
	});

	test('found for the first time is merged with all of its e-mails', async () => {
		const { does, only, partner } = runner({ listedElements });
		partner.hands.create({ ...EVA, emails: emails(...many(110)) });
		expect(await does([item(person('31', { ...EVA, emails: emails('a109@acme.test', 'a0@acme.test', 'new@acme.test') }))])).toEqual(['update linked']);
		expect(values(only())).toEqual([...many(110), 'new@acme.test']);
	});
});
