import type { Section } from './section';
import type { Access, AddressPart, AddressSlot, CompanyPlace, FieldPlaces, NoteBlock, Place, RestProfile, SingleField, Slot, SlotField } from './types';

const SINGLES: readonly SingleField[] = ['namePrefix', 'firstName', 'middleName', 'lastName', 'nameSuffix', 'birthday', 'language', 'note'];
const LISTS: readonly SlotField[] = ['emails', 'phones', 'websites'];
const PARTS: readonly AddressPart[] = ['street', 'city', 'region', 'postalCode', 'country', 'countryCode'];

/** The fields of a contact and the places where they stand. */
export function checkFields(root: Section): Pick<RestProfile, 'fields' | 'noteBlock'> {
	const noteBlock = root.has('noteBlock') ? readNoteBlock(root.section('noteBlock')) : undefined;
	const fields = root.section('fields');
	// Every slot that is there has to be filled in; a field that the CRM does not have is left out of the profile.
	const single = Object.fromEntries(SINGLES.flatMap((name) => (fields.has(name) ? [[name, fields.text(name)]] : [])));
	const lists = Object.fromEntries(LISTS.map((name) => [name, fields.list(name).map((slot) => readSlot(slot, noteBlock))])) as Record<SlotField, Slot[]>;
	if (!single.lastName && !fields.has('lastName')) fields.text('lastName');
	const places: FieldPlaces = {
		single,
		lists,
		addresses: fields.list('addresses').map(readAddress),
		company: fields.list('company').map((one) => readCompany(one, noteBlock)),
	};
	return { fields: places, ...(noteBlock ? { noteBlock } : {}) };
}

function readNoteBlock(block: Section): NoteBlock {
	return { path: block.text('key'), begin: block.text('begin'), end: block.text('end') };
}

function readAccess(section: Section): Access {
	return section.choice('access', ['readAndWrite', 'readOnly'], 'readAndWrite');
}

/** `label` is for the people who fill a profile in; nothing reads it. */
function readPlace(section: Section, noteBlock: NoteBlock | undefined): Place {
	section.optional('label');
	const label = section.optional('line');
	if (label === undefined) return { kind: 'key', path: section.text('key'), access: readAccess(section) };
	if (!noteBlock) section.complain('line', 'needs the slot noteBlock');
	if (/[:\n]/.test(label)) section.complain('line', 'must hold no colon');
	return { kind: 'line', label };
}

function readSlot(section: Section, noteBlock: NoteBlock | undefined): Slot {
	const type = section.optional('type');
	return { place: readPlace(section, noteBlock), ...(type === undefined ? {} : { type }), also: section.has('also') ? section.texts('also') : [] };
}

function readCompany(section: Section, noteBlock: NoteBlock | undefined): CompanyPlace {
	const place = (name: string): Place | undefined => (section.has(name) ? readPlace(section.section(name), noteBlock) : undefined);
	const name = place('name');
	const title = place('title');
	return { ...(name ? { name } : {}), ...(title ? { title } : {}) };
}

function readAddress(section: Section): AddressSlot {
	section.optional('label');
	const type = section.optional('type');
	const access = readAccess(section);
	const parts = Object.fromEntries(PARTS.flatMap((part) => (section.has(part) ? [[part, section.text(part)]] : [])));
	const base = { ...(type === undefined ? {} : { type }), parts, access };
	if (Object.keys(parts).length > 0 && !section.has('key')) return base;
	return { ...base, text: section.text('key') };
}
