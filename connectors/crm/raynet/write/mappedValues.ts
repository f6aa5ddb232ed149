import type { FieldPatch, RecordType } from '../../../../core/contact/contact';
import { PAGE_SIZE } from '../client';
import { isObject, type RaynetDetail, type RaynetPicklistRow } from '../raw';
import type { Desk } from './desk';

/** As Raynet takes them; null clears. */
export interface MappedValues {
	language?: number | null;
	customFields?: Record<string, unknown>;
}

/** Values that are named by a picklist or by the instance's own configuration: only what differs, and only what Raynet can hold. */
export async function mappedChanges(desk: Desk, recordType: RecordType, raw: Pick<RaynetDetail, 'customFields' | 'language'>, { language, customFields }: FieldPatch): Promise<MappedValues> {
	const changed = Object.entries(customFields ?? {}).filter(([name, value]) => String(value) !== String(raw.customFields?.[name] ?? ''));
	const own = changed.length > 0 ? await customValues(desk, recordType, changed) : {};
	const languageId = recordType === 'person' && language !== undefined && language !== (raw.language?.value ?? '') ? await languageOf(desk, language) : undefined;
	return { ...(languageId === undefined ? {} : { language: languageId }), ...(Object.keys(own).length > 0 ? { customFields: own } : {}) };
}

/** Languages are free labels of the instance (documented): one that it does not have is left out, never added. */
async function languageOf(desk: Desk, label: string): Promise<number | null | undefined> {
	if (label === '') return null;
	desk.languages ??= desk.client.list('language', { limit: PAGE_SIZE }).then(({ rows }) => rows as RaynetPicklistRow[]);
	desk.languages.catch(() => delete desk.languages);
	const plain = (text: string): string => text.normalize('NFC').trim().toLowerCase();
	return (await desk.languages).find(({ code01 }) => plain(code01 ?? '') === plain(label))?.id;
}

/** A field as GET /customField/config/ tells it (documented). */
export interface CustomFieldConfig {
	name: string;
	dataType: string;
	enumeration: readonly string[];
	readOnly: boolean;
}

async function customValues(desk: Desk, recordType: RecordType, changed: ReadonlyArray<readonly [string, unknown]>): Promise<Record<string, unknown>> {
	desk.customFields ??= readConfig(desk);
	desk.customFields.catch(() => delete desk.customFields);
	const fields = (await desk.customFields)[recordType];
	return Object.fromEntries(
		changed.flatMap(([name, value]): Array<[string, unknown]> => {
			const field = fields.find((one) => one.name === name);
			const typed = field && !field.readOnly ? valueFor(field, String(value).trim()) : undefined;
			return typed === undefined ? [] : [[name, typed]];
		}),
	);
}

async function readConfig({ client }: Desk): Promise<Record<RecordType, CustomFieldConfig[]>> {
	const { body } = await client.read('customField/config/', 'customField.config');
	const data = isObject(body.data) ? body.data : {};
	return { person: fieldsOf(data.Person), company: fieldsOf(data.Company) };
}

function fieldsOf(raw: unknown): CustomFieldConfig[] {
	return (Array.isArray(raw) ? raw : []).filter(isObject).map(({ name, dataType, enumeration, readOnly }) => ({
		name: String(name),
		dataType: String(dataType),
		enumeration: Array.isArray(enumeration) ? enumeration.map(String) : [],
		readOnly: readOnly === true,
	}));
}

/** The value as this kind of field takes it (documented), null to clear, undefined for one that it cannot hold. */
function valueFor({ dataType, enumeration }: CustomFieldConfig, text: string): unknown {
	if (text === '') return null;
	switch (dataType) {
		case 'BIG_DECIMAL':
		case 'MONETARY':
		case 'PERCENT': {
			const number = Number(text.replace(/\s/g, '').replace(',', '.'));
			return Number.isFinite(number) ? number : undefined;
		}
		case 'BOOLEAN':
			return /^(true|yes|ano|1)$/i.test(text) ? true : /^(false|no|ne|0)$/i.test(text) ? false : undefined;
		case 'DATE':
			return /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0];
		case 'ENUMERATION':
			return enumeration.find((one) => one.toLowerCase() === text.toLowerCase());
		case 'FILE':
			return undefined;
		default:
			return text;
	}
}
