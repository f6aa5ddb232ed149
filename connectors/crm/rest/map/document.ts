import { isObject, textAt, valueAt, withValueAt, type JsonObject } from '../json';
import type { JsonPath, Place, RestProfile } from '../profile/types';
import { lineValue, noteText, noteWith, noteWithText, ownText, parseNote, type Note } from './noteBlock';

/** A record of the CRM while it is read or changed: its JSON, and its note taken apart. */
export interface Document {
	json: JsonObject;
	note: Note;
}

export function openDocument(json: JsonObject, { noteBlock }: RestProfile): Document {
	const text = noteBlock ? valueAt(json, noteBlock.path) : undefined;
	return { json, note: noteBlock && typeof text === 'string' ? parseNote(text, noteBlock) : { before: '', after: '' } };
}

export function read({ json, note }: Document, place: Place | undefined): string | undefined {
	if (!place) return undefined;
	return place.kind === 'line' ? lineValue(note, place.label) : textAt(json, place.path);
}

/** The user's own note, where the profile reads it. */
export function readNote({ json, note }: Document, { fields, noteBlock }: RestProfile): string | undefined {
	const path = fields.single.note;
	if (path === undefined) return undefined;
	if (path !== noteBlock?.path) return textAt(json, path);
	const text = ownText(note);
	return text.trim() === '' ? undefined : text;
}

/** Undefined clears. A place that already holds the text, or nothing where nothing is wanted, is left as it is. */
export function write(document: Document, place: Place, text: string | undefined, profile: RestProfile): Document {
	if (read(document, place) === text) return document;
	if (place.kind === 'key') return writeKey(document, place.path, text, profile);
	const { noteBlock } = profile;
	return noteBlock ? { ...document, note: noteWith(document.note, new Map([[place.label, text]]), { begin: noteBlock.begin, end: noteBlock.end }) } : document;
}

export function writeKey(document: Document, path: JsonPath, text: string | undefined, { write: style }: RestProfile): Document {
	if (textAt(document.json, path) === text) return document;
	const json = withValueAt(document.json, path, text ?? (style.clear === 'null' ? null : ''));
	return { ...document, json: isObject(json) ? json : document.json };
}

export function writeNote(document: Document, text: string | undefined, profile: RestProfile): Document {
	const path = profile.fields.single.note;
	if (path === undefined || readNote(document, profile) === text) return document;
	if (path !== profile.noteBlock?.path) return writeKey(document, path, text, profile);
	return { ...document, note: noteWithText(document.note, text ?? '') };
}

/** The record's JSON with the note put together again. */
export function closeDocument(document: Document, profile: RestProfile): JsonObject {
	const { noteBlock } = profile;
	if (!noteBlock) return document.json;
	const text = noteText(document.note);
	if (text === (valueAt(document.json, noteBlock.path) ?? '')) return document.json;
	return writeKey(document, noteBlock.path, text === '' ? undefined : text, profile).json;
}
