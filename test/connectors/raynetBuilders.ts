import { createRaynet, type RaynetSettings } from '../../connectors/crm/raynet';
import type { RaynetCompany, RaynetCompanyAddress, RaynetContactInfo, RaynetPerson } from '../../connectors/crm/raynet/raw';
import type { WindowedCrm } from '../../core/ports/crm';
import type { HttpRequest } from '../../core/ports/http';
import { fakeEnvironment, type FakeEnvironment } from '../support/environment';
import { respondingHttp, scriptedHttp, type FakeHttp, type Reply } from './httpFake';

export const EMPTY_INFO: RaynetContactInfo = {
	email: null,
	email2: null,
	tel1: null,
	tel1Type: null,
	tel2: null,
	tel2Type: null,
	fax: null,
	www: null,
	otherContact: null,
	doNotSendMM: false,
};

/** A contact person as lists show one with nothing filled in but the name. */
export function rawPerson(overrides: Partial<RaynetPerson> = {}): RaynetPerson {
	return {
		id: 31,
		titleBefore: null,
		firstName: 'Eva',
		lastName: 'Nova',
		titleAfter: null,
		primaryRelationship: null,
		owner: null,
		contactInfo: EMPTY_INFO,
		privateAddress: { city: null, country: null, countryCode: null, province: null, street: null, zipCode: null },
		category: null,
		birthday: null,
		language: null,
		notice: null,
		tags: [],
		customFields: {},
		'rowInfo.createdAt': '2026-01-05T14:00:00.000+01:00',
		'rowInfo.updatedAt': null,
		'rowInfo.rowAccess': null,
		_version: 3,
		...overrides,
	};
}

/** A client as lists show one with nothing filled in but the name. */
export function rawCompany(overrides: Partial<RaynetCompany> = {}): RaynetCompany {
	return {
		id: 12,
		name: 'Acme s.r.o.',
		person: false,
		titleBefore: null,
		firstName: null,
		lastName: null,
		titleAfter: null,
		state: 'B_ACTUAL',
		role: 'A_SUBSCRIBER',
		owner: null,
		category: null,
		birthday: null,
		notice: null,
		tags: [],
		customFields: null,
		primaryAddress: null,
		contactAddress: null,
		'rowInfo.createdAt': '2026-01-05T14:00:00.000+01:00',
		'rowInfo.updatedAt': null,
		'rowInfo.rowAccess': null,
		_version: 1,
		...overrides,
	};
}

export function rawAddress(id: number, info: RaynetContactInfo, city: string | null = null): RaynetCompanyAddress {
	return {
		id,
		primary: true,
		contactAddress: false,
		address: { id, name: 'Headquarters', street: null, city, province: null, zipCode: null, country: null, countryCode: null },
		contactInfo: { ...EMPTY_INFO, ...info },
	};
}

export interface RaynetUnderTest extends FakeHttp, FakeEnvironment {
	raynet: WindowedCrm;
}

const DATE = 'Mon, 02 Mar 2026 10:00:00 GMT';

export function listReply(data: readonly unknown[], totalCount = data.length): Reply {
	return { headers: { date: DATE, ...quotaHeaders(23_000) }, body: { success: true, totalCount, data } };
}

/** Of 24,000 a day, with the reset at the next midnight UTC. */
export function quotaHeaders(remaining: number): Record<string, string> {
	return {
		'x-ratelimit-limit': '24000',
		'x-ratelimit-remaining': String(remaining),
		'x-ratelimit-reset': String(Date.parse('2026-03-03T00:00:00Z') / 1000),
	};
}

export function raynetOn(replies: Reply[] | ((request: HttpRequest) => Reply), settings: Partial<RaynetSettings> = {}): RaynetUnderTest {
	const fake = fakeEnvironment();
	const server = typeof replies === 'function' ? respondingHttp(replies) : scriptedHttp(...replies);
	const raynet = createRaynet({ http: server.http, env: fake.env, baseUrl: 'https://raynet.test', instance: 'acme', ...settings });
	return { ...fake, ...server, raynet };
}

export const rejection = (promise: Promise<unknown>): Promise<unknown> =>
	promise.then(
		() => 'no rejection',
		(error: unknown) => error,
	);
