import type { JsonObject } from '../kit/json';
import { isObject } from '../kit/json';
import { parseFlag, readAttribute, refuse } from './input';
import type { CustomField, Desk, Scalar } from './model';
import { isDate } from './time';
import type { Attributes } from './schema';

export type Values = Record<string, Scalar | null>;

/** The values with what was sent; only sent keys change [documented by an all-optional schema]. */
export function writeValues(desk: Desk, attributes: Attributes, current: Values, body: JsonObject): Values {
	const next = { ...current };
	for (const [name, attribute] of Object.entries(attributes)) {
		const read = readAttribute(desk, name, attribute, body[name]);
		if (read !== 'keep') next[name] = read.set;
	}
	return next;
}

export function requireValues(desk: Desk, values: Values, names: readonly string[]): void {
	const missing = names.find((name) => values[name] === null || values[name] === undefined || values[name] === '');
	if (missing !== undefined) throw refuse(desk, `${missing} is required`);
}

/** Keys are the names of /customField/config/; empty or null clears [documented]. */
export function writeCustomFields(
	desk: Desk,
	fields: readonly CustomField[],
	current: Record<string, Scalar>,
	sent: unknown,
): Record<string, Scalar> {
	if (sent === undefined || sent === null) return current;
	if (!isObject(sent)) throw refuse(desk, 'customFields is not an object');
	const next = { ...current };
	for (const [name, value] of Object.entries(sent)) {
		const field = fields.find((candidate) => candidate.name === name);
		if (!field) throw refuse(desk, `unknown custom field ${name}`);
		if (value === null || value === '') delete next[name];
		else next[name] = customValue(desk, field, value);
	}
	return next;
}

/** [documented] number for BIG_DECIMAL, boolean for BOOLEAN, date text for DATE, text otherwise. */
function customValue(desk: Desk, field: CustomField, value: unknown): Scalar {
	const wrong = refuse(desk, `customFields.${field.name} cannot be stored as ${field.dataType}`);
	if (field.dataType === 'BIG_DECIMAL') {
		const number = typeof value === 'number' || typeof value === 'string' ? Number(value) : NaN;
		if (Number.isNaN(number)) throw wrong;
		return number;
	}
	if (field.dataType === 'BOOLEAN') {
		const flag = parseFlag(value);
		if (flag === undefined) throw wrong;
		return flag;
	}
	if (typeof value !== 'string') throw wrong;
	if (field.dataType === 'DATE' && !isDate(value)) throw wrong;
	if (field.dataType === 'ENUMERATION' && !field.enumeration.includes(value)) throw wrong;
	return value;
}
