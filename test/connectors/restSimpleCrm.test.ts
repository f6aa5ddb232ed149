import { changed } from '../../connectors/crm/rest/map/change';
import { recordOf } from '../../connectors/crm/rest/map/record';
import { checkProfile, type RestProfile } from '../../connectors/crm/rest';
import { newBodyOf, ownPart, toRecord, type OwnPart } from '../../connectors/google/map';
import type { Contact, ContactFields } from '../../core/contact/contact';
import { restProfiles } from '../../sandbox/rest';
import { valuesOf } from '../support/contacts';

/**
 * The two annexes of the vendor's help article of 24 April 2018, "How do you synchronize Simple CRM with a Google APPS
 * account?", line by line. The labels are the article's; the CRM's keys are those of the reference server, as the
 * vendor's own are not public.
 */
const ACCOUNT = { crm: 'simplecrm', account: 'acme' };
const profile = goodProfile();

function goodProfile(): RestProfile {
	const checked = checkProfile(restProfiles.register);
	if (checked.kind === 'bad') throw new Error(JSON.stringify(checked.problems));
	return checked.profile;
}

function contactOf(row: object): Contact {
	const record = recordOf({ numero: '7', ...row }, { account: ACCOUNT, profile });
	if (!record) throw new Error('No record.');
	return record.contact;
}

/** What Google is sent for a row of the CRM. */
function toGoogle(row: object): OwnPart {
	return newBodyOf({ patch: valuesOf(contactOf(row)) });
}

/** A contact of Google as fields. */
function fromGoogle(own: OwnPart): ContactFields {
	return toRecord({ id: 'people/c1', etag: 'e', sourceEtag: 's', cut: 'whole' }, ownPart(own)).fields;
}

const block = (...lines: string[]): string => ['[business]', ...lines, '[/business]'].join('\n');
/** A user's own words around a block, with whatever people and systems leave in notes. */
const around = (inside: string): string => `Met at the fair \r\n\r\n  likes tea\t\n${inside}\nPS: ring first\u00a0\n`;
const companyContact = (values: object): object => ({ societes: [{ societe: '', fonction: '', telephone: '', mobile: '', email: '', ...values }] });

describe('annex 1, Simple CRM to Google Contact', () => {
	it.each<[crm: string, row: object, google: string, body: OwnPart]>([
		['Contact / Name', { nom: 'Nova' }, 'Name', { names: [{ familyName: 'Nova' }] }],
		['Contact / First name', { prenom: 'Eva' }, 'First name', { names: [{ givenName: 'Eva' }] }],
		['Contact / Home Phone', { telephone_prive: '+32 2 555 01 10' }, 'Home Fixed Telephone', { phoneNumbers: [{ value: '+32 2 555 01 10', type: 'home' }] }],
		['Contact / Personal mobile phone', { mobile_prive: '+32 470 55 01 10' }, 'Personal mobile', { phoneNumbers: [{ value: '+32 470 55 01 10', type: 'mobile' }] }],
		['Contact / Personal Email', { email_prive: 'eva@home.test' }, 'Home Email', { emailAddresses: [{ value: 'eva@home.test', type: 'home' }] }],
		['Contact / Full personal address', { adresse_privee: 'Rue Haute 1, 1000 Bruxelles' }, 'Home address', { addresses: [{ streetAddress: 'Rue Haute 1, 1000 Bruxelles', type: 'home' }] }],
		['Company-Contact / Professional fixed phone', companyContact({ telephone: '+32 2 555 02 20' }), 'Fixed office phone', { phoneNumbers: [{ value: '+32 2 555 02 20', type: 'work' }] }],
		['Company-Contact / Business mobile phone', companyContact({ mobile: '+32 470 55 02 20' }), 'Primary mobile', { phoneNumbers: [{ value: '+32 470 55 02 20', type: 'workMobile' }] }],
		['Company-Contact / Professional Email', companyContact({ email: 'eva@acme.test' }), 'Office Email', { emailAddresses: [{ value: 'eva@acme.test', type: 'work' }] }],
		['Company / Name', companyContact({ societe: 'Acme' }), 'Company name', { organizations: [{ name: 'Acme' }] }],
		['Company / Function', companyContact({ fonction: 'Director' }), 'Company function', { organizations: [{ title: 'Director' }] }],
	])('%s goes to %3$s', (_crm, row, _google, body) => {
		expect(toGoogle(row)).toEqual(body);
		expect(toGoogle({ ...row, remarque: around(block('ask for Jan')) })).toEqual(body);
	});

	it('nothing else goes: the note is in no line of it', () => {
		expect(toGoogle({ remarque: 'Met at the fair', points: 9 })).toEqual({});
	});
});

describe('annex 2, Google Contact to Simple CRM', () => {
	it.each<[google: string, person: OwnPart, crm: string, row: object]>([
		['Name', { names: [{ familyName: 'Nova' }] }, 'Contact / Name', { nom: 'Nova' }],
		['First name', { names: [{ givenName: 'Eva' }] }, 'Contact / First name', { prenom: 'Eva' }],
		['Home Fixed Telephone', { phoneNumbers: [{ value: '+32 2 555 01 10', type: 'home' }] }, 'Contact / Home Phone', { telephone_prive: '+32 2 555 01 10' }],
		['Personal mobile', { phoneNumbers: [{ value: '+32 470 55 01 10', type: 'mobile' }] }, 'Contact / Personal mobile phone', { mobile_prive: '+32 470 55 01 10' }],
		['Personal email', { emailAddresses: [{ value: 'eva@home.test', type: 'home' }] }, 'Contact / Personal Email', { email_prive: 'eva@home.test' }],
		['Home address', { addresses: [{ streetAddress: 'Rue Haute 1', postalCode: '1000', city: 'Bruxelles', country: 'Belgique', type: 'home' }] }, 'Contact / Full personal address', { adresse_privee: 'Rue Haute 1, 1000 Bruxelles, Belgique' }],
		['Fixed office phone', { phoneNumbers: [{ value: '+32 2 555 02 20', type: 'work' }] }, 'Contact / Note', { remarque: block('Phone: +32 2 555 02 20') }],
		['Primary mobile', { phoneNumbers: [{ value: '+32 470 55 02 20', type: 'workMobile' }] }, 'Contact / Note', { remarque: block('Mobile: +32 470 55 02 20') }],
		['Office Email', { emailAddresses: [{ value: 'eva@acme.test', type: 'work' }] }, 'Contact / Note', { remarque: block('E-mail: eva@acme.test') }],
		['Company name', { organizations: [{ name: 'Acme' }] }, 'Contact / Note', { remarque: block('Company: Acme') }],
		['Company function', { organizations: [{ title: 'Director' }] }, 'Contact / Note', { remarque: block('Function: Director') }],
	])('%s goes to %3$s', (_google, person, crm, row) => {
		const patch = fromGoogle(person);
		expect(changed({}, { patch }, profile)).toEqual(row);
		// Beside what a person wrote before the block, into it, and after it: all of that stays byte for byte.
		const line = crm === 'Contact / Note' ? [String(Object.values(row)[0]).split('\n')[1] ?? ''] : [];
		expect(changed({ remarque: around(block('ask for Jan')) }, { patch }, profile)).toEqual({ ...row, remarque: around(block('ask for Jan', ...line)) });
		expect(changed({ remarque: around('') }, { patch }, profile).remarque).toBe(line.length > 0 ? `${around('')}\n${block(...line)}` : around(''));
	});

	it('nothing else goes: what has no line in the annex stays in Google', () => {
		const person: OwnPart = {
			biographies: [{ value: 'Likes tea' }],
			birthdays: [{ date: { month: 5, day: 12 } }],
			urls: [{ value: 'https://acme.test', type: 'work' }],
			phoneNumbers: [{ value: '+32 2 555 03 30', type: 'workFax' }, { value: '+32 2 555 04 40', type: 'main' }],
			addresses: [{ streetAddress: 'Rue Basse 2', type: 'work' }],
		};
		expect(changed({}, { patch: fromGoogle(person) }, profile)).toEqual({});
	});
});

describe('business details of a contact that has them in the CRM', () => {
	const stored = { nom: 'Nova', remarque: 'Met at the fair', ...companyContact({ societe: 'Acme', fonction: 'Director', telephone: '+32 2 555 02 20', email: 'eva@acme.test' }) };

	it('are never written, whatever Google says: its values go into the block', () => {
		const patch: ContactFields = { company: { name: 'Beta', title: 'CEO' }, phones: [{ value: '+32 2 555 09 90', type: 'work' }], emails: [{ value: 'eva@beta.test', type: 'work' }] };
		expect(changed(stored, { patch }, profile)).toEqual({
			...stored,
			remarque: `Met at the fair\n${block('E-mail: eva@beta.test', 'Phone: +32 2 555 09 90', 'Company: Beta', 'Function: CEO')}`,
		});
	});

	it('make no block while Google says the same', () => {
		const patch: ContactFields = { company: { name: 'Acme', title: 'Director' }, phones: [{ value: '+3225550220', type: 'work' }], emails: [{ value: 'EVA@acme.test', type: 'work' }] };
		expect(changed(stored, { patch }, profile)).toBe(stored);
	});

	it('come before those of the block when they are read, the company with its function as a whole', () => {
		const both = { ...stored, remarque: block('Phone: +32 2 555 09 90', 'Company: Beta', 'Function: CEO'), ...companyContact({ societe: 'Acme' }) };
		const { company, phones, note } = contactOf(both);
		expect({ company, phones, note }).toEqual({ company: { name: 'Acme' }, phones: [{ value: '+32 2 555 09 90', type: 'work' }], note: undefined });
	});

	it('are read from the block where the CRM has none, so that they do not look cleared', () => {
		const { company, emails, phones } = contactOf({ nom: 'Nova', remarque: `x\n${block('E-mail: eva@beta.test', 'Mobile: +32 470 1', 'Company: Beta', 'Function: CEO')}` });
		expect({ company, emails, phones }).toEqual({ company: { name: 'Beta', title: 'CEO' }, emails: [{ value: 'eva@beta.test', type: 'work' }], phones: [{ value: '+32 470 1', type: 'workMobile' }] });
	});

	it('leave the block when they are cleared in Google, and the block goes with its last line', () => {
		const row = { nom: 'Nova', remarque: `Met\n${block('Phone: 1', 'Company: Beta')}` };
		const oneLess = changed(row, { patch: { phones: [] } }, profile);
		expect(oneLess).toEqual({ ...row, remarque: `Met\n${block('Company: Beta')}` });
		expect(changed(oneLess, { patch: { company: {} } }, profile)).toEqual({ ...row, remarque: 'Met' });
	});
});

it('an e-mail address without a type counts as personal, as contacts are recognised by it', () => {
	expect(changed({}, { patch: { emails: [{ value: 'eva@home.test' }] } }, profile)).toEqual({ email_prive: 'eva@home.test' });
});
