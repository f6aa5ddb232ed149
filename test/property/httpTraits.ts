import fc from 'fast-check';
import { createRestCrm } from '../../connectors/crm/rest';
import type { CrmScope } from '../../core/ports/crm';
import { creatioSwitches } from '../../sandbox/creatio';
import { personalityNames, type PersonalityName } from '../../sandbox/rest';
import { switches as restSwitches } from '../../sandbox/rest/switches';
import { profileOf } from '../contract/crmRestWriteWorld';
import { TAG } from '../core/syncKit';
import { fakeEnvironment } from '../support/environment';
import { CREATIO_ACCOUNT, FOLDER, type CreatioVariant } from './creatioSide';
import type { CrmTraits } from './httpHistory';

/** One behaviour that is not certain, turned. */
export interface Turned {
	turned: { name: string; value: string } | undefined;
}

const oneOf = (switches: ReadonlyArray<{ name: string; values: readonly string[] }>): fc.Arbitrary<Turned['turned']> =>
	fc.option(fc.constantFrom(...switches.flatMap(({ name, values }) => values.slice(1).map((value) => ({ name, value })))), { nil: undefined, freq: 3 });

const CREATIO_FIELDS = ['name', 'company', 'birthday', 'note', 'emails', 'phones', 'addresses', 'websites'] as const;
const CREATIO_SCOPES: Readonly<Record<CreatioVariant['scope'], CrmScope>> = { group: { kind: 'group', groupId: FOLDER }, tag: { kind: 'tag', tag: TAG } };

/** The path style is the contract suite's. */
export const creatioTraits: fc.Arbitrary<CrmTraits & CreatioVariant & Turned> = fc
	.record({
		turned: oneOf(creatioSwitches.filter(({ name }) => name !== 'runtime')),
		login: fc.constantFrom('password' as const, 'oauth' as const),
		scope: fc.constantFrom('group' as const, 'tag' as const),
		links: fc.constantFrom('column' as const, 'tag' as const),
	})
	.map((variant) => ({
		...variant,
		account: CREATIO_ACCOUNT,
		capabilities: { writable: { person: CREATIO_FIELDS, company: [] }, slots: {}, links: 'listed', stampResolutionMs: 1 },
		scopes: [CREATIO_SCOPES[variant.scope]],
	}));

export const restTraits: fc.Arbitrary<CrmTraits & Turned & { name: PersonalityName }> = fc.record({ turned: oneOf(restSwitches), name: fc.constantFrom(...personalityNames) }).map(({ name, ...rest }) => {
	const { account, capabilities } = createRestCrm({ http: () => Promise.reject(new Error('Nothing is sent.')), env: fakeEnvironment().env, baseUrl: 'http://rest.test', profile: profileOf(name), account: 'acme', login: { user: 'u', password: 'p' } });
	return { ...rest, name, account, capabilities, scopes: [{ kind: 'tag', tag: TAG }, { kind: 'tag', tag: TAG }, { kind: 'all' }] };
});
