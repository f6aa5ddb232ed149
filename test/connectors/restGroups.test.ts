import { createRestCrm, simpleCrmPreset } from '../../connectors/crm/rest';
import type { CrmWrite } from '../../core/ports/crm';
import { restProfiles } from '../../sandbox/rest';
import { fakeEnvironment } from '../support/environment';
import { respondingHttp } from './httpFake';

it('120 contacts come back 50 at a time, as the vendor of Simple CRM says, and without a profile that says otherwise', async () => {
	expect([simpleCrmPreset.limits.group, 'limits' in restProfiles.ledger]).toEqual([50, false]);
	const { http, calls } = respondingHttp(({ method }) => ({ status: method === 'POST' ? 201 : 200, body: { id: 1, last_name: 'Nova' } }));
	const crm = createRestCrm({ http, env: fakeEnvironment().env, baseUrl: 'https://crm.test', profile: restProfiles.ledger });
	const writes = Array.from({ length: 120 }, (_, n): CrmWrite => ({ op: 'create', key: String(n), recordType: 'person', fields: { lastName: 'Nova' }, scope: { kind: 'all' } }));
	const sizes: number[] = [];
	for await (const results of crm.write(writes)) sizes.push(results.length);
	expect(sizes).toEqual([50, 50, 20]);
	expect(calls.slice(0, 2)).toEqual(['POST https://crm.test/contacts', 'GET https://crm.test/contacts/1']);
	expect(calls).toHaveLength(240);
});
