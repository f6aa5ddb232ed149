import { IANAZone } from 'luxon';
import { checkFields } from './checkFields';
import { readJson } from './read';
import { readSections, type Problem, type Section } from './section';
import type { ChangeDetection, FlaggedErrors, LoginStyle, Paging, Paths, RestProfile, Stamps } from './types';

export type CheckedProfile =
	| { kind: 'good'; profile: RestProfile }
	/** `login`: as far as it is known, so that what the credential lacks can be told with the rest. */
	| { kind: 'bad'; name: string; login: LoginStyle['style']; problems: readonly Problem[] };

/**
 * Reads a profile: its JSON text, or the same as an object (lines then count in its indented text). Every mistake
 * and every empty slot is named, not just the first.
 */
export function checkProfile(source: string | object): CheckedProfile {
	const node = readJson(typeof source === 'string' ? source : JSON.stringify(source, null, 2));
	if (node.kind === 'noJson') {
		return { kind: 'bad', name: '', login: 'none', problems: [{ slot: 'The profile', line: node.line, message: `is no JSON: ${node.message}` }] };
	}
	const reading = readSections(node);
	const profile = readProfile(reading.root);
	const problems = reading.problems();
	return problems.length > 0 ? { kind: 'bad', name: profile.name, login: profile.login.style, problems } : { kind: 'good', profile };
}

/** "paths.list (line 12) is empty". */
export function problemText({ slot, line, message }: Problem): string {
	return `${slot}${line === undefined ? '' : ` (line ${line})`} ${message}`;
}

function readProfile(root: Section): RestProfile {
	const login = readLogin(root.section('login'));
	const changes = readChanges(root.section('changes'));
	const stamps = root.has('stamps') ? readStamps(root.section('stamps')) : undefined;
	const answers = readAnswers(root.section('answers'));
	if (changes.style === 'filter' && !stamps) root.complain('stamps', 'is needed where changes.style is "filter"');
	// What was deleted shows in no filter, only in a count.
	if (changes.style === 'filter' && !answers.total) root.section('answers').complain('total', 'is needed where changes.style is "filter". Without one, choose "scan"');
	return {
		name: root.text('name'),
		crm: readCrm(root),
		login,
		paths: readPaths(root.section('paths')),
		answers,
		paging: readPaging(root.section('paging')),
		changes,
		...defined({ stamps, errors: root.has('errors') ? readErrors(root.section('errors')) : undefined }),
		write: readWrite(root.section('write')),
		id: root.text('id'),
		...readOwnKeys(root),
		...checkFields(root),
		match: readMatch(root.section('match')),
		limits: readLimits(root.section('limits')),
	};
}

function readCrm(root: Section): string {
	const crm = root.text('crm');
	if (crm && !/^[a-z][a-z0-9]*$/.test(crm)) root.complain('crm', 'must be lower-case letters and digits only');
	return crm;
}

function readLogin(login: Section): LoginStyle {
	const style = login.choice('style', ['none', 'header', 'query', 'basic', 'bearer', 'token']);
	const prefix = (): string => {
		const word = login.optional('prefix');
		return word ? `${word} ` : '';
	};
	switch (style) {
		case 'header':
			return { style, name: login.text('name'), prefix: prefix() };
		case 'query':
			return { style, name: login.text('name') };
		case 'token':
			return {
				style,
				path: readPath(login, 'path', 'plain'),
				userKey: login.text('userKey'),
				passwordKey: login.text('passwordKey'),
				token: login.text('token'),
				name: login.text('name'),
				prefix: prefix(),
			};
		default:
			return { style };
	}
}

function readPaths(paths: Section): Paths {
	return {
		list: readPath(paths, 'list', 'plain'),
		one: readPath(paths, 'one', 'withId'),
		create: readPath(paths, 'create', 'plain'),
		update: readPath(paths, 'update', 'withId'),
		...(paths.optional('delete') ? { delete: readPath(paths, 'delete', 'withId') } : {}),
	};
}

function readPath(section: Section, name: string, form: 'plain' | 'withId'): string {
	const path = section.text(name);
	if (path && (!path.startsWith('/') || /[?#]/.test(path))) section.complain(name, 'must begin with "/" and hold no "?" and no "#"');
	if (path && form === 'withId' && !path.includes('{id}')) section.complain(name, 'must hold "{id}" in the place of the record\'s id');
	return path;
}

function readAnswers(answers: Section): RestProfile['answers'] {
	return { items: answers.text('items'), item: answers.text('item'), ...defined({ createdId: answers.optional('createdId'), total: answers.optional('total') }) };
}

function readPaging(paging: Section): Paging {
	const style = paging.choice('style', ['offset', 'page']);
	const size = paging.number('size', 50);
	if (size < 2) paging.complain('size', 'must be 2 or more');
	// While the style is open, it is open too which names are needed.
	const isOpen = paging.optional('style') !== style;
	for (const name of isOpen ? ['offset', 'limit', 'page', 'first'] : []) paging.has(name);
	if (isOpen) return { style: 'offset', offset: '', limit: '', size };
	if (style === 'offset') return { style, offset: paging.text('offset'), limit: paging.text('limit'), size };
	return { style, page: paging.text('page'), ...defined({ limit: paging.optional('limit') }), size, first: paging.number('first', 1) };
}

function readChanges(changes: Section): ChangeDetection {
	const style = changes.choice('style', ['scan', 'filter']);
	return style === 'scan' ? { style } : { style, parameter: changes.text('parameter') };
}

function readStamps(stamps: Section): Stamps {
	const format = stamps.choice('format', ['iso', 'local', 'epochSeconds', 'epochMilliseconds']);
	const timeZone = format === 'local' ? stamps.text('timeZone') : stamps.optional('timeZone');
	if (timeZone && !IANAZone.isValidZone(timeZone)) stamps.complain('timeZone', 'must be a time zone such as "Europe/Brussels"');
	return { modified: stamps.text('modified'), format, resolutionSeconds: stamps.number('resolutionSeconds', 1), ...defined({ created: stamps.optional('created'), timeZone }) };
}

function readErrors(errors: Section): FlaggedErrors {
	const is = errors.texts('is');
	if (is.length === 0) errors.complain('is', 'is empty (the values that mean an error)');
	return {
		path: errors.text('path'),
		is,
		...defined({ code: errors.optional('code') }),
		login: errors.texts('login'),
		notFound: errors.texts('notFound'),
		busy: errors.texts('busy'),
	};
}

function readWrite(write: Section): RestProfile['write'] {
	return {
		method: write.choice('method', ['PATCH', 'PUT']),
		createMethod: write.choice('createMethod', ['POST', 'PUT'], 'POST'),
		clear: write.choice('clear', ['emptyText', 'null'], 'emptyText'),
	};
}

function readOwnKeys(root: Section): Pick<RestProfile, 'link' | 'tags' | 'doNotEmail' | 'webPage'> {
	const path = root.optional('link');
	const longest = root.number('linkLength', 255);
	return defined({
		link: path ? { path, longest } : undefined,
		tags: root.optional('tags'),
		doNotEmail: root.optional('doNotEmail'),
		webPage: root.optional('webPage'),
	});
}

function readMatch(match: Section): RestProfile['match'] {
	const keys = ['email', 'phone', 'nameAndCompany'] as const;
	const wanted = match.texts('by');
	if (wanted.some((one) => !keys.some((key) => key === one))) match.complain('by', `must be a list of: ${keys.join(', ')}`);
	return { by: wanted.length > 0 ? keys.filter((key) => wanted.includes(key)) : ['email'], several: match.choice('several', ['report', 'lowestId'], 'report') };
}

function readLimits(limits: Section): RestProfile['limits'] {
	const perMinute = limits.number('perMinute', 0);
	return { ...(perMinute > 0 ? { perMinute } : {}), group: Math.max(1, limits.number('group', 50)) };
}

/** The same without its undefined members. */
function defined<T extends object>(value: T): T {
	return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}
